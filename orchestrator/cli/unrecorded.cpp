#include "orchestrator/cli/unrecorded.hpp"

#include "core/base/json.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/unrecorded_texts.hpp"
#include "orchestrator/engine/stand_down.hpp"
#include "orchestrator/journal/locks.hpp"
#include "orchestrator/journal/reserve.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/launch.hpp"

#include <algorithm>

namespace firedrill::cli {

namespace {

namespace texts = unrecorded_texts;

constexpr std::chrono::seconds stand_down_patience{5};

bool is_under_way(const drill::Drill& drill) {
    return !drill.id.empty() && drill.status != drill::DrillStatus::ended;
}

bool is_of_the_store(const Error& error) {
    return error.code == Errc::io || error.code == Errc::no_room;
}

std::string line_of(const engine::StoodDown& one, const drill::Drill& drill, Language language) {
    const std::string program(links::program_name(one.program));
    if (!one.told)
        return say(language, texts::absent, one.host, program, one.why,
                   to_text(drill.plan.guards.auto_revert_after));
    std::string out = say(language, one.quiet ? texts::told : texts::busy, one.host, program);
    for (const auto& fault : one.faults) out += "\n" + say(language, texts::left, fault.what);
    return out;
}

json::value json_of(const std::vector<engine::StoodDown>& all, const drill::Drill& drill,
                    const Error& why, int code) {
    json::array hosts;
    for (const auto& one : all)
        hosts.push_back(json::object{{"host", one.host},
                                     {"program", links::program_name(one.program)},
                                     {"told", one.told},
                                     {"quiet", one.quiet},
                                     {"faults", to_json(one.faults)},
                                     {"why", one.why}});
    return json::object{{"drill", drill.id},
                        {"recorded", false},
                        {"why", describe(why)},
                        {"stood_down", std::move(hosts)},
                        {"exit_code", code}};
}

/// A fault may be left where nobody was reached, or where it never reverts by itself.
bool is_anything_left(const std::vector<engine::StoodDown>& all, const drill::Drill& drill) {
    const auto faults = drill::outstanding_faults(drill);
    for (const auto& one : all) {
        if (!one.faults.empty()) return true;
        const bool had = std::ranges::any_of(
            faults, [&](const drill::Outstanding& fault) { return fault.host == one.host; });
        if (had && !one.quiet) return true;
    }
    return false;
}

}  // namespace

int stop_unrecorded(const Global& global, const Workspace& workspace, const journal::Store& store,
                    const drill::Drill& drill, const Error& why) {
    const auto all = engine::stand_down(
        {.store = store, .programs = links::own_directory(), .version = DRILL_VERSION},
        {.plan = drill.plan, .drill = drill.id, .epoch = drill.epoch + 1}, stand_down_patience);
    const int code = is_anything_left(all, drill) ? outstanding : failed;
    if (global.json) {
        print(canonical(json_of(all, drill, why, code)) + "\n");
        return code;
    }
    std::string out = say(workspace.language, texts::headline, drill.id, why.what) + "\n";
    for (const auto& one : all) out += line_of(one, drill, workspace.language) + "\n";
    const bool hangs = why.code == Errc::timeout || why.code == Errc::busy;
    out +=
        hangs ? say(workspace.language, texts::end_it, journal::owner_of(store, drill.id), drill.id)
              : say(workspace.language, texts::catch_up, drill.id);
    print_error(out + "\n");
    return code;
}

Result<SessionEnd> run_recorded(const Global& global, const Workspace& workspace,
                                const SessionSettings& settings, Undertaking what) {
    drill::Drill left;
    auto ended = run_session(settings, std::move(what), left);
    const bool full = !ended && ended.error().code == Errc::no_room && is_under_way(left);
    // Another drill may have spent it just now: the room is there.
    const auto has_room = [&] {
        return journal::spend_reserve(settings.store) || journal::is_reserve_spent(settings.store);
    };
    if (full && has_room()) {
        if (!global.json) print_error(say(workspace.language, texts::no_room) + "\n");
        const std::string drill = left.id;
        ended = run_session(settings,
                            engine::Resume{.drill = drill,
                                           .by = settings.by,
                                           .abort = say(workspace.language, texts::why_aborted)},
                            left);
    }
    if (ended) return SessionEnd{.drill = *ended, .code = std::nullopt};
    if (!is_under_way(left) || !is_of_the_store(ended.error())) return ended.error();
    const int code = stop_unrecorded(global, workspace, settings.store, left, ended.error());
    return SessionEnd{.drill = left.id, .code = code};
}

}  // namespace firedrill::cli
