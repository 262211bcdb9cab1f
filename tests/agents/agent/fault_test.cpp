// Faults on real processes: exactly the right one, and mended whatever happens to the agent.
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/agents/agent/victim.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

TEST_CASE("process.kill kills the process of the pidfile and knows when") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    const Victim other(agent.place() + "/..");
    Orchestrator drill(agent);
    drill.offer(plan_of({step_of("kill", plan::Fault{.kind = "process.kill",
                                                     .with = {{"pidfile", victim.pidfile()}},
                                                     .lease = 30s})}));
    const AttemptReport report = drill.execute("kill");
    CHECK(report.outcome == Outcome::succeeded);
    CHECK(victim.state() == 'Z');
    CHECK(other.state() == 'S');
    CHECK(report.effect.lo > 0ns);
    CHECK(report.effect.width() < 5s);
    CHECK(report.facts.at("pid") == std::to_string(victim.pid()));
    // and it stays outstanding: a killed process never comes back by itself
    drill.send(wire::AskStatus{});
    CHECK(drill.expect<wire::Status>().faults.size() == 1);
    ::unlink(other.pidfile().c_str());
}

TEST_CASE("a fault that finds no exact target does nothing") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    Orchestrator drill(agent);
    const std::string absent = agent.place() + "/absent.pid";
    const std::string old = agent.place() + "/old.pid";
    std::ofstream(old) << victim.pid();
    const timespec long_ago[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
    REQUIRE(::utimensat(AT_FDCWD, old.c_str(), long_ago, 0) == 0);
    const auto kill = [](const std::string& name, const std::string& value) {
        return plan::Fault{.kind = "process.kill", .with = {{name, value}}, .lease = 30s};
    };
    const Victim twin(agent.place());
    drill.offer(plan_of(
        {step_of("absent", kill("pidfile", absent)), step_of("old", kill("pidfile", old)),
         step_of("many", kill("match", "sleep")), step_of("none", kill("match", "no-such-name"))}));
    CHECK(drill.execute("absent").refused);
    CHECK(drill.execute("old").reason == old + " is older than process " +
                                             std::to_string(victim.pid()) +
                                             ": that number belongs to somebody else now");
    CHECK(drill.execute("many").reason.find("name one by its pidfile") != std::string::npos);
    CHECK(drill.execute("none").reason == "no process is called no-such-name");
    CHECK(victim.state() == 'S');
    drill.send(wire::AskStatus{});
    CHECK(drill.expect<wire::Status>().faults.empty());
}

TEST_CASE("a paused process goes on when the fault is undone") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    Orchestrator drill(agent);
    drill.offer(plan_of({pause_step(victim, 60s)}));
    CHECK(drill.execute("pause").outcome == Outcome::succeeded);
    CHECK(victim.paused());
    const auto undo = drill.execute(Orchestrator::key_of("pause", Part::undo));
    CHECK(undo.outcome == Outcome::succeeded);
    CHECK_FALSE(victim.paused());
    drill.send(wire::AskStatus{});
    CHECK(drill.expect<wire::Status>().faults.empty());
}

TEST_CASE("a paused process goes on by itself when nobody renews the lease") {
    // given a pause with a lease of one second
    ResidentAgent agent;
    const Victim victim(agent.place());
    Orchestrator drill(agent);
    drill.offer(plan_of({pause_step(victim, 1s)}));
    drill.execute("pause");
    const auto begun = std::chrono::steady_clock::now();
    // when it is renewed for a while it holds on
    while (std::chrono::steady_clock::now() - begun < 1500ms) {
        drill.send(wire::Renew{.drill = "q-1"});
        drill.expect<wire::Renewed>();
        REQUIRE(victim.paused());
    }
    // and when nobody renews it any more, it reverts within the lease and two seconds
    const auto silent = std::chrono::steady_clock::now();
    CHECK(eventually([&] { return !victim.paused(); }, 3s));
    CHECK(std::chrono::steady_clock::now() - silent >= 900ms);
    const auto reverted = drill.expect<wire::FaultReverted>();
    CHECK(reverted.verified);
    CHECK(reverted.step == "pause");
}

TEST_CASE("a paused process goes on when the agent is killed and starts again") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({pause_step(victim, 600s)}));
        drill.execute("pause");
    }
    agent.kill();
    CHECK(victim.paused());
    agent.start();
    CHECK(eventually([&] { return !victim.paused(); }, 5s));
}

TEST_CASE("an agent that is asked to end mends what it broke first") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({pause_step(victim, 600s)}));
        drill.execute("pause");
    }
    CHECK(agent.stop() == 0);
    CHECK_FALSE(victim.paused());
}

TEST_CASE("service.stop runs the words that stop and, for the undo, those that start") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const std::string flag = agent.place() + "/stopped";
    const plan::Parameters with{{"stop", "touch " + flag}, {"start", "rm " + flag}};
    plan::Step stop =
        step_of("stop", plan::Fault{.kind = "service.stop", .with = with, .lease = 30s});
    stop.undo.push_back(plan::Revert{.fault = "stop", .kind = "service.stop", .with = with});
    drill.offer(plan_of({stop}));
    CHECK(drill.execute("stop").outcome == Outcome::succeeded);
    CHECK(::access(flag.c_str(), F_OK) == 0);
    CHECK(drill.execute(Orchestrator::key_of("stop", Part::undo)).outcome == Outcome::succeeded);
    CHECK(::access(flag.c_str(), F_OK) != 0);
}
