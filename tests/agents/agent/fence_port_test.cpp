// Fence "port" between two sites: who passes, who does not, and that it stays.
#include "agents/agent/fence_port.hpp"
#include "tests/agents/agent/fencing.hpp"
#include "tests/agents/agent/victim.hpp"
#include "tests/support/two_sites.hpp"

using namespace firedrill;
using namespace firedrill::test;

namespace {

constexpr int port = 15434;

bool passes(const TwoSites& sites, const char* address, int at = port) {
    const auto inside = sites.at_backup();
    return reaches(address, at);
}

std::string tables() {
    return run_program({"/usr/sbin/nft", "list", "tables"}).output;
}

plan::Parameters with(const std::string& except = {}) {
    plan::Parameters out{{"port", std::to_string(port)}};
    if (!except.empty()) out["except"] = except;
    return out;
}

}  // namespace

TEST_CASE("a fenced port is closed to others and open to the host itself") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port), other(port + 1);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan("port", with()));
    REQUIRE(passes(sites, TwoSites::main));
    REQUIRE(succeeded(drill.execute("fence")));
    CHECK_FALSE(passes(sites, TwoSites::main));
    CHECK_FALSE(passes(sites, TwoSites::main_v6));
    CHECK(passes(sites, TwoSites::main, port + 1));
    CHECK(reaches("127.0.0.1", port));
    CHECK(reaches(TwoSites::main, port));
    // and once more is the same table
    REQUIRE(succeeded(drill.execute("again")));
    REQUIRE(succeeded(drill.execute("release")));
    CHECK(passes(sites, TwoSites::main));
    CHECK(passes(sites, TwoSites::main_v6));
    CHECK(tables().empty());
}

TEST_CASE("peers that are excepted pass a fenced port") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan("port", with("10.77.1.0/24 10.88.0.1")));
    REQUIRE(succeeded(drill.execute("fence")));
    CHECK(passes(sites, TwoSites::main));
    CHECK_FALSE(passes(sites, TwoSites::main_v6));
}

TEST_CASE("a fenced port stays closed with no program alive, and a person opens it") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(fencing_plan("port", with()));
        REQUIRE(succeeded(drill.execute("fence")));
    }
    agent.kill();
    CHECK_FALSE(passes(sites, TwoSites::main));
    const auto left = revert_offline(agent);
    CHECK_FALSE(passes(sites, TwoSites::main));
    type_by_hand(left.at("fences"));
    CHECK(passes(sites, TwoSites::main));
}

TEST_CASE("a paused server goes on only behind its closed port, and a release opens it again") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    const Victim victim(agent.place());
    plan::Step promote = step_of("promote", shell("true"));
    promote.point_of_no_return = true;
    const plan::Release lift{.fence = "fence", .kind = "port", .with = with()};
    const std::string plan = plan_of({pause_step(victim, std::chrono::seconds(600)),
                                      step_of("fence", plan::Fence{.kind = "port", .with = with()}),
                                      promote, step_of("release", lift)});
    {
        Orchestrator drill(agent);
        drill.offer(plan);
        REQUIRE(succeeded(drill.execute("pause")));
    }
    agent.kill();
    // when everybody else is gone
    CHECK(revert_offline(agent).at("exit_code") == 4);
    CHECK_FALSE(victim.paused());
    CHECK_FALSE(passes(sites, TwoSites::main));
    // and the orchestrator comes back
    agent.start();
    Orchestrator again(agent);
    again.offer(plan, 2);
    again.send(wire::Execute{.key = Orchestrator::key_of("release"), .epoch = 2});
    CHECK(succeeded(again.expect<wire::Ended>().report));
    CHECK(passes(sites, TwoSites::main));
}
