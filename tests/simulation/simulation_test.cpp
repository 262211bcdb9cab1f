// A hundred thousand drills that never happened, in four parts so that every core has some.
// DRILL_SEED=N runs that one alone and tells its story, DRILL_FAULTS says which faults strike it;
// DRILL_SEEDS=N or A-B runs a range (run_many.sh does so in several processes).
#include "tests/simulation/asked.hpp"
#include "tests/simulation/reduce.hpp"
#include "tests/simulation/seeds.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <string>

namespace firedrill::simulation {

namespace {

constexpr std::uint64_t seeds_of_a_part = slow_seeds ? 1'000 : 25'000;

bool others_were_asked_for() {
    return !asked_for("DRILL_SEED").empty() || !asked_for("DRILL_SEEDS").empty();
}

/// The world is not so kind, and not so hostile, that nothing is tried.
void check_variety(const Tally& tally) {
    const std::uint64_t count = tally.range.size();
    for (const std::uint64_t ending : tally.endings) CHECK(ending > count / 250);
    CHECK(tally.past_point > count / 5);
    CHECK(tally.resumed > count / 100);
    CHECK(tally.restarted > count / 10);
    CHECK(tally.records > count * 20);
    CHECK(tally.twins > count / 100);
    for (std::size_t i = 0; i < fault_count; ++i) {
        INFO(name_of(static_cast<Fault>(i)) << " struck in " << tally.fired[i] << " seeds");
        CHECK(tally.fired[i] >= count / 100);
    }
}

void check_range(Range range) {
    const Tally tally = run(range);
    std::printf("%s%s\n", table(tally).c_str(), summary(tally).c_str());
    INFO(tally.failures);
    CHECK(tally.broken.empty());
    if (range.size() >= 1'000) check_variety(tally);
}

void check_part(std::uint64_t part) {
    if (others_were_asked_for()) return;
    check_range({(part - 1) * seeds_of_a_part + 1, part * seeds_of_a_part});
}

}  // namespace

TEST_CASE("seeds that once failed") {
    for (const auto& [seed, only] : kept_seeds()) {
        const Result result = simulate(seed, {.seams = {}, .only = only});
        INFO(told(seed, result, result.fired));
        CHECK(result.violations.empty());
    }
}

TEST_CASE("no drill breaks a promise - first quarter") {
    check_part(1);
}
TEST_CASE("no drill breaks a promise - second quarter") {
    check_part(2);
}
TEST_CASE("no drill breaks a promise - third quarter") {
    check_part(3);
}
TEST_CASE("no drill breaks a promise - last quarter") {
    check_part(4);
}

TEST_CASE("the same seed tells the same story") {
    const std::uint64_t count = others_were_asked_for() ? 0 : seeds_of_a_part / 10;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        const Result once = simulate(seed);
        const Result again = simulate(seed);
        REQUIRE(once.hash == again.hash);
        REQUIRE(once.fired == again.fired);
    }
}

TEST_CASE("a seed that was asked for") {
    const std::string seed = asked_for("DRILL_SEED");
    if (seed.empty()) return;
    Setup setup{.seams = {}, .only = {}, .tells = true};
    if (const std::string faults = asked_for("DRILL_FAULTS"); !faults.empty())
        setup.only = parse_schedule(faults);
    const Result result = simulate(std::stoull(seed), setup);
    for (const auto& line : result.story) std::printf("%s\n", line.c_str());
    std::printf("struck: %s\n%s\n", schedule_text(result.fired).c_str(), result.hash.c_str());
    INFO(told(std::stoull(seed), result, result.fired));
    CHECK(result.violations.empty());
}

TEST_CASE("a range of seeds that was asked for") {
    const std::string range = asked_for("DRILL_SEEDS");
    if (!range.empty()) check_range(parse_range(range));
}

}  // namespace firedrill::simulation
