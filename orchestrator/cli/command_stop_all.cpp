// firedrill stop-all: the kill switch. Stops what runs and lets nothing start until it is lifted.
#include "core/base/json.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/stopped.hpp"
#include "orchestrator/control/client.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/journal/beginning.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/links/now.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <thread>

namespace firedrill::cli {

namespace {

namespace texts = stopped_texts;

/// Longer than a pre-flight, which sees the stop at its end.
constexpr Nanos owner_patience = std::chrono::seconds{30};
/// One that listens and says nothing for so long hangs: it is stopped past itself.
constexpr std::chrono::seconds answer_patience{2};

/// A process that runs a drill aborts it, or ends since the stop is set, or hangs.
Asked ask_to_abort(const journal::Store& store, const std::string& drill,
                   const StopAllOptions& options) {
    const Nanos give_up = now_mono() + owner_patience;
    while (!journal::owner_of(store, drill).empty() && now_mono() < give_up) {
        const auto answer = control::ask(store.control(drill),
                                         {.verb = control::Verb::abort,
                                          .drill = drill,
                                          .person = options.person,
                                          .why = options.why},
                                         answer_patience);
        if (answer) return control::result_of(*answer) ? Asked::answered : Asked::not_yet;
        if (answer.error().code == Errc::timeout) return Asked::hangs;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    return Asked::not_yet;
}

/// Nobody waits for the end of another one's drill, or for a process that hangs.
std::map<std::string, Asked> ask_all(const journal::Store& store, const StopAllOptions& options) {
    std::vector<std::pair<std::string, std::future<Asked>>> asked;
    for (const auto& drill : journal::running_drills(store))
        asked.emplace_back(drill, std::async(std::launch::async, [&, drill] {
                               return ask_to_abort(store, drill, options);
                           }));
    std::map<std::string, Asked> out;
    for (auto& [drill, answer] : asked) out[drill] = answer.get();
    return out;
}

/// What runs, and what was interrupted.
std::vector<std::string> open_drills(const journal::Store& store) {
    std::vector<std::string> out;
    const auto drills = journal::list_drills(store);
    if (!drills) return journal::running_drills(store);
    for (const auto& drill : *drills)
        if (!drill.ended) out.push_back(drill.id);
    return out;
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
    int code = set ? done : complain(global, set.error());
    journal::log(*store, "stop-all by " + by.person + ": " + why);
    if (!global.json && set) print(stopped_line(*workspace, *store) + "\n");
    auto asked = ask_all(*store, {.person = options.person, .why = why});
    auto drills = open_drills(*store);
    for (const auto& [drill, answer] : asked)
        if (answer == Asked::answered && std::ranges::find(drills, drill) == drills.end())
            drills.push_back(drill);  // over by now
    for (const auto& drill : drills)
        code = std::max(
            code,
            abort(global,
                  {.drill = drill, .person = options.person, .why = why, .asked = asked[drill]}));
    if (!set || !drills.empty()) return code;
    if (global.json)
        print(canonical(json::object{{"stopped", true}, {"why", why}}) + "\n");
    else
        print(say(workspace->language, texts::nothing_ran) + "\n");
    return done;
}

}  // namespace firedrill::cli
