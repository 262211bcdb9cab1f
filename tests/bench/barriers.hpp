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

inline plan::Parameters fence_words() {
    return {{"set", "/bin/true"}, {"verify", "/bin/true"}, {"release", "/bin/true"}};
}

/// Without spawning: the release of a fence that is not set yet, which an agent decides by itself.
inline plan::Step no_op(std::string id, const std::string& host, std::vector<std::string> needs,
                        bool spawns) {
    auto step = run_step(std::move(id), host, {"/bin/true"}, std::move(needs));
    if (!spawns)
        step.action =
            plan::Release{.fence = "fence@" + host, .kind = "command", .with = fence_words()};
    return step;
}

inline plan::Plan plan_on(std::vector<std::string> names, std::vector<plan::Step> steps,
                          bool spawns) {
    for (const auto& name : names) {
        if (spawns) break;
        auto fence = run_step("fence@" + name, name, {"/bin/true"}, {steps.back().id});
        fence.action = plan::Fence{.kind = "command", .with = fence_words()};
        fence.undo = {plan::Release{.fence = fence.id, .kind = "command", .with = fence_words()}};
        steps.push_back(std::move(fence));
    }
    const auto size = static_cast<int>(names.size());
    auto plan = plan_of(std::move(steps), std::move(names));
    plan.guards.max_hosts = size;
    return plan;
}

inline plan::Plan barrier_plan(bool spawns) {
    std::vector<plan::Step> steps;
    std::vector<std::string> names, before;
    for (int host = 0; host < hosts; ++host) names.push_back(host_name(host));
    for (int barrier = 0; barrier <= barriers; ++barrier) {
        std::vector<std::string> now;
        for (const auto& name : names) {
            steps.push_back(no_op(fmt::format("s{}@{}", barrier, name), name, before, spawns));
            now.push_back(steps.back().id);
        }
        before = std::move(now);
    }
    return plan_on(std::move(names), std::move(steps), spawns);
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
    return milliseconds_of(ends.at(hosts * (barriers + 1) - 1) - ends.at(hosts - 1));
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
