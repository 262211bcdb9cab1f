// Which drill a command means. One that is named must be known; where none is named there must be
// one that can be meant, else the command asks for its name.
#pragma once

#include "orchestrator/journal/store.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

/// For approve, pause and the like: the one that runs.
Result<std::string> drill_to_steer(const journal::Store& store, const std::string& wanted);
/// For abort: the one that runs, else the last one.
Result<std::string> drill_to_stop(const journal::Store& store, const std::string& wanted);
/// For resume: of those that nobody runs the one that has not ended, else the last one.
Result<std::string> drill_to_resume(const journal::Store& store, const std::string& wanted);
/// For status: all that run, all that were interrupted, and the last one if none runs.
Result<std::vector<std::string>> drills_to_show(const journal::Store& store,
                                                const std::string& wanted);

}  // namespace firedrill::cli
