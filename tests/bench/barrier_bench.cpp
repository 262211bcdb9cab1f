// What a barrier costs: 50 serial no-op steps on each of 10 agents, all hosts waiting for all, with
// durable intents, receipts and outcomes; beside it, in the same run, 500 bare posix_spawns of
// /bin/true, two at a time. Prints medians and their ratios; ends with 1 if a limit is passed.
#include "tests/support/rig.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

using namespace firedrill;

namespace {

constexpr int hosts = 10;
constexpr int barriers = 50;
constexpr int rounds = 5;

plan::Plan barrier_plan(bool spawns) {
    std::vector<plan::Step> steps;
    std::vector<std::string> names, before;
    for (int host = 0; host < hosts; ++host) names.push_back("h" + std::to_string(host));
    for (int barrier = 0; barrier <= barriers; ++barrier) {
        std::vector<std::string> now;
        for (const auto& name : names) {
            auto step = run_step(fmt::format("s{}@{}", barrier, name), name, {"/bin/true"}, before);
            if (!spawns) step.action = plan::Snapshot{};
            now.push_back(step.id);
            steps.push_back(std::move(step));
        }
        before = std::move(now);
    }
    return plan_of(std::move(steps), names);
}

double milliseconds_of(Nanos time) {
    return static_cast<double>(time.count()) / 1e6;
}

double run_drill(bool spawns) {
    static int count = 0;
    Rig rig;
    const auto ran = rig.start(barrier_plan(spawns), "bench-" + std::to_string(++count));
    if (!ran.result || ran.drill.ending != drill::Ending::completed) {
        fmt::print(stderr, "the drill did not complete: {}\n",
                   ran.result ? ran.drill.why : describe(ran.result.error()));
        std::exit(1);
    }
    std::vector<Nanos> ends;
    for (const auto& record : ran.records)
        if (std::holds_alternative<drill::AttemptEnded>(record.event))
            ends.push_back(record.at.mono);
    // The first barrier also waits until the plan is in the journal: it is not counted.
    return milliseconds_of(ends.back() - ends.at(hosts - 1));
}

void spawn_one(pid_t& child) {
    char name[] = "/bin/true";
    char* argv[] = {name, nullptr};
    if (::posix_spawn(&child, name, nullptr, nullptr, argv, environ) != 0) std::exit(1);
}

double run_floor() {
    const Nanos begin = now_mono();
    for (int pair = 0; pair < hosts * barriers / 2; ++pair) {
        pid_t one = -1, two = -1;
        spawn_one(one);
        spawn_one(two);
        ::waitpid(one, nullptr, 0);
        ::waitpid(two, nullptr, 0);
    }
    return milliseconds_of(now_mono() - begin);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main() {
    std::vector<double> floor, spawning, bare, ratio_spawning, ratio_bare;
    for (int round = 0; round < rounds; ++round) {
        floor.push_back(run_floor());
        spawning.push_back(run_drill(true));
        bare.push_back(run_drill(false));
        ratio_spawning.push_back(spawning.back() / floor.back());
        ratio_bare.push_back(bare.back() / floor.back());
        fmt::print("round {}: floor {:.0f} ms, spawning {:.0f} ms, without {:.0f} ms\n", round + 1,
                   floor.back(), spawning.back(), bare.back());
    }
    const double with = median(ratio_spawning), without = median(ratio_bare);
    fmt::print(
        "500 bare spawns {:.0f} ms; 50 barriers of 10 agents {:.0f} ms, ratio {:.2f} (limit 2.2); "
        "without spawning {:.0f} ms, ratio {:.2f} (limit 0.45)\n",
        median(floor), median(spawning), with, median(bare), without);
    return with <= 2.2 && without <= 0.45 ? 0 : 1;
}
