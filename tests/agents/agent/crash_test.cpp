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
