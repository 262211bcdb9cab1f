// A clock with a planted offset: exchanges that really took place with a clock that is the same on
// both sides, seen as if the other one ran ahead and drifted. What the bounds of the measuring code
// must hold is then known. Pure; plain values.
#pragma once

#include "core/measure/clock.hpp"
#include "core/measure/judged.hpp"

#include <cstdint>
#include <vector>

namespace firedrill::measure {

struct PlantedClock {
    Nanos since{};               ///< when it was ahead by just `ahead`
    Nanos ahead{};               ///< may be negative
    std::int64_t drift_ppm = 0;  ///< at most rho_raw_ppm, either way
    /// What it shows at that time of ours.
    Nanos shows(Nanos ours) const {
        return ours + ahead + Nanos{(ours - since).count() / 1'000'000 * drift_ppm};
    }
};
/// Up to an hour ahead or behind, drifting by up to 90 ppm either way.
PlantedClock plant_clock(std::uint64_t seed, std::uint64_t stream, Nanos since);

/// `exchanges` are with the same clock on both sides; `ours` is a moment that the planted clock
/// stamped, and that its bounds must find again. Nothing where the bounds contradict each other.
Judged judge_clock(const PlantedClock& clock, const std::vector<ClockSample>& exchanges,
                   Nanos ours);

}  // namespace firedrill::measure
