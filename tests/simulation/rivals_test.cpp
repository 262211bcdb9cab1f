// Rival drills that never happened. DRILL_RIVALS=N runs that seed alone and tells its story,
// DRILL_FAULTS says which faults strike it; DRILL_RIVALS=A-B runs a range.
#include "tests/simulation/asked.hpp"
#include "tests/simulation/rivals_seeds.hpp"

#include <catch2/catch.hpp>

#include <cstdio>
#include <string>

namespace firedrill::simulation {

namespace {

constexpr std::uint64_t seeds = slow_seeds ? 1'000 : 3'000;

void check_rivals(Range range) {
    const RivalsTally tally = run_rivals(range);
    std::printf("%s%s\n", table(tally).c_str(), summary(tally).c_str());
    INFO(tally.failures);
    CHECK(tally.broken.empty());
    if (range.size() < 1'000) return;
    for (std::size_t i = 0; i < tally.counts.size(); ++i) {
        INFO(table(tally) << "row " << i + 1);
        CHECK(tally.counts[i].seeds >= range.size() / 100);
    }
}

void tell_story(std::uint64_t seed) {
    Setup setup{.seams = {}, .only = {}, .tells = true};
    if (const std::string faults = asked_for("DRILL_FAULTS"); !faults.empty())
        setup.only = parse_schedule(faults);
    const RivalsResult result = simulate_rivals(seed, setup);
    for (const auto& line : result.story) std::printf("%s\n", line.c_str());
    std::printf("struck: %s\n%016llx\n", schedule_text(result.fired).c_str(),
                static_cast<unsigned long long>(result.hash));
    INFO((result.violations.empty() ? "" : told_of_rivals(seed, {}, result)));
    CHECK(result.violations.empty());
}

}  // namespace

TEST_CASE("no two rival drills have the same ground at once") {
    if (asked_for("DRILL_RIVALS").empty()) check_rivals({1, seeds});
}

TEST_CASE("the same seed of rivals tells the same story") {
    if (!asked_for("DRILL_RIVALS").empty()) return;
    for (std::uint64_t seed = 1; seed <= seeds / 10; ++seed) {
        const RivalsResult once = simulate_rivals(seed);
        const RivalsResult again = simulate_rivals(seed);
        REQUIRE(once.hash == again.hash);
        REQUIRE(once.fired == again.fired);
    }
}

TEST_CASE("rivals that were asked for") {
    const std::string wanted = asked_for("DRILL_RIVALS");
    if (wanted.empty()) return;
    if (wanted.find('-') == wanted.npos)
        tell_story(std::stoull(wanted));
    else
        check_rivals(parse_range(wanted));
}

}  // namespace firedrill::simulation
