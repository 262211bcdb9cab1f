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
/// What lies around an outage that is plainly seen.
Nanos margin(const Measured& drill);

/// The step that binds the mark; null if there is none.
const plan::Step* marked(const plan::Plan& plan, plan::Mark mark, bool failback);
/// When the step first had its effect.
std::optional<Nanos> effect_of(const Measured& drill, const std::string& step);
/// When it was intended: from then on what happens belongs to the second outage.
Nanos begin_of_failback(const Measured& drill);
bool has_samples(const Measured& drill);

/// What became of the drill writes that were sent after `since`, when they were verified.
struct TrueLoss {
    measure::WriteFigures figures;
    std::optional<Nanos> first_lost;  ///< its commit
};
TrueLoss true_loss(const Measured& drill, Nanos since, Nanos until);
/// When the snapshot was taken of the verification that the records hold last.
std::optional<Nanos> verified_at(const Measured& drill, bool failback);

/// How often what was checked: a checker that never checks is none.
struct Checked {
    std::size_t outages = 0, failbacks = 0, met = 0, not_met = 0, inconclusive = 0,
                not_measured = 0, ledgers = 0, losses = 0, warned = 0, stalls = 0, marks = 0,
                widths = 0, ages = 0;
};
std::string summary(const Checked& checked);

std::vector<Violation> check_truth(const Measured& drill, const drill::Assessment& said,
                                   Checked& checked);

}  // namespace firedrill::simulation
