#include "core/measure/known_clock.hpp"

#include "core/measure/seeded.hpp"

#include <chrono>

namespace firedrill::measure {

using namespace std::chrono_literals;

PlantedClock plant_clock(std::uint64_t seed, std::uint64_t stream, Nanos since) {
    Seeded seeded(seed, stream);
    return {.since = since,
            .ahead = seeded.between(-Nanos(1h), Nanos(1h)),
            .drift_ppm = seeded.between(-90, 90)};
}

Judged judge_clock(const PlantedClock& clock, const std::vector<ClockSample>& exchanges,
                   Nanos ours) {
    std::vector<ClockSample> seen = exchanges;
    for (ClockSample& sample : seen) {
        sample.t2 = clock.shows(sample.t2);
        sample.t3 = clock.shows(sample.t3);
    }
    const auto found = reference_of(seen, clock.shows(ours));
    return {.measured = found ? std::optional(*found) : std::nullopt,
            .truth = {ours, ours},
            .allowed = {}};
}

}  // namespace firedrill::measure
