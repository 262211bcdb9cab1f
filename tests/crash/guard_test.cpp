// Stop conditions that real probes watch end a real drill, and so does a probe that stands still.
#include "orchestrator/links/lab_place.hpp"
#include "tests/crash/small_workspace.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
using test::eventually;

namespace {

/// A breach is acted upon within 2 s; then the abort's 5 s. A busy machine is given three more.
constexpr std::chrono::milliseconds promised = 2s + 5s + 3s;

std::string watching(const std::string& condition) {
    return "probes:\n  - {id: neighbour, connection: neighbour, from: c1, every: 100ms, deadline: "
           "90ms}\nstop_conditions: [" +
           condition + "]\n";
}

std::string connection(const Neighbour& neighbour) {
    return "  neighbour: {kind: tcp, url: \"127.0.0.1:" + std::to_string(neighbour.port()) +
           "\"}\n";
}

/// firedrill-probe of this workspace.
pid_t probe_of(const SmallWorkspace& work) {
    const auto place = links::lab_place(work.store(), "c1", plan::Performer::probe).directory;
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
        const std::string name = process.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream file(process.path() / "cmdline", std::ios::binary);
        const std::string line{std::istreambuf_iterator<char>(file), {}};
        if (line.find("firedrill-probe") != std::string::npos &&
            line.find(place.string()) != std::string::npos)
            return std::stoi(name);
    }
    return 0;
}

std::string report_of(const SmallWorkspace& work) {
    return work.firedrill({"report", "--format", "md", "--lang", "both", "-o", "-"}).output;
}

}  // namespace

TEST_CASE("a neighbour whose errors go over their limit stops the drill") {
    Neighbour neighbour;
    SmallWorkspace work(watching("{probe: neighbour, errors_above: 20%, over: 2s}"),
                        connection(neighbour));
    work.run_until_paused();
    CHECK(eventually([&] {
        const json::object now = work.status();
        return now.at("stop_conditions").at(0).at("state").as_string() == "within, 0.00 %";
    }));
    // when
    neighbour.close();
    // then a fifth of two seconds later it is seen, and the drill is stopped and undone
    CHECK(work.until_quiet() < promised + 400ms);
    CHECK(work.wait() == 3);
    INFO(work.said());
    CHECK(work.ending() == "aborted");
    const std::string report = report_of(work);
    CHECK(report.find("errors of probe neighbour are 2") != std::string::npos);
    CHECK(report.find("above 20.00 % over 2s") != std::string::npos);
    CHECK(report.find("探测 neighbour 的错误率为 2") != std::string::npos);
}

TEST_CASE("a probe that stands still stops the drill") {
    Neighbour neighbour;
    SmallWorkspace work(watching("{probe: neighbour, is: down, for: 30s}"), connection(neighbour));
    work.run_until_paused();
    const pid_t probe = probe_of(work);
    REQUIRE(probe > 0);
    // when
    ::kill(probe, SIGSTOP);
    // then after three readings that are missing
    const auto took = work.until_quiet();
    ::kill(probe, SIGCONT);
    CHECK(took > 2s);
    CHECK(took < promised + 3s);
    CHECK(work.wait() == 3);
    INFO(work.said());
    CHECK(report_of(work).find("three readings in a row of stop condition 1 are missing") !=
          std::string::npos);
}

TEST_CASE("a drill that hangs ends with its longest duration") {
    SmallWorkspace work;
    std::ifstream in(work.root() / "scenarios/small.yaml");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string limit = "max_duration: 10m";
    text.replace(text.find(limit), limit.size(), "max_duration: 6s");
    std::ofstream(work.root() / "scenarios/small.yaml") << text;
    work.run_until_paused();
    CHECK(work.wait(30s) == 3);
    INFO(work.said());
    CHECK(report_of(work).find("machine time exceeds 6s") != std::string::npos);
    CHECK_FALSE(work.victim_is_paused());
    CHECK_FALSE(work.stubborn_runs());
}
