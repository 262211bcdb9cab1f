// From the command line's words to a plan.
#pragma once

#include "core/plan/plan.hpp"
#include "orchestrator/cli/commands.hpp"

#include <optional>

namespace firedrill::cli {

/// Nothing if the workspace has errors: they are added to its complaints.
Result<std::optional<plan::Plan>> compile_scenario(Workspace& workspace,
                                                   const std::string& scenario,
                                                   const std::string& variant,
                                                   const Inputs& inputs);

}  // namespace firedrill::cli
