#include "orchestrator/cli/stopped.hpp"

#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/output.hpp"

namespace firedrill::cli {

std::string stopped_line(const Workspace& workspace, const journal::Store& store) {
    const auto halt = journal::read_halt(store);
    if (!halt) return {};
    const int east = minutes_east(workspace.settings().timezone, halt->at);
    const std::string at = halt->at == Nanos{}
                               ? std::string("?")
                               : day(halt->at, east) + " " + time_of_day(halt->at, east, 0);
    return say(workspace.language, stopped_texts::stopped, at, halt->by.empty() ? "?" : halt->by,
               halt->why);
}

Result<void> unless_stopped(const Workspace& workspace, const journal::Store& store) {
    const std::string line = stopped_line(workspace, store);
    if (line.empty()) return {};
    return fail(Errc::refused, line, say(workspace.language, stopped_texts::remedy));
}

}  // namespace firedrill::cli
