// firedrill status.
#include "core/base/json.hpp"
#include "core/drill/guard_words.hpp"
#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/status_text.hpp"
#include "orchestrator/cli/stopped.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "orchestrator/cli/which_drill.hpp"
#include "orchestrator/engine/survey.hpp"
#include "orchestrator/journal/locks.hpp"
#include "orchestrator/links/launch.hpp"
#include "orchestrator/links/now.hpp"

#include <unistd.h>

#include <algorithm>

namespace firedrill::cli {

namespace {

constexpr auto survey_patience = std::chrono::milliseconds{1500};

json::value status_json(const StatusInput& in, int code) {
    json::object out{{"drill", in.drill.id},
                     {"status", to_json(in.drill.status)},
                     {"phase", to_json(drill::current_phase(in.drill))},
                     {"events", in.events},
                     {"head", in.head},
                     {"owner", in.owner},
                     {"past_point_of_no_return", drill::past_point_of_no_return(in.drill)},
                     {"waiting", to_json(drill::waiting_for_people(in.drill))},
                     {"held", to_json(drill::held_steps(in.drill))},
                     {"paused", in.drill.pause.has_value()},
                     {"outstanding", to_json(drill::outstanding_faults(in.drill))},
                     {"fences", to_json(drill::fences_held(in.drill))},
                     {"presuming", to_json(drill::fences_to_presume(in.drill))},
                     {"exit_code", code}};
    json::array conditions;
    for (const auto& line : drill::guard_lines(in.drill))
        conditions.push_back(json::object{
            {"condition", line.condition.en}, {"state", line.state.en}, {"bad", line.bad}});
    out["stop_conditions"] = std::move(conditions);
    json::object steps;
    for (const auto& [id, state] : in.drill.steps) steps[id] = to_json(state.status);
    out["steps"] = std::move(steps);
    if (in.drill.ending) out["ending"] = to_json(*in.drill.ending);
    return out;
}

struct Shown {
    std::string text;
    json::value told;
    int code = done;
};

Shown show(const Workspace& workspace, const journal::Store& store, const DrillAsRun& run) {
    StatusInput in{.drill = run.drill,
                   .events = static_cast<std::int64_t>(run.records.size()),
                   .head = run.head,
                   .owner = journal::owner_of(store, run.drill.id),
                   .last_owner = journal::last_owner_of(store, run.drill.id),
                   .minutes_east = minutes_east(run.drill.plan.timezone, now_wall()),
                   .language = workspace.language,
                   .colour = wants_colour(STDOUT_FILENO)};
    if (in.owner.empty() && run.drill.status != drill::DrillStatus::ended) {
        in.asked = now_wall();
        in.agents = engine::survey(
            {.store = store, .programs = links::own_directory(), .version = DRILL_VERSION},
            run.drill.plan, survey_patience);
    }
    const bool over = run.drill.status == drill::DrillStatus::ended;
    const int code = over ? assess(store, run).exit_code : status_code(in);
    return {.text = status_text(in), .told = status_json(in, code), .code = code};
}

/// A fault that is outstanding somewhere overrides what else is to be said.
int worse(int a, int b) {
    return a == outstanding || b == outstanding ? static_cast<int>(outstanding) : std::max(a, b);
}

bool any_runs(const std::vector<Shown>& shown) {
    return std::ranges::any_of(
        shown, [](const auto& one) { return one.told.at("status").as_string() != "ended"; });
}

json::value all_told(std::vector<Shown> shown, int code) {
    json::array drills;
    for (auto& one : shown) drills.push_back(std::move(one.told));
    return json::object{{"drills", std::move(drills)}, {"exit_code", code}};
}

}  // namespace

int status(const Global& global, const std::string& drill) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    const std::string halted = stopped_line(*workspace, *store);
    const std::string stopped =
        halted.empty() ? "" : paint(wants_colour(STDOUT_FILENO), Style::bad, halted) + "\n";
    const auto wanted = drills_to_show(*store, drill);
    if (!wanted) {
        if (!global.json) print(stopped);
        return complain(global, wanted.error());
    }
    int code = done;
    std::vector<Shown> shown;
    for (const auto& id : *wanted) {
        const auto run = load_run(*store, id);
        if (!run) return complain(global, run.error());
        shown.push_back(show(*workspace, *store, *run));
        shown.back().told.as_object()["stopped"] = halted;
        code = worse(code, shown.back().code);
    }
    if (global.json) {
        print(canonical(shown.size() == 1 ? shown.front().told : all_told(std::move(shown), code)) +
              "\n");
        return code;
    }
    std::string out = stopped;
    for (const auto& one : shown) out += one.text + (shown.size() > 1 ? "\n" : "");
    const bool runs = code == done && any_runs(shown);
    print(out +
          (runs ? say(workspace->language, command_texts::under_way)
                : exit_line(workspace->language, code)) +
          "\n");
    return code;
}

}  // namespace firedrill::cli
