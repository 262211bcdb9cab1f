// firedrill abort.
#include "core/base/json.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/session.hpp"
#include "orchestrator/cli/status_text.hpp"
#include "orchestrator/cli/unrecorded.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "orchestrator/cli/which_drill.hpp"
#include "orchestrator/control/client.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/journal/locks.hpp"
#include "orchestrator/links/now.hpp"

#include <unistd.h>

#include <thread>

namespace firedrill::cli {

namespace {

constexpr Nanos abort_patience = std::chrono::seconds{60};
/// An owner that says nothing for so long hangs, and an abort must not hang with it.
constexpr std::chrono::seconds owner_patience{2};

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
    DRILL_TRY(held, journal::lock_drill(store, options.drill));
    (void)held;
    const SessionSettings settings{.store = store,
                                   .display = {.language = workspace.language, .silent = true},
                                   .by = control::identify_self(options.person)};
    return run_recorded(
        global, workspace, settings,
        engine::Resume{.drill = options.drill, .by = settings.by, .abort = options.why});
}

/// The owner lives and does not answer: the agents are told past it, and it is refused from now on.
Result<SessionEnd> abort_past_owner(const Global& global, const Workspace& workspace,
                                    const journal::Store& store, const AbortOptions& options,
                                    const Error& why) {
    DRILL_TRY(run, load_run(store, options.drill));
    if (run.drill.status == drill::DrillStatus::ended) return why;
    return SessionEnd{.drill = options.drill,
                      .code = stop_unrecorded(global, workspace, store, run.drill, why)};
}

Result<control::Answer> ask_owner(const journal::Store& store, const AbortOptions& options) {
    return control::ask(store.control(options.drill),
                        {.verb = control::Verb::abort,
                         .drill = options.drill,
                         .person = options.person,
                         .why = options.why},
                        owner_patience);
}

/// The owner aborts, or, without one, we do. An owner that does not listen begins
/// or ends just now: it is given a moment.
Result<SessionEnd> abort_drill(const Global& global, const Workspace& workspace,
                               const journal::Store& store, const AbortOptions& options) {
    const Nanos give_up = now_mono() + owner_patience;
    if (options.asked == Asked::answered)
        return SessionEnd{.drill = options.drill, .code = std::nullopt};
    if (options.asked == Asked::hangs)
        return abort_past_owner(global, workspace, store, options,
                                fail(Errc::timeout, "the drill's process does not answer"));
    for (;;) {
        const auto answer = ask_owner(store, options);
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

int abort(const Global& global, const AbortOptions& given) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    const auto id = drill_to_stop(*store, given.drill);
    if (!id) return complain(global, id.error());
    AbortOptions options = given;
    options.drill = *id;
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
