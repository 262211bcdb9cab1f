// A host's clocks as functions of the truth. The monotonic one starts anywhere and drifts, faster
// and slower by turns; the wall clock is moved by people. Two monotonic clocks drift apart by less
// than the bound that the assessment counts on.
#pragma once

#include "core/measure/clock.hpp"
#include "tests/simulation/chance.hpp"

#include <string>
#include <utility>
#include <vector>

namespace firedrill::simulation {

class HostClock {
public:
    HostClock(std::string host, Chance chance);

    const std::string& host() const { return host_; }
    std::string boot() const { return "boot-" + host_; }
    Nanos mono(Nanos truth) const;
    Nanos truth(Nanos mono) const;  ///< to the nanosecond or the one beside it
    Nanos wall(Nanos truth) const;
    /// From then on the wall clock shows another time.
    void step_wall(Nanos when, Nanos by) { steps_.emplace_back(when, by); }

private:
    std::string host_;
    Nanos offset_;
    std::int64_t ppb_[2];  ///< of even and of odd minutes
    std::vector<std::pair<Nanos, Nanos>> steps_;
};

/// How long the ways of one exchange took, and how long the other host thought.
struct Ways {
    Nanos there{}, thinking{}, back{};
    Nanos whole() const { return there + thinking + back; }
};

/// The four stamps of an exchange that began at `began`.
measure::ClockSample exchange(const HostClock& reference, const HostClock& other, Nanos began,
                              const Ways& ways);

}  // namespace firedrill::simulation
