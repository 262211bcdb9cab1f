// Holds what the assessment says of a simulated drill to what was really the case.
#pragma once

#include "tests/simulation/measured_drill.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::simulation {

/// One outage as it was, in the simulation's own time.
struct TrueOutage {
    Nanos disrupted{};  ///< J
    Nanos opened{};     ///< E: open for good
    Nanos closed{};     ///< how long it was closed in between
    Nanos first_opened{};
    Nanos last_opened{};
    /// One stretch, long enough to be seen and followed by service for long enough: every figure
    /// must be there. Of any other outage only what can be said for sure is checked.
    bool plain = false;
};
std::optional<TrueOutage> true_outage(const Measured& drill, bool failback);

/// How often what was checked: a checker that never checks is none.
struct Checked {
    std::size_t outages = 0, failbacks = 0, met = 0, not_met = 0, inconclusive = 0,
                not_measured = 0, ledgers = 0, losses = 0, warned = 0, stalls = 0, marks = 0,
                widths = 0, ages = 0;
    void add(const Checked& other);
};

std::vector<Violation> check_truth(const Measured& drill, const drill::Assessment& said,
                                   Checked& checked);

}  // namespace firedrill::simulation
