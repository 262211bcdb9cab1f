// Stop conditions in words and figures, and what they ask of their probe. Pure.
#pragma once

#include "core/model/workspace.hpp"
#include "core/plan/plan.hpp"

namespace firedrill::plan {

/// As written, with the probe that looks where none was named.
StopCondition compile(const model::StopCondition& from, const model::Scenario& scenario,
                      const model::Workspace& workspace);

/// "probe neighbour is down for 2s", for people.
Text in_words(const StopCondition& condition);

/// A value of this limit as people read it: "5.00 %", "480 ms".
std::string figure(const Limit& limit, std::int64_t value);
/// "p95".
std::string quantile_name(const Limit& limit);

/// How often a condition that a probe watches has something new to say.
Nanos reading_period(const Plan& plan, const StopCondition& condition);

/// A window must hold enough slots for its share to mean something, and few enough to be kept.
inline constexpr std::int64_t window_slots_min = 10;
inline constexpr std::int64_t window_slots_max = 100'000;
/// How long what nobody broke may last before it counts, if the condition does not say.
inline constexpr Nanos second_fault_lasting = std::chrono::seconds{5};

/// Why a condition can never be measured on its probe, and what to write instead.
struct Objection {
    Text what;
    Text remedy;
};
std::optional<Objection> objection_to(const StopCondition& condition, const Probe* probe);

}  // namespace firedrill::plan
