// The simulation's own randomness: the same seed gives the same numbers on every machine and
// library. Each part of the world draws from its own stream, so that one more draw in the network
// does not shift the plan.
#pragma once

#include "core/base/time.hpp"

#include <cstdint>

namespace firedrill::simulation {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    /// A stream of its own, derived from this one's seed and a number.
    Chance fork(std::uint64_t stream) const {
        return Chance((state_ ^ (stream + 1) * 0x9e3779b97f4a7c15U) * 0xbf58476d1ce4e5b9U);
    }

    std::uint64_t next() {  // splitmix64
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    /// 0 .. count - 1.
    int below(int count) {
        return static_cast<int>((next() >> 32U) * static_cast<std::uint64_t>(count) >> 32U);
    }
    int between(int low, int high) { return low + below(high - low + 1); }
    bool percent(int chance) { return below(100) < chance; }
    Nanos between(Nanos low, Nanos high) {
        const int milliseconds = static_cast<int>((high - low).count() / 1'000'000);
        return low + Nanos{std::int64_t{1'000'000} * below(milliseconds + 1)};
    }

private:
    std::uint64_t state_;
};

}  // namespace firedrill::simulation
