#include "orchestrator/cli/which_drill.hpp"

#include "orchestrator/journal/beginning.hpp"
#include "orchestrator/journal/drills.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::cli {

namespace {

Error several(const char* what, const std::vector<std::string>& drills) {
    return fail(Errc::usage, fmt::format("several drills {}: {}", what, fmt::join(drills, ", ")),
                fmt::format("name one, such as {}", drills.front()));
}

}  // namespace

Result<std::string> drill_to_steer(const journal::Store& store, const std::string& wanted) {
    const auto running = journal::running_drills(store);
    if (!wanted.empty() && std::ranges::find(running, wanted) != running.end()) return wanted;
    if (running.empty())
        return fail(Errc::refused, "no drill runs in this workspace",
                    "firedrill status shows the last one; firedrill resume goes on with it");
    if (!wanted.empty())
        return fail(Errc::not_found, "drill " + wanted + " does not run",
                    fmt::format("{} that run{}: {}", running.size() > 1 ? "those" : "the one",
                                running.size() > 1 ? "" : "s", fmt::join(running, ", ")));
    if (running.size() > 1) return several("run", running);
    return running.front();
}

Result<std::string> drill_to_stop(const journal::Store& store, const std::string& wanted) {
    if (!wanted.empty()) return journal::find_drill(store, wanted);
    const auto running = journal::running_drills(store);
    if (running.empty()) return journal::find_drill(store, "");
    if (running.size() > 1) return several("run", running);
    return running.front();
}

Result<std::string> drill_to_resume(const journal::Store& store, const std::string& wanted) {
    if (!wanted.empty()) return journal::find_drill(store, wanted);
    DRILL_TRY(drills, journal::list_drills(store));
    std::vector<std::string> interrupted;
    for (const auto& drill : drills)
        if (!drill.ended && journal::owner_of(store, drill.id).empty())
            interrupted.push_back(drill.id);
    if (interrupted.empty()) return journal::find_drill(store, "");
    if (interrupted.size() > 1) return several("were interrupted", interrupted);
    return interrupted.front();
}

Result<std::vector<std::string>> drills_to_show(const journal::Store& store,
                                                const std::string& wanted) {
    if (!wanted.empty()) {
        DRILL_TRY(drill, journal::find_drill(store, wanted));
        return std::vector{std::move(drill)};
    }
    DRILL_TRY(last, journal::find_drill(store, ""));
    DRILL_TRY(drills, journal::list_drills(store));
    const auto running = journal::running_drills(store);
    std::vector<std::string> shown;
    for (const auto& drill : drills) {
        const bool runs = std::ranges::find(running, drill.id) != running.end();
        if (runs || !drill.ended || (running.empty() && drill.id == last))
            shown.push_back(drill.id);
    }
    return shown;
}

}  // namespace firedrill::cli
