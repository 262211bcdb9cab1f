// The share of bad and of slow answers in a window that slides, against a count by hand.
#include "core/measure/window.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <vector>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

namespace {

constexpr WindowSettings errors{.every = 100ms, .over = 1s, .allowed_ppm = 200'000};
constexpr WindowSettings p90{.every = 100ms, .over = 1s, .allowed_ppm = 100'000, .slow_from = 50ms};

ProbeSample sample(std::int64_t slot, Answered answered, Nanos took = 10ms) {
    const Nanos due = slot * Nanos{100ms};
    return {.slot = slot, .due = due, .sent = due, .completed = due + took, .answered = answered};
}

void add(Window& window, std::int64_t from, std::int64_t to, Answered answered, Nanos took = 10ms) {
    for (std::int64_t slot = from; slot < to; ++slot) window.add(sample(slot, answered, took));
}

}  // namespace

TEST_CASE("two bad ones of ten are 20 %, which is not above 20 %, and three are") {
    Window window(errors);
    add(window, 0, 8, Answered::good);
    add(window, 8, 10, Answered::none);
    CHECK(window.value() == 200'000);
    CHECK_FALSE(window.too_much());
    window.add(sample(10, Answered::refused));
    CHECK(window.value() == 300'000);
    CHECK(window.too_much());
    // and the old ones go as the window moves on
    add(window, 11, 19, Answered::good);
    CHECK(window.value() == 200'000);
    CHECK_FALSE(window.too_much());
}

TEST_CASE("the first bad answer alone is no share, and a window full of them is known early") {
    Window window(errors);
    window.add(sample(0, Answered::refused));
    CHECK_FALSE(window.too_much());
    CHECK(window.value() == 100'000);
    add(window, 1, 3, Answered::refused);
    CHECK(window.too_much());
}

TEST_CASE("slots that the prober was late for are no evidence") {
    Window window(errors);
    add(window, 0, 10, Answered::good);
    add(window, 10, 15, Answered::prober_late);
    CHECK(window.samples() == 10);
    CHECK(window.value() == 0);
}

TEST_CASE("one slow answer of ten keeps p90, two do not, and the quantile is shown") {
    Window window(p90);
    add(window, 0, 9, Answered::good);
    window.add(sample(9, Answered::good, 80ms));
    CHECK_FALSE(window.too_much());
    CHECK(Nanos{window.value()} == 10ms);
    window.add(sample(10, Answered::good, 90ms));
    CHECK(window.too_much());
    CHECK(Nanos{window.value()} == 80ms);
}

TEST_CASE("a slot without an answer is as slow as its giving up, and a refusal is not slow") {
    Window window(p90);
    add(window, 0, 8, Answered::good);
    add(window, 8, 10, Answered::none, 250ms);
    CHECK(window.too_much());
    CHECK(Nanos{window.value()} == 250ms);
    Window refused(p90);
    add(refused, 0, 10, Answered::refused);
    CHECK_FALSE(refused.too_much());
    CHECK(refused.samples() == 0);
}

TEST_CASE("a window agrees with a count by hand, whatever the order in which slots are concluded") {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        Window window(errors);
        std::vector<ProbeSample> seen;
        for (std::int64_t slot = 0; slot < 60; ++slot) {
            const auto answered = static_cast<Answered>(random() % 5);
            seen.push_back(sample(slot, answered));
            if (seen.size() > 1 && random() % 4 == 0) std::swap(seen.back(), *(seen.end() - 2));
        }
        Nanos latest{};
        std::int64_t bad = 0, all = 0;
        for (const auto& one : seen) {
            window.add(one);
            if (one.answered != Answered::prober_late) latest = std::max(latest, one.due);
        }
        for (const auto& one : seen) {
            if (one.answered == Answered::prober_late || one.due <= latest - errors.over) continue;
            ++all;
            bad += one.answered == Answered::good ? 0 : 1;
        }
        REQUIRE(window.value() == bad * 1'000'000 / all);
        REQUIRE(window.too_much() == (bad * 1'000'000 > errors.allowed_ppm * all));
    }
}
