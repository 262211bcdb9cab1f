// Steps that the orchestrator performs itself, and the run-time values of those that others
// perform. Pure functions of the drill.
#pragma once

#include "core/drill/drill.hpp"

#include <map>
#include <string>

namespace firedrill::engine {

/// Performs an engine's step. Fails, with a reason, what it cannot perform.
AttemptReport perform(const drill::Drill& drill, const plan::Step& step);

/// What an executor puts in place of `${{ steps.ID.output }}` in this part of the step.
std::map<std::string, std::string> run_time_values(const drill::Drill& drill,
                                                   const plan::Step& step, Part part);

}  // namespace firedrill::engine
