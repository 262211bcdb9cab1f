// An agent that gave up root: who does what, and what is left when one of the two dies.
#include "tests/agents/agent/administrator.hpp"
#include "tests/agents/agent/victim.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>
#include <fstream>
#include <iostream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

/// What has its pidfile in this directory may be paused.
class PausingHost : public Administrator {
public:
    PausingHost() {
        write(
            "verbs: [run, fault, snapshot]\ncommands:\n  - argv: [/usr/bin/id, \"-un\"]\n"
            "faults:\n  - kind: process.pause\n    with: {pidfile: {below: [" +
            place() + "]}}\n");
    }
};

/// The agent proper, child of its helper; 0 while it is not there.
pid_t child_of(const ResidentAgent& agent) {
    const auto children = children_of(agent.pid());
    return children.empty() ? 0 : children.front();
}

/// A line of /proc/PID/status: "Uid" -> "65534 65534 65534 65534".
std::string status_of(pid_t process, const std::string& name) {
    std::ifstream in("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name + ":")) return line.substr(name.size() + 2);
    return {};
}

std::string plan_with(const Victim& victim, Nanos lease) {
    return governed_plan(
        {step_of("who", plan::Run{.argv = {"/usr/bin/id", "-un"}}), pause_step(victim, lease)});
}

}  // namespace

TEST_CASE("an agent without root runs programs as its account and has its helper pause others'") {
    if (!can_give_up_root()) return;
    const PausingHost host;
    const Victim victim(host.place());  // root's
    ResidentAgent agent(host.options());
    INFO(agent.log());
    // given: no way back to root
    CHECK(status_of(child_of(agent), "Uid") == "65534\t65534\t65534\t65534");
    CHECK(status_of(child_of(agent), "CapPrm") == "0000000000000000");
    CHECK(status_of(child_of(agent), "Groups").find("0 ") != 0);
    Orchestrator drill(agent);
    drill.offer(plan_with(victim, 30s));
    // then
    CHECK(drill.execute("who").output == "nobody\n");
    // and
    const AttemptReport paused = drill.execute("pause");
    INFO(paused.reason);
    CHECK(paused.outcome == Outcome::succeeded);
    CHECK(victim.paused());
    // and its undo
    const AttemptReport undone = drill.execute(Orchestrator::key_of("pause", Part::undo));
    INFO(undone.reason);
    CHECK(undone.outcome == Outcome::succeeded);
    CHECK_FALSE(victim.paused());
    // and an end
    CHECK(agent.stop() == 0);
}

TEST_CASE("a lease that ends without anybody is ended by the helper") {
    if (!can_give_up_root()) return;
    const PausingHost host;
    const Victim victim(host.place());
    ResidentAgent agent(host.options());
    {
        Orchestrator drill(agent);
        drill.offer(plan_with(victim, 1s));
        REQUIRE(drill.execute("pause").outcome == Outcome::succeeded);
    }
    INFO(agent.log());
    CHECK(eventually([&] { return !victim.paused(); }, 4s));
}

TEST_CASE("whichever of the two is killed, the other ends, and the next start mends") {
    if (!can_give_up_root()) return;
    const bool helper_first = GENERATE(true, false);
    INFO((helper_first ? "the helper" : "the agent") << " is killed");
    const PausingHost host;
    const Victim victim(host.place());
    ResidentAgent agent(host.options());
    Orchestrator(agent).offer(plan_with(victim, 60s));
    REQUIRE(Orchestrator(agent).execute("pause").outcome == Outcome::succeeded);
    const pid_t child = child_of(agent);
    // when
    ::kill(helper_first ? agent.pid() : child, SIGKILL);
    // then
    CHECK(agent.wait() == 128 + SIGKILL);
    CHECK(eventually([&] { return ::kill(child, 0) != 0 || is_zombie(child); }));
    CHECK(victim.paused());
    // and
    agent.start();
    INFO(agent.log());
    CHECK(eventually([&] { return !victim.paused(); }));
}

TEST_CASE("the person at the host reverts what an agent without root left, and nothing forged") {
    if (!can_give_up_root()) return;
    const bool forged = GENERATE(false, true);
    const PausingHost host;
    const Victim victim(host.place());
    ResidentAgent agent(host.options());
    Orchestrator(agent).offer(plan_with(victim, 60s));
    REQUIRE(Orchestrator(agent).execute("pause").outcome == Outcome::succeeded);
    agent.kill();
    if (forged) {  // as if other receipts had been put there: this helper never saw them
        std::filesystem::remove(agent.state() + "-helper/key");
        agent.start();
        agent.kill();
    }
    const Ended reverted = run_program(
        {Governed::binary(), "revert", "--all", "--offline", "--yes", "--state", agent.state()});
    INFO(reverted.output);
    CHECK(victim.paused() == forged);
    CHECK((reverted.exit == 0) != forged);
    if (forged)
        CHECK(reverted.output.find("as this host's helper prepared it") != std::string::npos);
}

TEST_CASE("root is not given up where it would be worth nothing") {
    if (!can_give_up_root()) return;
    const PausingHost host;
    auto options = host.options();
    std::string complaint;
    const auto refused = [&](int code) {
        ResidentAgent agent(options);
        const int ended = agent.wait();
        complaint = agent.log();
        INFO(complaint);
        CHECK(ended == code);
    };
    SECTION("without a policy") {
        options.more = {};
        refused(64);
        CHECK(complaint.find("--account needs --policy") != std::string::npos);
    }
    SECTION("for an account that is not there") {
        options.account = "nobody-at-all";
        refused(3);
        CHECK(complaint.find("useradd") != std::string::npos);
    }
    SECTION("for root by name") {
        options.account = "root";
        refused(3);
    }
    SECTION("with a policy that anybody may write") {
        ::chmod(host.policy().c_str(), 0666);
        refused(3);
        CHECK(complaint.find("chmod") != std::string::npos);
    }
    SECTION("with a state that belongs to somebody else") {
        options.more.insert(options.more.end(), {"--state", host.place()});
        refused(3);
        CHECK(complaint.find("chown -R nobody") != std::string::npos);
    }
}
