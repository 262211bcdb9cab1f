// Brings the lab of a workspace up and down: the workspace's own programs (firedrill.yaml, lab:).
// Blocks until the program ends; main thread, before and after the drill.
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

/// argv[0] is relative to the workspace, which is also the working directory. What the program
/// prints goes to standard error.
Result<void> run_lab_program(const std::string& workspace, const std::vector<std::string>& argv);

}  // namespace firedrill::cli
