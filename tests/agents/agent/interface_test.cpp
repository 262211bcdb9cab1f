// interface.down between two sites: nothing passes, and everything that went comes back.
#include "tests/agents/agent/fencing.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_sites.hpp"

#include <set>
#include <sstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr int port = 15435;
constexpr const char* kind = "interface.down";

Ended ip(std::vector<std::string> words) {
    words.insert(words.begin(), "/usr/sbin/ip");
    return run_program(words);
}

bool answers(const TwoSites& sites, const char* address = TwoSites::main) {
    const auto inside = sites.at_backup();
    return reaches(address, port);
}

/// What the kernel drops with the interface: routes of both families and IPv6 addresses.
void give_routes() {
    ip({"route", "add", "10.99.0.0/16", "via", TwoSites::backup});
    ip({"route", "add", "default", "via", TwoSites::backup, "metric", "50"});
    ip({"route", "add", "10.98.0.0/16", "via", TwoSites::backup, "table", "77"});
    ip({"-6", "route", "add", "fd99::/64", "via", TwoSites::backup_v6});
}

std::string all_routes() {
    std::string out;
    for (const char* family : {"-4", "-6"})
        out += ip({family, "route", "show", "table", "all", "dev", "eth0"}).output;
    std::string kept;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);)
        if (line.find("table local") == line.npos) kept += line + "\n";
    return kept;
}

plan::Step down_step(Nanos lease) {
    return fault_step(kind, {{"interface", "eth0"}}, lease);
}

}  // namespace

TEST_CASE("an interface that was taken down comes back with all that it had") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    give_routes();
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({down_step(60s)}));
    REQUIRE(answers(sites));
    REQUIRE(eventually([&] { return answers(sites, TwoSites::main_v6); }));
    const std::string before = all_routes();
    // when
    REQUIRE(succeeded(drill.execute("break")));
    // then
    CHECK_FALSE(answers(sites));
    CHECK_FALSE(answers(sites, TwoSites::main_v6));
    CHECK(all_routes().empty());
    // and back
    REQUIRE(succeeded(drill.execute(Orchestrator::key_of("break", Part::undo))));
    CHECK(eventually([&] { return answers(sites); }, 5s));
    CHECK(eventually([&] { return answers(sites, TwoSites::main_v6); }, 5s));
    const auto sorted = [](const std::string& text) {
        std::istringstream in(text);
        std::set<std::string> lines;
        for (std::string line; std::getline(in, line);) lines.insert(line);
        return lines;
    };
    CHECK(sorted(all_routes()) == sorted(before));
}

TEST_CASE("an interface comes up by itself when nobody renews its lease") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({down_step(2s)}));
    REQUIRE(succeeded(drill.execute("break")));
    CHECK_FALSE(answers(sites));
    CHECK(drill.expect<wire::FaultReverted>().verified);
    CHECK(eventually([&] { return answers(sites); }, 5s));
}

TEST_CASE("an interface comes up when its agent starts again, or a person asks for it") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    give_routes();
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({down_step(600s)}));
        REQUIRE(succeeded(drill.execute("break")));
    }
    agent.kill();
    REQUIRE_FALSE(answers(sites));
    SECTION("the agent") {
        agent.start();
    }
    SECTION("a person") {
        CHECK(revert_offline(agent).at("exit_code") == 0);
    }
    CHECK(eventually([&] { return answers(sites); }, 5s));
    CHECK(all_routes().find("10.98.0.0/16") != std::string::npos);
}

TEST_CASE("an interface that is not there, or down already, is refused") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    ResidentAgent agent;
    Orchestrator drill(agent);
    plan::Step none = fault_step(kind, {{"interface", "eth7"}}, 60s);
    none.id = none.group = "none";
    drill.offer(plan_of({down_step(60s), none}));
    CHECK(drill.execute("none").refused);
    ip({"link", "set", "eth0", "down"});
    const AttemptReport report = drill.execute("break");
    CHECK(report.refused);
    CHECK(report.reason.find("interface eth0 is down") != std::string::npos);
}
