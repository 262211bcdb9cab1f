// A drill that is stopped without its journal: the store takes nothing more, or the process that
// owns it does not answer. Main thread.
#pragma once

#include "core/drill/drill.hpp"
#include "orchestrator/cli/session.hpp"
#include "orchestrator/cli/workspace.hpp"

#include <optional>
#include <string>

namespace firedrill::cli {

/// How a session came to its end.
struct SessionEnd {
    std::string drill;
    std::optional<int> code;  ///< nothing more can be recorded: what is to be said was said
};

/// A session that stops its drill when it can record no more of it: on a full disk with the store's
/// reserve, and else past the journal.
Result<SessionEnd> run_recorded(const Global& global, const Workspace& workspace,
                                const SessionSettings& settings, Undertaking what);

/// Tells the agents of this drill to stand down, says what became of them, and gives the exit code.
int stop_unrecorded(const Global& global, const Workspace& workspace, const journal::Store& store,
                    const drill::Drill& drill, const Error& why);

}  // namespace firedrill::cli
