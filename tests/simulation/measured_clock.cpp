#include "tests/simulation/measured_clock.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Nanos turn = 1min;
constexpr int ppb_max = 49'000;  // of two clocks against each other: less than 100 ppm
constexpr Nanos wall_start{1'800'000'000'000'000'000};

}  // namespace

HostClock::HostClock(std::string host, Chance chance)
    : host_(std::move(host)),
      offset_(Nanos{1h} + std::int64_t{1'000'003} * chance.between(Nanos{0}, Nanos{2s})),
      ppb_{chance.between(-ppb_max, ppb_max), chance.between(-ppb_max, ppb_max)} {}

Nanos HostClock::mono(Nanos truth) const {
    const std::int64_t turns = truth / turn;
    const std::int64_t even = (turns + 1) / 2;
    const std::int64_t whole =
        (even * ppb_[0] + (turns - even) * ppb_[1]) * (turn.count() / 1'000'000'000);
    const std::int64_t rest = (truth - turns * turn).count() * ppb_[turns % 2] / 1'000'000'000;
    return offset_ + truth + Nanos{whole + rest};
}

Nanos HostClock::truth(Nanos mono_wanted) const {
    Nanos out = mono_wanted - offset_;
    for (int i = 0; i < 4; ++i) out += mono_wanted - mono(std::max(out, Nanos{0}));
    return out;
}

Nanos HostClock::wall(Nanos truth) const {
    Nanos out = wall_start + truth;
    for (const auto& [when, by] : steps_)
        if (when <= truth) out += by;
    return out;
}

measure::ClockSample exchange(const HostClock& reference, const HostClock& other, Nanos began,
                              const Ways& ways) {
    const Nanos arrived = began + ways.there;
    return {reference.mono(began), other.mono(arrived), other.mono(arrived + ways.thinking),
            reference.mono(began + ways.whole())};
}

}  // namespace firedrill::simulation
