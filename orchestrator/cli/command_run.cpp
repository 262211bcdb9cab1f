// firedrill run, firedrill resume.
#include "core/base/format.hpp"
#include "orchestrator/cli/calibration_file.hpp"
#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/compiled.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/finish.hpp"
#include "orchestrator/cli/key_texts.hpp"
#include "orchestrator/cli/lab.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/series.hpp"
#include "orchestrator/cli/series_texts.hpp"
#include "orchestrator/cli/session.hpp"
#include "orchestrator/cli/signatures.hpp"
#include "orchestrator/cli/stopped.hpp"
#include "orchestrator/cli/unrecorded.hpp"
#include "orchestrator/cli/which_drill.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/journal/beginning.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/reserve.hpp"
#include "orchestrator/links/now.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <set>

namespace firedrill::cli {

namespace {

namespace texts = command_texts;

/// What a person should know before saying yes.
std::string warning(const plan::Plan& plan, Language language) {
    std::set<std::string> hosts;
    std::string details;
    for (const auto& step : plan.steps) {
        if (step.performer == plan::Performer::agent && plan::changes_something(step.action))
            hosts.insert(step.host);
        if (const auto* fault = std::get_if<plan::Fault>(&step.action))
            details += say(language, texts::breaks, step.host, fault->kind) + "\n";
        if (step.point_of_no_return) details += say(language, texts::no_return, step.id) + "\n";
    }
    const std::string& title = plan.title.in(language);
    const std::string head = hosts.empty()
                                 ? say(language, texts::nothing_changes, plan.scenario, title)
                                 : say(language, texts::will_change, plan.scenario, title,
                                       fmt::format("{}", fmt::join(hosts, ", ")),
                                       say(language, reports::word(plan.environment)));
    return head + "\n" + details;
}

Result<void> ask_yes(const plan::Plan& plan, Language language) {
    const Error refusal =
        fail(Errc::refused, say(language, texts::not_yes), say(language, texts::say_yes));
    if (!is_terminal(STDIN_FILENO)) return refusal;
    print(warning(plan, language) + say(language, texts::type_yes));
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != "yes") return refusal;
    return {};
}

std::vector<std::string> services_of(const plan::Plan& plan) {
    std::vector<std::string> out;
    for (const auto& service : plan.services) out.push_back(service.id);
    return out.empty() ? std::vector<std::string>{plan.scenario} : out;
}

/// In production a yes is too short: the service is named, by hand or in the script.
Result<void> ask_service(const plan::Plan& plan, const RunOptions& options, Language language) {
    const auto services = services_of(plan);
    const std::string names = fmt::format("{}", fmt::join(services, ","));
    if (std::ranges::is_permutation(options.services, services)) return {};
    const Error refusal = fail(Errc::refused, say(language, key_texts::no_service),
                               say(language, key_texts::no_service_remedy, names));
    if (!options.services.empty() || !is_terminal(STDIN_FILENO)) return refusal;
    print(warning(plan, language) + say(language, key_texts::type_service, names));
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != names) return refusal;
    return {};
}

Result<void> confirm_start(const plan::Plan& plan, const RunOptions& options, Language language) {
    if (plan.environment == plan::Environment::production)
        return ask_service(plan, options, language);
    return options.yes ? Result<void>() : ask_yes(plan, language);
}

SessionSettings session_settings(const Global& global, const Workspace& workspace,
                                 const journal::Store& store, const std::string& person,
                                 bool plain) {
    const bool terminal = is_terminal(STDOUT_FILENO) && is_terminal(STDIN_FILENO);
    return {.store = store,
            .display = {.language = workspace.language,
                        .timezone = workspace.settings().timezone,
                        .live = terminal && !plain && !global.json,
                        .silent = global.json,
                        .colour = wants_colour(STDOUT_FILENO)},
            .by = control::identify_self(person)};
}

struct Started {
    SessionEnd end;
    LabUse lab;
};

/// The first one of a series is asked about with the others; in production each one is.
Result<void> confirm(const plan::Plan& plan, const RunOptions& options,
                     const drill::SeriesPlace& place, Language language) {
    if (place.number > 1 && plan.environment != plan::Environment::production) return {};
    if (place.number == 1 && place.of > 1 && !options.yes)
        print_error(say(language, series_texts::times, place.of) + "\n");
    return confirm_start(plan, options, language);
}

/// `place` of a drill by itself is 1 of 1; of the first of a series the name is not known yet.
Result<Started> start(const Global& global, const RunOptions& options, const Workspace& workspace,
                      const journal::Store& store, plan::Plan plan, drill::SeriesPlace place) {
    DRILL_CHECK(unless_stopped(workspace, store));
    DRILL_CHECK(journal::may_begin(store, plan));
    const Nanos now = now_wall();
    const auto settings = session_settings(global, workspace, store, options.person, options.plain);
    const SignaturesWanted wanted{.plan = plan,
                                  .hash = plan::hash(plan),
                                  .drill = {},
                                  .starter = settings.by.person,
                                  .wall = now};
    DRILL_TRY(given, gather_signatures(workspace, wanted, options.approvals));
    DRILL_CHECK(some_signature(wanted, given, workspace.language));
    DRILL_CHECK(confirm(plan, options, place, workspace.language));
    DRILL_TRY(beginning, journal::begin(store, plan, day(now, minutes_east(plan.timezone, now))));
    DRILL_TRY(lab, LabUse::bring_up(global, workspace, store));
    if (place.series.empty()) place.series = beginning.drill;
    const bool waived = options.yes && plan.environment == plan::Environment::lab;
    if (!global.json)
        print_error(say(workspace.language, texts::preflight, plan::hash(plan).substr(0, 12)) +
                    "\n");
    auto ended =
        run_recorded(global, workspace, settings,
                     engine::Start{.drill = beginning.drill,
                                   .plan = std::move(plan),
                                   .by = settings.by,
                                   .approvals_waived = waived,
                                   .approvals = std::move(given.there),
                                   .calibration = last_calibration(),
                                   .series = place.of > 1 ? std::optional(place) : std::nullopt});
    if (ended) return Started{.end = std::move(*ended), .lab = std::move(lab)};
    // Refused before it was journaled: nothing began, so nothing needs the lab any more.
    if (!journal::find_drill(store, beginning.drill)) lab.take_down(global, workspace, store);
    return ended.error();
}

/// Where it cannot be done, stopping the drill matters more.
void fill_reserve(const journal::Store& store) {
    const auto held = journal::lock_store(store);
    const auto kept = held ? journal::keep_reserve(store) : Result<void>(held.error());
    if (!kept) journal::log(store, describe(kept.error()));
}

std::optional<plan::Phase> phase_of(const std::string& name) {
    if (name == "failback") return plan::Phase::failback;
    if (name == "reinstate") return plan::Phase::reinstate;
    return std::nullopt;
}

/// Those that the start did not have. A record that cannot be read says so when it is resumed.
Result<engine::Approvals> further_approvals(const Workspace& workspace, const journal::Store& store,
                                            const std::string& id,
                                            const std::vector<std::string>& files) {
    std::error_code ignored;
    if (files.empty() && !std::filesystem::exists(workspace.directory + "/approvals", ignored))
        return engine::Approvals();
    const auto reached = journal::read_state(store, id, DRILL_VERSION);
    if (!reached) return engine::Approvals();
    const drill::Drill& drill = reached->drill;
    DRILL_TRY(given, gather_signatures(workspace,
                                       {.plan = drill.plan,
                                        .hash = drill.plan_hash,
                                        .drill = id,
                                        .starter = drill.started_by.person,
                                        .wall = now_wall()},
                                       files));
    std::erase_if(given.there, [&](const plan::Approval& approval) {
        return std::ranges::find(drill.approvals, approval.id, &plan::Approval::id) !=
               drill.approvals.end();
    });
    return std::move(given.there);
}

Result<Started> take_over(const Global& global, const ResumeOptions& options,
                          const Workspace& workspace, const journal::Store& store) {
    DRILL_TRY(id, drill_to_resume(store, options.drill));
    DRILL_TRY(held, journal::lock_drill(store, id));
    (void)held;
    DRILL_CHECK(unless_stopped(workspace, store));
    DRILL_TRY(lab, LabUse::join(workspace, store));
    const auto settings = session_settings(global, workspace, store, options.person, options.plain);
    fill_reserve(store);
    DRILL_TRY(further, further_approvals(workspace, store, id, options.approvals));
    DRILL_TRY(end, run_recorded(global, workspace, settings,
                                engine::Resume{.drill = id,
                                               .by = settings.by,
                                               .from = phase_of(options.from),
                                               .approvals = std::move(further)}));
    return Started{.end = std::move(end), .lab = std::move(lab)};
}

/// Of several drills: what stopped them weighs most, then a target not met, then doubt.
int worse_code(int a, int b) {
    const auto weight = [](int code) { return code == not_met ? 10 : code > 2 ? 20 + code : code; };
    return weight(a) >= weight(b) ? a : b;
}

/// Drills one after the other, each complete, as long as each leaves things as they were.
class Repetition {
public:
    Repetition(const Global& global, const RunOptions& options, const Workspace& workspace,
               const journal::Store& store, const plan::Plan& plan)
        : global_(global), options_(options), workspace_(workspace), store_(store), plan_(plan) {
        place_.of = options.times;
    }

    int run() {
        for (; place_.number <= place_.of; ++place_.number) {
            if (!global_.json)
                print_error(say(workspace_.language, series_texts::next, place_.number, place_.of) +
                            "\n");
            if (!one()) break;
        }
        if (place_.series.empty()) return code_;
        if (!stopped_.empty() && !global_.json)
            print_error(
                say(workspace_.language, series_texts::stops, drills_.size(), place_.of, stopped_) +
                "\n");
        return say_series();
    }

private:
    /// False when no other may follow.
    bool one() {
        auto drill = start(global_, options_, workspace_, store_, plan_, place_);
        if (!drill) return stop(drill.error());
        if (place_.series.empty()) place_.series = drill->end.drill;
        if (drill->end.code) return stop(worse_code(code_, *drill->end.code), drill->end.drill);
        auto finished = conclude(global_, workspace_, store_, drill->lab, drill->end.drill);
        if (!finished) return stop(finished.error());
        code_ = worse_code(code_, finished->assessment.exit_code);
        drills_.push_back(std::move(finished->summary));
        const std::string why =
            why_not_again(finished->drill, finished->assessment, workspace_.language);
        if (why.empty() || place_.number == place_.of) return why.empty();
        return stop(worse_code(code_, not_met), why);  // a check that failed, if nothing worse
    }

    bool stop(const Error& error) {
        const bool only_word = place_.series.empty() || !global_.json;
        const int code = only_word ? complain(global_, error) : exit_code(error.code);
        return stop(worse_code(code_, code), describe(error));
    }
    bool stop(int code, std::string why) {
        code_ = code;
        stopped_ = std::move(why);
        return false;
    }

    int say_series() {
        const auto series = read_series(store_, place_.series);
        if (!series) return complain(global_, series.error());
        if (global_.json)
            print(canonical(json::object{{"series", to_json(*series)},
                                         {"drills", std::move(drills_)},
                                         {"stopped", stopped_},
                                         {"exit_code", code_}}) +
                  "\n");
        else
            print("\n" + series_text(*series, workspace_.language, wants_colour(STDOUT_FILENO)));
        return code_;
    }

    const Global& global_;
    const RunOptions& options_;
    const Workspace& workspace_;
    const journal::Store& store_;
    const plan::Plan& plan_;
    drill::SeriesPlace place_{.series = {}};
    json::array drills_;
    std::string stopped_;  ///< why fewer were run than were asked for
    int code_ = done;
};

}  // namespace

int run(const Global& global, const RunOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto plan = compile_scenario(*workspace, options.scenario, options.variant, options.inputs);
    if (!plan) return complain(global, plan.error());
    if (!*plan) return complain(global, *workspace);
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    if (options.times > 1) return Repetition(global, options, *workspace, *store, **plan).run();
    auto drill = start(global, options, *workspace, *store, std::move(**plan), {});
    if (!drill) return complain(global, drill.error());
    if (drill->end.code) return *drill->end.code;
    return finish(global, *workspace, *store, drill->lab, drill->end.drill);
}

int resume(const Global& global, const ResumeOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    auto drill = take_over(global, options, *workspace, *store);
    if (!drill) return complain(global, drill.error());
    if (drill->end.code) return *drill->end.code;
    return finish(global, *workspace, *store, drill->lab, drill->end.drill);
}

}  // namespace firedrill::cli
