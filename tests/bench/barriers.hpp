// 50 serial no-op steps on each of 10 hosts, all hosts waiting for all, with durable intents,
// receipts and outcomes; and the floor beside it, 500 bare posix_spawns of /bin/true, two at a
// time. Figures are milliseconds.
#pragma once

#include "tests/support/rig.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace firedrill::bench {

inline constexpr int hosts = 10;
inline constexpr int barriers = 50;
inline constexpr int rounds = 5;

inline std::string host_name(int number) {
    return "h" + std::to_string(number);
}

inline plan::Plan barrier_plan(bool spawns) {
    std::vector<plan::Step> steps;
    std::vector<std::string> names, before;
    for (int host = 0; host < hosts; ++host) names.push_back(host_name(host));
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

inline double milliseconds_of(Nanos time) {
    return static_cast<double>(time.count()) / 1e6;
}

/// The first barrier also waits until the plan is in the journal: it is not counted.
inline double time_barriers(Rig& rig, plan::Plan plan) {
    static int count = 0;
    const auto ran = rig.start(std::move(plan), "bench-" + std::to_string(++count));
    if (!ran.result || ran.drill.ending != drill::Ending::completed) {
        fmt::print(stderr, "the drill did not complete: {}\n",
                   ran.result ? ran.drill.why : describe(ran.result.error()));
        std::exit(1);
    }
    std::vector<Nanos> ends;
    for (const auto& record : ran.records)
        if (std::holds_alternative<drill::AttemptEnded>(record.event))
            ends.push_back(record.at.mono);
    return milliseconds_of(ends.back() - ends.at(hosts - 1));
}

inline void spawn_one(pid_t& child) {
    char name[] = "/bin/true";
    char* argv[] = {name, nullptr};
    if (::posix_spawn(&child, name, nullptr, nullptr, argv, environ) != 0) std::exit(1);
}

inline double time_floor() {
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

inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace firedrill::bench
