// firedrill status, firedrill abort.
#include "core/base/json.hpp"
#include "core/drill/guard_words.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/session.hpp"
#include "orchestrator/cli/status_text.hpp"
#include "orchestrator/cli/stopped.hpp"
#include "orchestrator/cli/unrecorded.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "orchestrator/control/client.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/links/launch.hpp"
#include "orchestrator/links/now.hpp"

#include <unistd.h>

#include <thread>

namespace firedrill::cli {

namespace {

constexpr auto survey_patience = std::chrono::milliseconds{1500};
constexpr Nanos abort_patience = std::chrono::seconds{60};
/// An owner that says nothing for so long hangs, and an abort must not hang with it.
constexpr std::chrono::seconds owner_patience{2};

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

int show_status(const Global& global, const Workspace& workspace, const journal::Store& store,
                const DrillAsRun& run) {
    StatusInput in{.drill = run.drill,
                   .events = static_cast<std::int64_t>(run.records.size()),
                   .head = run.head,
                   .owner = journal::StoreLock::owner(store),
                   .last_owner = journal::StoreLock::last_owner(store),
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
    std::string halted = stopped_line(workspace, store);
    json::value told = status_json(in, code);
    told.as_object()["stopped"] = halted;
    if (!halted.empty()) halted = paint(in.colour, Style::bad, halted) + "\n";
    if (global.json)
        print(canonical(told) + "\n");
    else
        print(halted + status_text(in) + exit_line(in.language, code) + "\n");
    return code;
}

/// The owner stops the drill; its journal says when it is done.
Result<drill::Drill> watch_end(const journal::Store& store, const std::string& drill) {
    const Nanos give_up = now_mono() + abort_patience;
    for (;;) {
        DRILL_TRY(reached, journal::read_state(store, drill, DRILL_VERSION));
        const bool over = reached.drill.status == drill::DrillStatus::ended;
        if (over || now_mono() >= give_up) return std::move(reached.drill);
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
}

Result<SessionEnd> abort_by_ourselves(const Global& global, const Workspace& workspace,
                                      const journal::Store& store, const AbortOptions& options) {
    DRILL_TRY(lock, journal::StoreLock::take(store));
    (void)lock;
    DRILL_TRY(id, journal::find_drill(store, options.drill));
    const SessionSettings settings{.store = store,
                                   .display = {.language = workspace.language, .silent = true},
                                   .by = control::identify_self(options.person)};
    return run_recorded(global, workspace, settings,
                        engine::Resume{.drill = id, .by = settings.by, .abort = options.why});
}

/// The owner lives and does not answer: the agents are told past it, and it is refused from now on.
Result<SessionEnd> abort_past_owner(const Global& global, const Workspace& workspace,
                                    const journal::Store& store, const AbortOptions& options,
                                    const Error& why) {
    DRILL_TRY(id, journal::find_drill(store, options.drill));
    DRILL_TRY(run, load_run(store, id));
    if (run.drill.status == drill::DrillStatus::ended) return why;
    return SessionEnd{.drill = id,
                      .code = stop_unrecorded(global, workspace, store, run.drill, why)};
}

/// The owner aborts, or, without one, we do. An owner that has the store and does not listen begins
/// or ends just now: it is given a moment.
Result<SessionEnd> abort_drill(const Global& global, const Workspace& workspace,
                               const journal::Store& store, const AbortOptions& options) {
    const Nanos give_up = now_mono() + owner_patience;
    if (options.owner_hangs)
        return abort_past_owner(global, workspace, store, options,
                                fail(Errc::timeout, "the drill's process does not answer"));
    for (;;) {
        const auto answer = control::ask(store.control(),
                                         {.verb = control::Verb::abort,
                                          .drill = options.drill,
                                          .person = options.person,
                                          .why = options.why},
                                         owner_patience);
        if (answer) {
            DRILL_CHECK(control::result_of(*answer));
            return SessionEnd{.drill = answer->drill, .code = std::nullopt};
        }
        if (answer.error().code == Errc::timeout)
            return abort_past_owner(global, workspace, store, options, answer.error());
        if (answer.error().code != Errc::not_found) return answer.error();
        auto ended = abort_by_ourselves(global, workspace, store, options);
        if (ended || ended.error().code != Errc::busy) return ended;
        if (now_mono() >= give_up)
            return abort_past_owner(global, workspace, store, options, ended.error());
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
}

}  // namespace

int status(const Global& global, const std::string& drill) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    const auto id = journal::find_drill(*store, drill);
    if (!id) {
        const std::string halted = stopped_line(*workspace, *store);
        if (!halted.empty() && !global.json) print(halted + "\n");
        return complain(global, id.error());
    }
    const auto run = load_run(*store, *id);
    if (!run) return complain(global, run.error());
    return show_status(global, *workspace, *store, *run);
}

int abort(const Global& global, const AbortOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    const Nanos asked = now_mono();
    const auto ended = abort_drill(global, *workspace, *store, options);
    if (!ended) return complain(global, ended.error());
    if (ended->code) return *ended->code;
    const auto drill = watch_end(*store, ended->drill);
    if (!drill) return complain(global, drill.error());
    const bool open = !drill::outstanding_faults(*drill).empty();
    const int code = open ? outstanding : failed;
    if (global.json) {
        print(canonical(json::object{{"drill", ended->drill},
                                     {"status", to_json(drill->status)},
                                     {"outstanding", to_json(drill::outstanding_faults(*drill))},
                                     {"exit_code", code}}) +
              "\n");
        return code;
    }
    print(abort_text({.drill = *drill,
                      .took = now_mono() - asked,
                      .minutes_east = minutes_east(drill->plan.timezone, now_wall()),
                      .language = workspace->language,
                      .colour = wants_colour(STDOUT_FILENO)}) +
          exit_line(workspace->language, code) + "\n");
    return code;
}

}  // namespace firedrill::cli
