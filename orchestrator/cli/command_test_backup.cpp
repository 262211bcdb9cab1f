// firedrill test-backup: a test is run as any drill is; without a name, what the last ones showed.
#include "core/base/json.hpp"
#include "orchestrator/cli/backup_text.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/cli/output.hpp"
#include "reports/backup_texts.hpp"

#include <unistd.h>

namespace firedrill::cli {

namespace {

namespace texts = reports::backup_texts;

/// The last run that ended, so that one under way does not hide what is known.
void add_last_run(const journal::Store& store, CapabilityRow& row) {
    const auto starts = journal::list_starts(store, row.test);
    if (!starts) return;
    for (auto start = starts->rbegin(); start != starts->rend(); ++start) {
        if (!start->ending) continue;
        const auto run = load_run(store, start->id);
        if (!run || !run->drill.plan.backup) continue;
        const auto assessment = assess(store, *run);
        row.drill = start->id;
        row.started = start->started;
        row.figures = assessment.backup;
        row.overall = assessment.overall;
        if (!assessment.services.empty()) {
            row.restore = assessment.services.front().rto_judgement.verdict;
            row.age = assessment.services.front().rpo_judgement.verdict;
        }
        const auto& profile = run->drill.plan.backup->profile;
        row.profile_verified = profile && profile->verified;
        return;
    }
}

int show_table(const Global& global, const Workspace& workspace) {
    auto store = open_store(workspace);
    if (!store) return complain(global, store.error());
    std::vector<CapabilityRow> rows;
    for (const auto& test : workspace.loaded.workspace.backups) {
        CapabilityRow row{.test = test.id.text,
                          .service = test.services.empty() ? "" : test.services.front().text};
        add_last_run(*store, row);
        rows.push_back(std::move(row));
    }
    if (global.json)
        print(canonical(json::object{{"capability", to_json(rows)}}) + "\n");
    else
        print(capability_table(rows, workspace.settings().timezone, workspace.language,
                               wants_colour(STDOUT_FILENO)));
    return done;
}

}  // namespace

int test_backup(const Global& global, const RunOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    if (!workspace->loaded.ok()) return complain(global, *workspace);
    const auto& tests = workspace->loaded.workspace.backups;
    if (options.scenario.empty()) return show_table(global, *workspace);
    if (model::find(tests, options.scenario) == nullptr) {
        const std::string known = model::listed(model::ids(tests));
        return complain(
            global,
            fail(Errc::invalid_input,
                 say(workspace->language, texts::unknown_test, options.scenario),
                 known.empty() ? say(workspace->language, texts::no_tests)
                               : say(workspace->language, texts::unknown_test_remedy, known)));
    }
    return run(global, options);
}

}  // namespace firedrill::cli
