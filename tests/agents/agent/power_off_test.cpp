// host.power_off through a command that only notes that it was called.
#include "tests/agents/agent/fencing.hpp"

#include <unistd.h>
#include <filesystem>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

std::string off_plan() {
    plan::Step step = step_of("off", plan::Fault{.kind = "host.power_off", .lease = 60s});
    return plan_of({step});
}

}  // namespace

TEST_CASE("without a command of its own an agent refuses to switch its host off") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    CHECK(refusal_of(drill, off_plan()).find("--power-off-command") != std::string::npos);
}

TEST_CASE("the command that its administrator chose switches the host off, and nothing undoes it") {
    const std::string flag = "/var/tmp/firedrill-power-off-" + std::to_string(::getpid());
    ResidentAgent agent(
        {.more = {"--lab", "--idle", "1h", "--power-off-command", "/usr/bin/touch " + flag}});
    {
        Orchestrator drill(agent);
        drill.offer(off_plan());
        CHECK_FALSE(std::filesystem::exists(flag));
        REQUIRE(succeeded(drill.execute("off")));
        CHECK(std::filesystem::remove(flag));
    }
    // and after the agent's end it is outstanding: this host was not booted since
    agent.stop();
    const auto left = revert_offline(agent);
    CHECK(left.at("exit_code") == 4);
    CHECK(left.at("outstanding").at(0).at("kind") == "host.power_off");
    CHECK_FALSE(std::filesystem::exists(flag));
}
