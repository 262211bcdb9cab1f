// firedrill approve, refuse, confirm, choose, note, pause, continue, skip, retry; firedrill report.
#include "core/base/json.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/given_time.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/series.hpp"
#include "orchestrator/cli/which_drill.hpp"
#include "orchestrator/control/client.hpp"
#include "orchestrator/links/now.hpp"
#include "orchestrator/load/files.hpp"
#include "reports/render.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

namespace firedrill::cli {

namespace {

Result<std::optional<Nanos>> wall_time(const std::string& text, const std::string& zone) {
    if (text.empty()) return std::optional<Nanos>();
    const Nanos now = now_wall();
    DRILL_TRY(wall, given_time("--at", text, zone, now));
    if (wall > now)
        return fail(Errc::usage, "--at " + text + " lies in the future", "state when it happened");
    return std::optional<Nanos>(wall);
}

/// As it stands in its file: whoever runs the drill judges it.
Result<std::optional<std::string>> signed_answer(const std::string& file) {
    if (file.empty()) return std::optional<std::string>();
    auto text = load::read_file(file, plan::approval_bytes_max);
    if (!text) return fail(Errc::io, file + ": " + text.error().what);
    return std::optional<std::string>(std::move(*text));
}

/// What the owner answers, a refusal too.
Result<control::Answer> ask_owner(const journal::Store& store, const control::Request& request) {
    auto answer = control::ask(store.control(request.drill), request);
    if (!answer && answer.error().code == Errc::not_found)
        return fail(Errc::refused, "drill " + request.drill + " begins or ends just now",
                    "firedrill status " + request.drill + " shows where it is");
    if (!answer) return answer.error();
    return answer;
}

/// The owner's refusal in the reader's language, with the command that would be taken.
Error understood(Error error, const SayOptions& said, Language language) {
    const auto is = [&](const Message& reason) {
        return error.what == say(Language::en, reason, said.step);
    };
    if (is(drill::reasons::may_have_happened))
        error.remedy = say(language, command_texts::state_it, said.drill, said.step);
    error.what = drill::reason_in(language, error.what);
    return error;
}

std::string word_of(control::Verb verb) {
    if (verb == control::Verb::go_on) return "continue";
    return boost::describe::enum_to_string(verb, "?");
}

/// Skip and retry take the step last, and the drill before it if it is named.
SayOptions with_step(SayOptions options) {
    if (options.where.empty()) return options;
    options.step = options.where.back();
    if (options.where.size() > 1) options.drill = options.where.front();
    return options;
}

std::string recorded(Language language, const SayOptions& said) {
    const std::string what = word_of(said.verb) + (said.step.empty() ? "" : " " + said.step);
    std::string out = say(language, command_texts::recorded, what);
    if (said.verb == control::Verb::pause)
        out += "\n" + say(language, command_texts::paused_now, said.drill);
    return out;
}

Result<Languages> languages_of(const std::string& name, Languages otherwise) {
    if (name.empty()) return otherwise;
    if (name == "both") return Languages::both;
    return name == "zh" ? Languages::zh : Languages::en;
}

std::string render(const reports::Report& report, const std::string& format, Languages languages) {
    if (format == "json") return reports::render_json(report);
    if (format == "md") return reports::render_markdown(report, languages);
    return reports::render_html(report, languages);
}

}  // namespace

int say_something(const Global& global, const SayOptions& given) {
    SayOptions options = with_step(given);
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    const auto happened = wall_time(options.at, workspace->settings().timezone);
    if (!happened) return complain(global, happened.error());
    const auto approval = signed_answer(options.approval);
    if (!approval) return complain(global, approval.error());
    const auto drill = drill_to_steer(*store, options.drill);
    if (!drill) return complain(global, drill.error());
    options.drill = *drill;
    const auto said = ask_owner(*store, {.verb = options.verb,
                                         .drill = options.drill,
                                         .step = options.step,
                                         .option = options.option,
                                         .person = options.person,
                                         .why = options.why,
                                         .happened = *happened,
                                         .did_not_happen = options.did_not_happen,
                                         .approval = *approval});
    if (!said) return complain(global, said.error());
    if (const auto taken = control::result_of(*said); !taken)
        return complain(global, understood(taken.error(), options, workspace->language));
    if (global.json)
        print(canonical(json::object{{"recorded", word_of(options.verb)},
                                     {"drill", options.drill},
                                     {"step", options.step}}) +
              "\n");
    else
        print(recorded(workspace->language, options) + "\n");
    return done;
}

namespace {

int report_series(const Global& global, const Workspace& workspace, const journal::Store& store,
                  const std::string& drill) {
    const auto series = read_series(store, drill);
    if (!series) return complain(global, series.error());
    if (global.json)
        print(canonical(to_json(*series)) + "\n");
    else
        print(series_text(*series, workspace.language, wants_colour(STDOUT_FILENO)));
    return done;
}

}  // namespace

int report(const Global& global, const ReportOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto store = open_store(*workspace);
    if (!store) return complain(global, store.error());
    const auto id = journal::find_drill(*store, options.drill);
    if (!id) return complain(global, id.error());
    if (options.series) return report_series(global, *workspace, *store, *id);
    auto run = load_run(*store, *id);
    if (!run) return complain(global, run.error());
    const auto made = make_report(*store, *run, assess(*store, *run), now_wall());
    const auto languages = languages_of(options.languages, run->drill.plan.languages);
    const std::string bytes = render(made, options.format, *languages);
    if (options.output == "-") {
        print(bytes);
        return done;
    }
    const std::string path = options.output.empty()
                                 ? (store->reports() / (*id + "." + options.format)).string()
                                 : options.output;
    if (const auto written = write_file(path, bytes); !written)
        return complain(global, written.error());
    if (global.json)
        print(canonical(json::object{{"drill", *id}, {"report", path}}) + "\n");
    else
        print(say(workspace->language, command_texts::written, path) + "\n");
    return done;
}

}  // namespace firedrill::cli
