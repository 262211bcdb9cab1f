// Leases against orchestrators that sleep and disks that are full.
#include "core/base/hash.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/agents/agent/victim.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <filesystem>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

/// An orchestrator as a process of its own, which can be stopped and waked: it breaks, tells it by
/// `broken`, renews until `enough` exists, and then tries to break again. Its exit code says what
/// it found.
enum Found { reverted_and_refused = 0, not_told = 1, broken_again = 2, unexpected = 3 };

Found renew_and_break_again(const ResidentAgent& agent, const std::string& plan,
                            const std::string& broken, const std::string& enough) {
    Orchestrator drill(agent);
    drill.offer(plan);
    drill.execute("pause");
    std::ofstream(broken) << "yes";
    while (!std::filesystem::exists(enough)) {
        drill.send(wire::Renew{.drill = "q-1"});
        const auto answer = drill.next();
        if (!answer) return unexpected;
    }
    // a late copy of its own order is answered from the receipts
    if (drill.execute("pause").outcome != Outcome::succeeded) return unexpected;
    // another attempt is refused, and the revert was told or is told with the plan
    drill.send(wire::Execute{.key = Orchestrator::key_of("pause", Part::act, 2)});
    const auto refusal = drill.expect<wire::Refused>();
    if (refusal.why.find("in place already") == std::string::npos) return broken_again;
    drill.send(
        wire::OfferPlan{.drill = "q-1", .hash = sha256_hex(plan), .bytes = plan, .epoch = 1});
    return drill.expect<wire::FaultReverted>().verified ? reverted_and_refused : not_told;
}

pid_t start_orchestrator(const ResidentAgent& agent, const std::string& plan,
                         const std::string& broken, const std::string& enough) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    Found found = unexpected;
    try {
        found = renew_and_break_again(agent, plan, broken, enough);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "orchestrator: %s\n", error.what());
    }
    ::_exit(found);
}

}  // namespace

TEST_CASE(
    "an orchestrator that was stopped for longer than the lease cannot break anything again") {
    // given an orchestrator that breaks and renews
    ResidentAgent agent;
    const Victim victim(agent.place());
    const std::string plan = plan_of({pause_step(victim, 1s)});
    const std::string broken = agent.place() + "/broken", enough = agent.place() + "/enough";
    const pid_t orchestrator = start_orchestrator(agent, plan, broken, enough);
    REQUIRE(eventually([&] { return std::filesystem::exists(broken); }));
    REQUIRE(victim.paused());
    // when it is stopped, the fault ends with its lease
    ::kill(orchestrator, SIGSTOP);
    CHECK(eventually([&] { return !victim.paused(); }, 3s));
    // and when it wakes up and renews as if nothing had been, the fault stays reverted
    std::ofstream(enough) << "yes";
    ::kill(orchestrator, SIGCONT);
    int status = 0;
    ::waitpid(orchestrator, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == reverted_and_refused);
    CHECK_FALSE(victim.paused());
}

TEST_CASE("an orchestrator that slept while another took over changes nothing any more") {
    // given a drill that another orchestrator has taken over
    ResidentAgent agent;
    const Victim victim(agent.place());
    const std::string plan = plan_of({pause_step(victim, 600s), step_of("mark", shell("true"))});
    {
        Orchestrator sleeper(agent);
        sleeper.offer(plan, 1);
    }
    {
        Orchestrator successor(agent);
        successor.offer(plan, 2);
    }
    // when the first one wakes up
    Orchestrator sleeper(agent);
    sleeper.send(wire::Renew{.drill = "q-1", .epoch = 1});
    CHECK(sleeper.expect<wire::Refused>().why == "epoch 1 is over; 2 holds now");
    sleeper.send(wire::Execute{.key = Orchestrator::key_of("pause"), .epoch = 1});
    CHECK(sleeper.expect<wire::Refused>().why == "epoch 1 is over; 2 holds now");
    // then
    CHECK_FALSE(victim.paused());
}

TEST_CASE("a lease ends although the disk takes no receipts any more", "[strace]") {
    // given an agent whose sixth fdatasync (start, plan, begin, armed, end come first) and all
    // later ones find the disk full
    ResidentAgent agent;
    agent.stop();
    std::filesystem::remove_all(agent.state());
    agent.run_under({"/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
                     "-e", "inject=fdatasync:error=ENOSPC:when=6+"});
    agent.start();
    const Victim victim(agent.place());
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({pause_step(victim, 1s)}));
        REQUIRE(drill.execute("pause").outcome == Outcome::succeeded);
    }
    REQUIRE(victim.paused());
    // when the lease ends, the process goes on and the agent ends
    CHECK(eventually([&] { return !victim.paused(); }, 5s));
    CHECK(agent.wait() != 0);
    CHECK(agent.log().find("what reverts by itself is reverted") != std::string::npos);
    // and the next start knows what is true
    agent.run_under({});
    agent.start();
    Orchestrator again(agent);
    again.send(wire::AskStatus{});
    CHECK(again.expect<wire::Status>().faults.empty());
}
