// The agent dies at every single fdatasync of a drill; what it says afterwards is true.
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;

namespace {

/// Under a tracer that kills it at the n-th fdatasync, before the call does anything.
std::vector<std::string> killed_at(int n) {
    return {"/usr/bin/strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=fdatasync",
            "-e",
            "inject=fdatasync:signal=KILL:when=" + std::to_string(n)};
}

bool tracing_works() {
    return std::filesystem::exists("/usr/bin/strace") &&
           run_program({"/usr/bin/strace", "-qq", "-o", "/dev/null", "/bin/true"}).exit == 0;
}

enum class Told { nothing, begun, ended };

/// What the orchestrator heard before the agent died.
Told run_until_death(ResidentAgent& agent, const std::string& plan) {
    Told told = Told::nothing;
    try {
        Orchestrator drill(agent);
        drill.offer(plan);
        drill.begin(Orchestrator::key_of("mark"));
        while (auto message = drill.next()) {
            if (std::holds_alternative<wire::Begun>(*message)) told = Told::begun;
            if (std::holds_alternative<wire::Ended>(*message)) return Told::ended;
        }
    } catch (const std::runtime_error&) {
    }
    return told;
}

/// "Never seen" means that it did not run, and what was told stays true.
void is_true(const wire::Message& answer, Told told, bool ran) {
    if (std::holds_alternative<wire::NeverSeen>(answer)) {
        CHECK_FALSE(ran);
        CHECK(told == Told::nothing);
        return;
    }
    const Outcome outcome = std::get<wire::Ended>(answer).report.outcome;
    CHECK((outcome == Outcome::succeeded || outcome == Outcome::unknown));
    if (outcome == Outcome::succeeded) CHECK(ran);
    if (told == Told::ended) CHECK(outcome == Outcome::succeeded);
}

}  // namespace

TEST_CASE("killed at any fdatasync, the agent keeps its promises", "[strace]") {
    if (!tracing_works()) {
        WARN("strace cannot trace here: not tested");
        return;
    }
    int deaths = 0;
    for (int n = 1; n <= 6; ++n) {
        // given an agent that dies at its n-th fdatasync
        ResidentAgent agent;
        agent.stop();
        std::filesystem::remove_all(agent.state());
        const std::string trace = agent.place() + "/trace";
        const std::string plan = plan_of({step_of("mark", shell("echo ran >> " + trace))});
        agent.run_under(killed_at(n));
        agent.start();
        const Told told = run_until_death(agent, plan);
        if (told == Told::ended) {
            agent.kill();
        } else {
            agent.wait();
            ++deaths;
        }
        const bool ran = std::filesystem::exists(trace);
        // when it starts again and is asked, then its answer is true
        agent.run_under({});
        agent.start();
        Orchestrator again(agent);
        again.offer(plan);
        again.send(wire::Query{.key = Orchestrator::key_of("mark")});
        std::optional<wire::Message> answer = again.next();
        REQUIRE(answer);
        INFO("death at fdatasync " << n);
        is_true(*answer, told, ran);
    }
    CHECK(deaths >= 4);  // a start, a plan, a begin, an end
}

TEST_CASE("a program that was just being started ends with its agent", "[strace]") {
    if (!tracing_works()) {
        WARN("strace cannot trace here: not tested");
        return;
    }
    // given an agent whose child stands still before it has become the program
    ResidentAgent agent({.user = {},
                         .under = {"/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                   "trace=prctl", "-e", "inject=prctl:delay_enter=1000000"}});
    Orchestrator drill(agent);
    drill.offer(plan_of({step_of("run", shell("exec sleep 1000"))}));
    drill.begin(Orchestrator::key_of("run"));
    const std::vector<pid_t> traced = children_of(agent.pid());
    REQUIRE(traced.size() == 1);
    REQUIRE(eventually([&] { return !children_of(traced[0]).empty(); }));
    const pid_t child = children_of(traced[0]).front();
    // when the agent dies
    ::kill(traced[0], SIGKILL);
    // then the child does not become the program
    const bool ended = eventually([&] { return ::kill(child, 0) != 0 || is_zombie(child); },
                                  std::chrono::seconds(5));
    if (!ended) ::kill(child, SIGKILL);
    CHECK(ended);
}
