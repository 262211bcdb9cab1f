// Thirty thousand drills that never happened. DRILL_SEED=N runs that one alone and tells its story;
// DRILL_SEEDS=N runs that many.
#include "tests/simulation/simulation.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace firedrill::simulation {

namespace {

std::uint64_t number(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::stoull(value);
}

std::string told(std::uint64_t seed, const Result& result) {
    std::string out = fmt::format("seed {}, {} records:\n", seed, result.records);
    for (const auto& violation : result.violations)
        out += fmt::format("  {}: {}\n", violation.invariant, violation.what);
    return out + fmt::format("again: DRILL_SEED={} test_simulation", seed);
}

}  // namespace

TEST_CASE("no drill breaks a promise") {
    const std::uint64_t only = number("DRILL_SEED", 0);
    const std::uint64_t count = number("DRILL_SEEDS", 30'000);
    std::map<std::string, std::size_t> steered;
    std::size_t endings[4] = {}, past = 0, resumed = 0, restarts = 0, records = 0, broken = 0;
    for (std::uint64_t seed = only == 0 ? 1 : only; seed <= (only == 0 ? count : only); ++seed) {
        const Result result = simulate(seed, {}, only == 0 ? Story::no : Story::yes);
        for (const auto& line : result.story) std::printf("%s\n", line.c_str());
        if (!result.violations.empty()) {
            if (++broken > 5) break;
            UNSCOPED_INFO(told(seed, result));
        }
        ++endings[static_cast<std::size_t>(result.ending)];
        past += result.past_point;
        resumed += result.resumed;
        restarts += result.restarts;
        records += result.records;
        for (const auto& [what, times] : result.steered) steered[what] += times > 0 ? 1 : 0;
    }
    CHECK(broken == 0);
    if (only != 0) return;
    // the world is not so kind, and not so hostile, that nothing is tried
    for (const std::size_t ending : endings) CHECK(ending > count / 250);
    CHECK(past > count / 5);
    CHECK(resumed > count / 100);
    CHECK(restarts > count / 10);
    CHECK(records > count * 20);
    for (const char* what : {"pause_requested", "continue_requested", "step_skipped",
                             "step_retried", "step_settled"}) {
        INFO(what << " in " << steered[what] << " drills");
        CHECK(steered[what] > count / 100);
    }
    WARN(fmt::format(
        "{} drills: {} completed, {} failed, {} aborted, {} refused; {} past the "
        "point, {} resumed, {} restarts, {} records",
        count, endings[0], endings[1], endings[2], endings[3], past, resumed, restarts, records));
}

TEST_CASE("the same seed tells the same story") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Result once = simulate(seed);
        const Result again = simulate(seed);
        REQUIRE(once.hash == again.hash);
        REQUIRE(once.records == again.records);
    }
}

}  // namespace firedrill::simulation
