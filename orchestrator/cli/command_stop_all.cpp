// firedrill stop-all: the kill switch. Stops what runs and lets nothing start until it is lifted.
#include "core/base/json.hpp"
#include "core/drill/drill.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/stopped.hpp"
#include "orchestrator/control/client.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/links/now.hpp"

#include <algorithm>
#include <thread>

namespace firedrill::cli {

namespace {

namespace texts = stopped_texts;

/// Longer than a pre-flight, which sees the stop at its end.
constexpr Nanos owner_patience = std::chrono::seconds{30};
/// One that listens and says nothing for so long hangs: it is stopped past itself.
constexpr std::chrono::seconds answer_patience{2};

/// A process that owns the store either answers soon or ends: the stop is set. False: it hangs.
bool await_answer(const journal::Store& store) {
    const Nanos give_up = now_mono() + owner_patience;
    while (!journal::StoreLock::owner(store).empty() && now_mono() < give_up) {
        const auto answer =
            control::ask(store.control(), {.verb = control::Verb::status}, answer_patience);
        if (answer) return true;
        if (answer.error().code == Errc::timeout) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return true;
}

/// The last drill, if it is not over.
std::string open_drill(const journal::Store& store) {
    const auto id = journal::find_drill(store, "");
    if (!id) return {};
    const auto reached = journal::read_state(store, *id, DRILL_VERSION);
    const bool over = reached && reached->drill.status == drill::DrillStatus::ended;
    return over ? std::string{} : *id;
}

int lift(const Global& global, const Workspace& workspace, const journal::Store& store) {
    const bool was_set = journal::read_halt(store).has_value();
    if (const auto lifted = journal::lift_halt(store); !lifted)
        return complain(global, lifted.error());
    if (was_set) journal::log(store, "stop-all lifted by " + control::identify_self("").account);
    if (global.json)
        print(canonical(json::object{{"stopped", false}}) + "\n");
    else
        print(say(workspace.language, was_set ? texts::lifted : texts::was_not_set) + "\n");
    return done;
}

}  // namespace

int stop_all(const Global& global, const StopAllOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    if (options.lift) return lift(global, *workspace, *store);
    const auto by = control::identify_self(options.person);
    const std::string why =
        options.why.empty() ? say(workspace->language, texts::no_reason) : options.why;
    // What runs is stopped even if the store takes no mark that would keep others from starting.
    const auto set = journal::set_halt(*store, {.by = by.person, .at = now_wall(), .why = why});
    const int code = set ? done : complain(global, set.error());
    journal::log(*store, "stop-all by " + by.person + ": " + why);
    const bool answers = await_answer(*store);
    const std::string drill = open_drill(*store);
    if (!global.json && set) print(stopped_line(*workspace, *store) + "\n");
    if (!drill.empty())
        return std::max(
            code,
            abort(global,
                  {.drill = drill, .person = options.person, .why = why, .owner_hangs = !answers}));
    if (!set) return code;
    if (global.json)
        print(canonical(json::object{{"stopped", true}, {"why", why}}) + "\n");
    else
        print(say(workspace->language, texts::nothing_ran) + "\n");
    return done;
}

}  // namespace firedrill::cli
