// A step that floods, and one that does not want to end, on a real agent.
#include "tests/crash/stage.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;

namespace {

/// The most memory that the process ever had, KiB.
long most_memory(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    return -1;
}

plan::Plan only(const Stage& stage, plan::Step step) {
    auto plan = plan_of({std::move(step)}, {"h1"});
    plan.hosts.front().socket = stage.h1.socket();
    return plan;
}

}  // namespace

TEST_CASE("a step that prints a GiB: the agent keeps the beginning and stays small") {
    Stage stage;
    const auto ran =
        Rig(stage.store())
            .start(only(stage,
                        run_step("flood", "h1",
                                 {"/bin/sh", "-c", "head -c 1073741824 /dev/zero | tr '\\0' x"})),
                   "flood");
    REQUIRE(ran.result);
    const auto& report = ran.drill.steps.at("flood").report;
    CHECK(report.outcome == Outcome::succeeded);
    CHECK(report.output_bytes == std::int64_t{1} << 30U);
    CHECK(report.output.size() <= 64U << 10U);
    CHECK(most_memory(stage.h1.pid()) < 64 * 1024);
    CHECK(std::filesystem::file_size(stage.opened().journal("flood")) < 4U << 20U);
}

TEST_CASE("a step that ignores SIGTERM and forks twice ends at its deadline with all it started") {
    Stage stage;
    const std::string mark = stage.trace("stubborn").string();
    auto step =
        run_step("stubborn", "h1",
                 {"/bin/sh", "-c",
                  "trap '' TERM; (trap '' TERM; (trap '' TERM; while :; do sleep 0.1; done) & "
                  "while :; do sleep 0.1; done) & while :; do sleep 0.1; done",
                  mark});
    step.timeout = 1s;
    const auto begun = std::chrono::steady_clock::now();
    const auto ran = Rig(stage.store()).start(only(stage, step), "stubborn");
    REQUIRE(ran.result);
    CHECK(ran.drill.steps.at("stubborn").status == drill::StepStatus::unknown);
    CHECK(std::chrono::steady_clock::now() - begun < 10s);
    CHECK(test::eventually([&] { return stage.programs("stubborn").empty(); }, 2s));
}
