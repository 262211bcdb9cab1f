// A prober that stands still sees nothing, and says so: what it did not see is inside the interval,
// or no figure is given.
#include "tests/support/postgres.hpp"
#include "tests/truth/outage_workspace.hpp"
#include "tests/truth/service.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

#include <filesystem>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr Nanos margin = 400ms;

void wait_for(Nanos length) {
    const auto until = std::chrono::steady_clock::now() + length;
    eventually([&] { return std::chrono::steady_clock::now() >= until; });
}

/// Takes a service down and up while the prober stands still: over the whole outage the first
/// time, from shortly before its end the second.
class Stalls {
public:
    Stalls(const Workplace& work, TcpService& service) : work_(work), service_(service) {}

    Interval down() {
        whole_ = !whole_;
        if (whole_) signal(SIGSTOP);
        return service_.down();
    }
    Interval up() {
        if (!whole_) {
            signal(SIGSTOP);
            wait_for(margin);
        }
        const Interval when = service_.up();
        wait_for(margin);
        signal(SIGCONT);
        return when;
    }

private:
    void signal(int number) const {
        const pid_t prober = work_.resident("here", "probe");
        if (prober > 0) ::kill(prober, number);
    }
    const Workplace& work_;
    TcpService& service_;
    bool whole_ = false;
};

}  // namespace

TEST_CASE("a prober that stands still over an outage gives no wrong figure and no verdict") {
    const Place place;
    const Workplace work(place.path);
    TcpService service;
    Stalls stalls(work, service);
    OutageMaker maker([&] { return stalls.down(); }, [&] { return stalls.up(); }, {1s, 1200ms},
                      {0ms, 7ms});
    write_workspace(work, "{kind: tcp, url: \"127.0.0.1:" + std::to_string(service.port()) + "\"}",
                    "20ms", "250ms", maker.step());
    // given a target that the outage itself would meet, but not with what the prober missed
    work.edit("catalogue.yaml", "target: 60s", "target: 1200ms");

    // when
    const Ended ended = work.firedrill({"run", "outage", "--yes"});

    // then
    INFO(ended.output);
    const auto report = work.report();
    CHECK(report.at("ending").as_string() == "completed");
    const auto verdict = report.at("services").at(0).at("rto").at("verdict").as_string();
    INFO(verdict);
    CHECK((verdict == "inconclusive" || verdict == "not_measured"));
    const auto truths = maker.outages();
    REQUIRE(truths.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& row = report.at(i == 0 ? "failover" : "failback");
        INFO((i == 0 ? "stalled over all of it: " : "stalled at its end: ") << row);
        for (const char* figure : {"outage", "rto"})
            if (row.at(figure).as_object().contains("lo"))
                CHECK(holds(interval(row.at(figure)), truths[i].lasted()));
    }
    CHECK(report.at("failback").at("rto").as_object().contains("lo"));
    CHECK(interval(report.at("failback").at("outage")).width() >= 2 * margin - 300ms);
    CHECK(eventually([&] { return work.resident_processes().empty(); }));
    std::filesystem::remove_all(work.residents());
}
