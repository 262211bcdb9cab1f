// The lab of a workspace, brought up and down by its own programs (firedrill.yaml, lab:). Drills
// that run at once share it: the first one brings it up, the last one takes it down. Blocks until
// the program ends; main thread, before and after the drill.
#pragma once

#include "orchestrator/cli/workspace.hpp"
#include "orchestrator/journal/locks.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::cli {

/// While it lives no other process takes the lab down.
class LabUse {
public:
    /// The lab is up: brought up now, or by a drill that still uses it.
    static Result<LabUse> bring_up(const Global& global, const Workspace& workspace,
                                   const journal::Store& store);
    /// For a drill that goes on: whoever began it has brought the lab up.
    static Result<LabUse> join(const Workspace& workspace, const journal::Store& store);

    /// Unless another drill uses it; says what goes wrong. For the last moment of a command.
    void take_down(const Global& global, const Workspace& workspace, const journal::Store& store);

private:
    std::optional<journal::HeldLock> use_;  ///< none where the workspace has no lab
};

/// "lab/servers down", for people; empty if the workspace has no lab.
std::string lab_down_command(const Workspace& workspace);

/// `path` relative to where the reader stands, if that is shorter.
std::string shown_path(const std::string& path);

/// argv[0] is relative to the workspace, which is also the working directory. What the program
/// prints goes to standard error.
Result<void> run_lab_program(const std::string& workspace, const std::vector<std::string>& argv);

}  // namespace firedrill::cli
