// Numbers from a seed: the same on every machine and library, so that what was planted once can be
// planted again. Values; no thread rule.
#pragma once

#include "core/base/time.hpp"

#include <cstdint>

namespace firedrill::measure {

class Seeded {
public:
    explicit Seeded(std::uint64_t seed) : state_(seed) {}
    /// A stream of its own for each number.
    Seeded(std::uint64_t seed, std::uint64_t stream)
        : state_((seed ^ (stream + 1) * 0x9e3779b97f4a7c15U) * 0xbf58476d1ce4e5b9U) {}

    std::uint64_t next() {  // splitmix64
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    /// lo .. hi, both included; lo <= hi.
    std::int64_t between(std::int64_t lo, std::int64_t hi) {
        return lo + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(hi - lo + 1));
    }
    Nanos between(Nanos lo, Nanos hi) { return Nanos{between(lo.count(), hi.count())}; }
    bool percent(int chance) { return between(0, 99) < chance; }

private:
    std::uint64_t state_;
};

}  // namespace firedrill::measure
