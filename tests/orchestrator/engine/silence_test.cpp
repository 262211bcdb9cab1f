// Three readings of a stop condition that are missing, or one that never began.
#include "orchestrator/engine/silence.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::engine;
using namespace std::chrono_literals;

namespace {

using Positions = std::vector<std::size_t>;

plan::Plan plan_with(Nanos every) {
    plan::Plan plan;
    plan.probes.push_back({.id = "neighbour", .every = every});
    plan.stop_conditions.push_back({.probe = "neighbour", .lasting = 2s});
    return plan;
}

/// How long it takes until the silence is told, in steps of 200 ms; nothing within a minute.
std::optional<Nanos> told_after(Silence& silence, const plan::Plan& plan) {
    for (Nanos gone = 200ms; gone <= 60s; gone += 200ms)
        if (!silence.pass(200ms, {0}, plan).empty()) return gone;
    return std::nullopt;
}

wire::GuardReading reading(std::int64_t samples) {
    return {.condition = 1, .samples = samples};
}

}  // namespace

TEST_CASE("three readings that are missing are told once, within three seconds") {
    const auto plan = plan_with(100ms);
    Silence silence;
    silence.heard(reading(10));
    CHECK(told_after(silence, plan) == Nanos{3s});
    CHECK_FALSE(told_after(silence, plan));
}

TEST_CASE("a probe that is seldom asked has the more time") {
    const auto plan = plan_with(5s);
    Silence silence;
    silence.heard(reading(1));
    CHECK(told_after(silence, plan) == Nanos{15s});
}

TEST_CASE("readings without a new sample are no sign of life") {
    const auto plan = plan_with(100ms);
    Silence silence;
    silence.heard(reading(10));
    for (int second = 0; second < 2; ++second) {
        CHECK(silence.pass(1s, {0}, plan).empty());
        silence.heard(reading(10));
    }
    CHECK(silence.pass(1s, {0}, plan) == Positions{0});
}

TEST_CASE("a condition that never began to be read is silent too") {
    const auto plan = plan_with(100ms);
    Silence silence;
    CHECK(told_after(silence, plan) == Nanos{8s});
    silence.heard(reading(0));  // no sample yet
    CHECK_FALSE(told_after(silence, plan));
}

TEST_CASE("a condition is listened to only while its probe is at work") {
    const auto plan = plan_with(100ms);
    Silence silence;
    silence.heard(reading(10));
    CHECK(silence.pass(2900ms, {0}, plan).empty());
    CHECK(silence.pass(1min, {}, plan).empty());
    CHECK(told_after(silence, plan) == Nanos{8s});  // it begins anew
}
