// What every command does with a drill that has ended: assess it, write its reports, say the
// verdict, stop the lab where that is safe. Main thread.
#pragma once

#include "orchestrator/cli/lab.hpp"
#include "orchestrator/cli/workspace.hpp"

#include <string>

namespace firedrill::cli {

/// The exit code of the drill.
int finish(const Global& global, const Workspace& workspace, const journal::Store& store,
           LabUse& lab, const std::string& drill);

}  // namespace firedrill::cli
