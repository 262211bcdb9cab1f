// What every command does with a drill that has ended: assess it, write its reports, say the
// verdict, stop the lab where that is safe. Main thread.
#pragma once

#include "orchestrator/cli/workspace.hpp"

#include <string>

namespace firedrill::cli {

/// The exit code of the drill.
int finish(const Global& global, const Workspace& workspace, const journal::Store& store,
           const std::string& drill);

/// Runs the workspace's `lab: down`, if it has one; says what goes wrong.
void take_lab_down(const Global& global, const Workspace& workspace);

/// "lab/servers down", for people; empty if the workspace has no lab.
std::string lab_down_command(const Workspace& workspace);

}  // namespace firedrill::cli
