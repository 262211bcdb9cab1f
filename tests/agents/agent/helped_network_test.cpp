// An agent without root between two sites: what its helper cuts, closes and opens.
#include "tests/agents/agent/administrator.hpp"
#include "tests/agents/agent/fencing.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_sites.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr int port = 15436;

const char* const only_faults = "verbs: [fault]\n";

/// This port may be fenced and the other site cut off.
class CuttingHost : public Administrator {
public:
    CuttingHost() {
        write(
            "verbs: [fault, fence]\n"
            "faults:\n  - kind: network.partition\n"
            "    with: {peers: {within: [10.77.1.0/24]}}\n"
            "fences:\n  - kind: port\n    with: {port: {values: [\"15436\"]}}\n");
    }
};

bool passes(const TwoSites& sites) {
    const auto inside = sites.at_backup();
    return reaches(TwoSites::main, port);
}

std::string plan_of_both(Nanos lease) {
    const plan::Parameters closed{{"port", std::to_string(port)}};
    const plan::Release lift{.fence = "fence", .kind = "port", .with = closed};
    plan::Step fence = step_of("fence", plan::Fence{.kind = "port", .with = closed});
    fence.undo.push_back(lift);
    return governed_plan({fault_step("network.partition", {{"peers", TwoSites::backup}}, lease),
                          fence, step_of("release", lift)});
}

/// An agent without root in site main, and a server beside it.
struct Cut {
    TwoSites sites;
    TwoSites::Inside inside = sites.at_main();
    Listener server{port};
    CuttingHost host;
    ResidentAgent agent{host.options()};
};

}  // namespace

TEST_CASE("the helper holds a partition in the kernel as long as heartbeats come") {
    DRILL_NEEDS_SITES();
    Cut at;
    {
        Orchestrator drill(at.agent);
        drill.offer(plan_of_both(2s));
        REQUIRE(passes(at.sites));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK_FALSE(passes(at.sites));
        // when heartbeats renew it beyond its lease
        const auto until = std::chrono::steady_clock::now() + 4s;
        while (std::chrono::steady_clock::now() < until) {
            drill.send(wire::Renew{.drill = "q-1", .epoch = 1});
            drill.expect<wire::Renewed>();
            CHECK_FALSE(eventually([&] { return passes(at.sites); }, 300ms));
        }
    }
    // then it ends when they end
    INFO(at.agent.log());
    CHECK(eventually([&] { return passes(at.sites); }, 5s));
}

TEST_CASE("what the helper fenced stays without anybody, and the next one lifts it") {
    DRILL_NEEDS_SITES();
    Cut at;
    {
        Orchestrator drill(at.agent);
        drill.offer(plan_of_both(30s));
        REQUIRE(succeeded(drill.execute("fence")));
        CHECK_FALSE(passes(at.sites));
    }
    at.agent.kill();
    CHECK_FALSE(passes(at.sites));
    // when, with a policy that has no fences any more
    at.host.write(only_faults);
    at.agent.start();
    Orchestrator drill(at.agent);
    // then
    REQUIRE(succeeded(drill.execute(Orchestrator::key_of("fence", Part::undo))));
    CHECK(passes(at.sites));
}
