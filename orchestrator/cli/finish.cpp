#include "orchestrator/cli/finish.hpp"

#include "core/base/json.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "orchestrator/links/now.hpp"

#include <unistd.h>

namespace firedrill::cli {

namespace {

/// After an abort past the point of no return the servers stay: failback needs them.
bool may_stop_lab(const drill::Drill& drill) {
    return !drill::may_fail_back(drill);
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

Result<Finished> conclude(const Global& global, const Workspace& workspace,
                          const journal::Store& store, LabUse& lab, const std::string& drill) {
    DRILL_TRY(run, load_run(store, drill));
    auto assessment = assess(store, run);
    const auto report = make_report(store, run, assessment, now_wall());
    const auto files = write_reports(store, report, run.drill.plan.languages);
    const bool stops_lab = may_stop_lab(run.drill);
    Finished out{.summary = summary(run, assessment, files ? files->html : "")};
    if (!global.json)
        print(verdict_text(
            {.drill = run.drill,
             .assessment = assessment,
             .findings = report.findings,
             .report = files ? shown_path(files->html) : "",
             .lab_down = stops_lab ? "" : lab_down_command(workspace),
             .minutes_east = minutes_east(run.drill.plan.timezone, run.drill.started->wall),
             .language = workspace.language,
             .colour = wants_colour(STDOUT_FILENO)}));
    if (!files) complain(global, files.error());
    if (stops_lab) lab.take_down(global, workspace, store);
    out.drill = std::move(run.drill);
    out.assessment = std::move(assessment);
    return out;
}

int finish(const Global& global, const Workspace& workspace, const journal::Store& store,
           LabUse& lab, const std::string& drill) {
    const auto finished = conclude(global, workspace, store, lab, drill);
    if (!finished) return complain(global, finished.error());
    if (global.json) print(canonical(finished->summary) + "\n");
    return finished->assessment.exit_code;
}

}  // namespace firedrill::cli
