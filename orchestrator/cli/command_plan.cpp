// firedrill check, firedrill plan.
#include "core/base/json.hpp"
#include "core/plan/describe.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/compiled.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/load/show.hpp"

#include <unistd.h>

namespace firedrill::cli {

int check(const Global& global) {
    auto workspace = open_workspace(global, true);
    if (!workspace) return complain(global, workspace.error());
    if (global.json) {
        print(canonical(load::complaints_to_json(workspace->loaded)) + "\n");
    } else {
        print(load::show_complaints(workspace->loaded, {.language = workspace->language,
                                                        .colour = wants_colour(STDOUT_FILENO)}));
    }
    return workspace->loaded.ok() ? done : invalid_input;
}

int plan_scenario(const Global& global, const PlanOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto plan = compile_scenario(*workspace, options.scenario, options.variant, options.inputs);
    if (!plan) return complain(global, plan.error());
    if (!*plan) return complain(global, *workspace);
    const std::string hash = plan::hash(**plan);
    if (global.json) {
        json::object out{{"hash", hash}, {"plan", to_json(**plan)}};
        print(canonical(out) + "\n");
    } else {
        print(plan::describe(**plan, hash,
                             {.language = workspace->language,
                              .all = options.all,
                              .colour = wants_colour(STDOUT_FILENO)}));
    }
    return done;
}

}  // namespace firedrill::cli
