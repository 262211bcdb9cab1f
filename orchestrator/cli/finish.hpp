// What every command does with a drill that has ended: assess it, write its reports, say the
// verdict, stop the lab where that is safe. Main thread.
#pragma once

#include "core/base/json.hpp"
#include "core/drill/assess.hpp"
#include "orchestrator/cli/lab.hpp"
#include "orchestrator/cli/workspace.hpp"

#include <string>

namespace firedrill::cli {

/// A drill that has ended, as far as whoever ran it needs to know.
struct Finished {
    drill::Drill drill;
    drill::Assessment assessment;
    json::value summary;  ///< what --json prints of it
};

/// Says the verdict to people; with --json nothing.
Result<Finished> conclude(const Global& global, const Workspace& workspace,
                          const journal::Store& store, LabUse& lab, const std::string& drill);

/// The exit code of the drill; prints with --json, too.
int finish(const Global& global, const Workspace& workspace, const journal::Store& store,
           LabUse& lab, const std::string& drill);

}  // namespace firedrill::cli
