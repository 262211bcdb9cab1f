#include "orchestrator/cli/finish.hpp"

#include "core/base/json.hpp"
#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/lab.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

namespace firedrill::cli {

namespace {

/// Relative to where the reader stands, if that is shorter.
std::string shown(const std::string& path) {
    std::error_code ec;
    const auto relative = std::filesystem::relative(path, ec).string();
    return ec || relative.empty() || relative.size() + 1 >= path.size() ? path : relative;
}

/// After an abort past the point of no return the servers stay: failback needs them.
bool may_stop_lab(const drill::Drill& drill) {
    return drill.ending == drill::Ending::completed || !drill::past_point_of_no_return(drill);
}

json::value summary(const DrillAsRun& run, const drill::Assessment& assessment,
                    const std::string& report) {
    json::object out{{"drill", run.drill.id},
                     {"exit_code", assessment.exit_code},
                     {"report", report},
                     {"head", run.head},
                     {"assessment", to_json(assessment)}};
    if (run.drill.ending) out["ending"] = to_json(*run.drill.ending);
    out["why"] = run.drill.why;
    return out;
}

}  // namespace

std::string lab_down_command(const Workspace& workspace) {
    const auto& argv = workspace.settings().lab_down;
    if (argv.empty()) return {};
    std::string out = shown((std::filesystem::path(workspace.directory) / argv.front()).string());
    for (std::size_t i = 1; i < argv.size(); ++i) out += " " + argv[i];
    return out;
}

int finish(const Global& global, const Workspace& workspace, const journal::Store& store,
           const std::string& drill) {
    auto run = load_run(store, drill);
    if (!run) return complain(global, run.error());
    const auto assessment = assess(store, *run);
    const auto report = make_report(store, *run, assessment, now_wall());
    const auto files = write_reports(store, report, run->drill.plan.languages);
    const bool stops_lab = may_stop_lab(run->drill);
    if (global.json) {
        print(canonical(summary(*run, assessment, files ? files->html : "")) + "\n");
    } else {
        print(verdict_text(
            {.drill = run->drill,
             .assessment = assessment,
             .findings = report.findings,
             .report = files ? shown(files->html) : "",
             .lab_down = stops_lab ? "" : lab_down_command(workspace),
             .minutes_east = minutes_east(run->drill.plan.timezone, run->drill.started->wall),
             .language = workspace.language,
             .colour = wants_colour(STDOUT_FILENO)}));
    }
    if (!files) complain(global, files.error());
    if (stops_lab) take_lab_down(global, workspace);
    return assessment.exit_code;
}

void take_lab_down(const Global& global, const Workspace& workspace) {
    const auto& down = workspace.settings().lab_down;
    if (down.empty()) return;
    if (!global.json)
        print_error(say(workspace.language, command_texts::lab_down, lab_down_command(workspace)) +
                    "\n");
    if (const auto stopped = run_lab_program(workspace.directory, down); !stopped)
        complain(global, stopped.error());
}

}  // namespace firedrill::cli
