// Steps that the orchestrator performs itself, and the run-time values of those that others
// perform. Pure functions of the drill and of the artifacts of its steps.
#pragma once

#include "core/drill/drill.hpp"

#include <functional>
#include <map>
#include <string>

namespace firedrill::engine {

/// The artifacts that steps have left, and a place for new ones.
struct OwnArtifacts {
    std::function<Result<std::string>(const Artifact&)> read;
    std::function<Result<Artifact>(const std::string& name, std::string_view bytes)> keep;
};

/// Performs an engine's step. Fails, with a reason, what it cannot perform.
AttemptReport perform(const drill::Drill& drill, const plan::Step& step,
                      const OwnArtifacts& artifacts);

/// What an executor puts in place of `${{ steps.ID.output }}` in this part of the step.
std::map<std::string, std::string> run_time_values(const drill::Drill& drill,
                                                   const plan::Step& step, Part part);

}  // namespace firedrill::engine
