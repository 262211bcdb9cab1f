// Wall clocks that are moved in the middle of a drill: no decision, no duration and no verdict
// changes. DRILL_WALL=N runs that many drills.
#include "core/base/json.hpp"
#include "tests/simulation/measured_truth.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdlib>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

std::vector<std::pair<Nanos, Nanos>> some_steps(Chance chance) {
    constexpr Nanos lengths[] = {1h, -1h, 24h, -24h, 2s, -400 * 24h};
    std::vector<std::pair<Nanos, Nanos>> out;
    for (int i = chance.between(1, 4); i > 0; --i)
        out.emplace_back(chance.between(Nanos{0}, Nanos{90s}), lengths[chance.below(6)]);
    return out;
}

std::string without_wall(drill::Assessment said) {
    for (auto* outage : {&said.failover, &said.failback})
        for (auto& mark : outage->marks) mark.wall = Nanos{0};
    return canonical(to_json(said));
}

std::string without_wall(std::vector<drill::Record> records) {
    std::string out;
    for (auto& record : records) {
        record.at.wall = Nanos{0};
        out += canonical(to_json(record));
    }
    return out;
}

}  // namespace

TEST_CASE("wall clocks that are stepped by hours change no decision, no duration, no verdict") {
    const char* wanted = std::getenv("DRILL_WALL");
    const std::uint64_t count = wanted == nullptr ? 800 : std::stoull(wanted);
    std::size_t met = 0, not_met = 0;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        CAPTURE(seed);
        const Measured still = measure_drill(seed);
        const Measured stepped = measure_drill(seed, [&](MeasuredSettings& settings) {
            settings.wall_steps = some_steps(Chance(seed).fork(5));
        });
        REQUIRE(without_wall(still.records) == without_wall(stepped.records));
        const auto said = still.assessed();
        REQUIRE(without_wall(said) == without_wall(stepped.assessed()));
        met += said.services[0].rto_judgement.verdict == measure::Verdict::met;
        not_met += said.services[0].rto_judgement.verdict == measure::Verdict::not_met;
    }
    CHECK(met > count / 10);
    CHECK(not_met > count / 50);
}

}  // namespace firedrill::simulation
