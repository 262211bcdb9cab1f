// network.partition between two sites, held by the kernel: what it cuts, and that it ends whoever
// is still alive.
#include "agents/agent/fault_partition.hpp"
#include "tests/agents/agent/fencing.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"
#include "tests/support/two_sites.hpp"

#include <catch2/catch.hpp>

#include <signal.h>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr int port = 15432;

std::string both_addresses() {
    return std::string(TwoSites::backup) + " " + TwoSites::backup_v6;
}

plan::Step cut_step(Nanos lease, plan::Parameters with = {{"peers", both_addresses()}}) {
    plan::Step step =
        step_of("cut", plan::Fault{.kind = "network.partition", .with = with, .lease = lease});
    step.undo.push_back(
        plan::Revert{.fault = "cut", .kind = "network.partition", .with = std::move(with)});
    return step;
}

bool backup_reaches(const TwoSites& sites, const char* address = TwoSites::main, int at = port) {
    const auto inside = sites.at_backup();
    return reaches(address, at);
}

std::string tables(const TwoSites& sites) {
    const auto inside = sites.at_main();
    return run_program({"/usr/sbin/nft", "list", "tables"}).output;
}

bool is_cut(const AttemptReport& report) {
    INFO(report.reason);
    return report.outcome == Outcome::succeeded && !report.facts.at("table").empty();
}

}  // namespace

TEST_CASE("a partition ends in the kernel when every program was killed") {
    DRILL_NEEDS_SITES();
    TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({cut_step(2s)}));
        REQUIRE(backup_reaches(sites));
        REQUIRE(backup_reaches(sites, TwoSites::main_v6));
        // when
        REQUIRE(is_cut(drill.execute("cut")));
        CHECK_FALSE(backup_reaches(sites));
        CHECK_FALSE(backup_reaches(sites, TwoSites::main_v6));
    }
    const auto begun = std::chrono::steady_clock::now();
    agent.kill();
    // then both families are back within lease + 2 s
    REQUIRE(eventually([&] { return backup_reaches(sites); }, 4s));
    CHECK(backup_reaches(sites, TwoSites::main_v6));
    const auto took = std::chrono::steady_clock::now() - begun;
    WARN("healed " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                   << " ms after everything was killed, lease 2 s");
    // and the next start clears away what is left and says so
    agent.start();
    Orchestrator again(agent);
    again.send(wire::AskStatus{});
    CHECK(again.expect<wire::Status>().faults.empty());
    CHECK(tables(sites).empty());
}

TEST_CASE("heartbeats extend a partition, silence ends it") {
    DRILL_NEEDS_SITES();
    TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({cut_step(2s)}));
    REQUIRE(is_cut(drill.execute("cut")));
    // given heartbeats for more than two leases
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (std::chrono::steady_clock::now() < until) {
        drill.send(wire::Renew{.drill = "q-1"});
        drill.expect<wire::Renewed>();
        REQUIRE_FALSE(backup_reaches(sites));
    }
    // when they stop
    REQUIRE(eventually([&] { return backup_reaches(sites); }, 4s));
    // then the agent has seen to it, and says so
    CHECK(drill.expect<wire::FaultReverted>().verified);
    CHECK(tables(sites).empty());
}

TEST_CASE("a partition is undone, and nothing of it is left") {
    DRILL_NEEDS_SITES();
    TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({cut_step(60s)}));
    REQUIRE(is_cut(drill.execute("cut")));
    CHECK_FALSE(backup_reaches(sites));
    CHECK(drill.execute(Orchestrator::key_of("cut", Part::undo)).outcome == Outcome::succeeded);
    CHECK(backup_reaches(sites));
    CHECK(tables(sites).empty());
}

TEST_CASE("a partition cuts only the port and the direction that it names") {
    DRILL_NEEDS_SITES();
    TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port), other(port + 1);
    ResidentAgent agent;
    Orchestrator drill(agent);
    const plan::Parameters with{
        {"peers", both_addresses()}, {"port", std::to_string(port)}, {"direction", "in"}};
    drill.offer(plan_of({cut_step(60s, with)}));
    REQUIRE(is_cut(drill.execute("cut")));
    CHECK_FALSE(backup_reaches(sites));
    CHECK(backup_reaches(sites, TwoSites::main, port + 1));
    CHECK(reaches("127.0.0.1", port));  // no peer of it
}

TEST_CASE("a partition that somebody removed counts as gone") {
    DRILL_NEEDS_SITES();
    TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({cut_step(60s)}));
    REQUIRE(is_cut(drill.execute("cut")));
    run_program({"/usr/sbin/nft", "flush", "ruleset"});
    drill.send(wire::Renew{.drill = "q-1"});
    const auto told = drill.expect<wire::FaultReverted>();
    CHECK(told.verified);
    CHECK(told.why.find("the kernel ended it") == 0);
}

TEST_CASE("an agent that slept through the lease does not cut again when it wakes") {
    DRILL_NEEDS_SITES();
    TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({cut_step(2s)}));
    REQUIRE(is_cut(drill.execute("cut")));
    ::kill(agent.pid(), SIGSTOP);
    drill.send(wire::Renew{.drill = "q-1"});  // lies in its buffer
    REQUIRE(eventually([&] { return backup_reaches(sites); }, 4s));
    ::kill(agent.pid(), SIGCONT);
    CHECK(drill.expect<wire::FaultReverted>().verified);
    CHECK(backup_reaches(sites));
    CHECK(tables(sites).empty());
}

TEST_CASE("a person at the host ends a partition without the agent") {
    DRILL_NEEDS_SITES();
    TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({cut_step(600s)}));
        REQUIRE(is_cut(drill.execute("cut")));
    }
    agent.kill();
    REQUIRE_FALSE(backup_reaches(sites));
    const Ended ended = run_program({std::string(DRILL_BINARY_DIR) + "/firedrill-agent", "revert",
                                     "--all", "--offline", "--yes", "--state", agent.state()});
    INFO(ended.output);
    CHECK(ended.exit == 0);
    CHECK(backup_reaches(sites));
}

TEST_CASE("an agent without the right refuses a partition before the drill starts") {
    if (server_account().empty()) {
        WARN("skipped: it needs root");
        return;
    }
    ResidentAgent agent({.user = server_account()});
    Orchestrator drill(agent);
    const std::string plan = plan_of({cut_step(60s)});
    drill.send(wire::OfferPlan{.drill = "q-1",
                               .hash = std::string(64, '0'),
                               .bytes = plan,
                               .started = std::string(wire::OfferPlan::not_started)});
    const auto refused = drill.expect<wire::Refused>();
    CHECK(refused.regarding == "offer_plan");
    CHECK(refused.why.find("step cut: ") != std::string::npos);
    CHECK(refused.why.find("CAP_NET_ADMIN") != std::string::npos);
}
