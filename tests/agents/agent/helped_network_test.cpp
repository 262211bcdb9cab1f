// An agent without root between two sites: what its helper cuts, closes and opens.
#include "tests/agents/agent/fencing.hpp"
#include "tests/agents/agent/governed.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_sites.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr int port = 15436;

/// The policy of a host on which this port may be fenced and the other site cut off.
class Rules {
public:
    Rules() {
        std::string name = "/var/tmp/firedrill-rules-XXXXXX";
        place_ = ::mkdtemp(name.data());
        ::chmod(place_.c_str(), 0755);
        put(file(),
            "environment: lab\nservices: [trading]\nverbs: [fault, fence]\n"
            "max_lease: 10m\nmax_duration: 1h\n"
            "faults:\n  - kind: network.partition\n    with:\n"
            "      peers: {within: [10.77.1.0/24]}\n"
            "fences:\n  - kind: port\n    with:\n      port: {values: [\"15436\"]}\n");
    }
    ~Rules() { std::filesystem::remove_all(place_); }
    Rules(const Rules&) = delete;
    Rules& operator=(const Rules&) = delete;

    std::string file() const { return place_ + "/policy.yaml"; }
    ResidentAgent::Options options() const {
        ResidentAgent::Options out;
        out.account = "nobody";
        out.more = {"--policy", file()};
        return out;
    }

private:
    std::string place_;
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

}  // namespace

TEST_CASE("the helper holds a partition in the kernel as long as heartbeats come") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    const Rules rules;
    ResidentAgent agent(rules.options());
    {
        Orchestrator drill(agent);
        drill.offer(plan_of_both(2s));
        REQUIRE(passes(sites));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK_FALSE(passes(sites));
        // when heartbeats renew it beyond its lease
        const auto until = std::chrono::steady_clock::now() + 4s;
        while (std::chrono::steady_clock::now() < until) {
            drill.send(wire::Renew{.drill = "q-1", .epoch = 1});
            drill.expect<wire::Renewed>();
            CHECK_FALSE(eventually([&] { return passes(sites); }, 300ms));
        }
    }
    // then it ends when they end
    INFO(agent.log());
    CHECK(eventually([&] { return passes(sites); }, 5s));
}

TEST_CASE("what the helper fenced stays without anybody, and the next one lifts it") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    const Rules rules;
    ResidentAgent agent(rules.options());
    {
        Orchestrator drill(agent);
        drill.offer(plan_of_both(30s));
        REQUIRE(succeeded(drill.execute("fence")));
        CHECK_FALSE(passes(sites));
    }
    agent.kill();
    CHECK_FALSE(passes(sites));
    // when, with a policy that has no fences any more
    put(rules.file(),
        "environment: lab\nservices: [trading]\nverbs: [fault]\n"
        "max_lease: 10m\nmax_duration: 1h\n");
    agent.start();
    Orchestrator drill(agent);
    // then
    REQUIRE(succeeded(drill.execute(Orchestrator::key_of("fence", Part::undo))));
    CHECK(passes(sites));
}
