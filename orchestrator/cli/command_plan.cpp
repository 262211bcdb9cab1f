// firedrill check, firedrill plan.
#include "core/base/json.hpp"
#include "core/model/printable.hpp"
#include "core/plan/describe.hpp"
#include "core/plan/holdings.hpp"
#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/compiled.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/signatures.hpp"
#include "orchestrator/links/now.hpp"
#include "orchestrator/load/ansible.hpp"
#include "orchestrator/load/show.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace firedrill::cli {

namespace {

namespace texts = command_texts;

json::object holdings(const Workspace& workspace) {
    json::object out;
    for (const auto& scenario : workspace.loaded.workspace.scenarios)
        out[scenario.id.text] = to_json(plan::services_held(workspace.loaded.workspace, scenario));
    return out;
}

/// What each drill keeps others away from; scenarios without a service hold none.
std::string shown_holdings(const Workspace& workspace) {
    std::string out;
    for (const auto& scenario : workspace.loaded.workspace.scenarios) {
        const auto held = plan::services_held(workspace.loaded.workspace, scenario);
        if (!held.empty())
            out += say(workspace.language, texts::holds, scenario.id.text,
                       fmt::format("{}", fmt::join(held, ", "))) +
                   "\n";
    }
    return out;
}

/// A line that says which of these hosts come from Ansible, and where each stands.
std::string shown_origin(const Workspace& workspace, const std::vector<std::string>& hosts) {
    const Text text = load::ansible::origin(workspace.loaded.workspace, hosts);
    return text.empty() ? "" : model::printable(text.in(workspace.language)) + "\n";
}

std::vector<std::string> hosts_of(const plan::Plan& plan) {
    std::vector<std::string> out;
    for (const auto& host : plan.hosts) out.push_back(host.id);
    return out;
}

}  // namespace

int check(const Global& global) {
    auto workspace = open_workspace(global, true);
    if (!workspace) return complain(global, workspace.error());
    if (global.json) {
        auto out = load::complaints_to_json(workspace->loaded);
        out.as_object()["holds"] = holdings(*workspace);
        print(canonical(out) + "\n");
    } else {
        print(load::show_complaints(workspace->loaded, {.language = workspace->language,
                                                        .colour = wants_colour(STDOUT_FILENO)}) +
              shown_origin(*workspace, model::ids(workspace->loaded.workspace.inventory.hosts)) +
              shown_holdings(*workspace));
    }
    return workspace->loaded.ok() ? done : invalid_input;
}

/// In a laboratory agents have no policy of their own.
std::string shown_policies(const plan::Plan& plan, Language language) {
    if (plan.environment == plan::Environment::lab) return {};
    return say(language, texts::policies_not_asked) + "\n";
}

int plan_scenario(const Global& global, const PlanOptions& options) {
    auto workspace = open_workspace(global, false);
    if (!workspace) return complain(global, workspace.error());
    auto plan = compile_scenario(*workspace, options.scenario, options.variant, options.inputs);
    if (!plan) return complain(global, plan.error());
    if (!*plan) return complain(global, *workspace);
    const std::string hash = plan::hash(**plan);
    const auto given = gather_signatures(
        *workspace, {.plan = **plan, .hash = hash, .wall = now_wall()}, options.approvals);
    if (!given) return complain(global, given.error());
    if (global.json) {
        json::object out{{"hash", hash},
                         {"plan", to_json(**plan)},
                         {"signatures", signatures_to_json(**plan, *given)}};
        print(canonical(out) + "\n");
    } else {
        print(plan::describe(**plan, hash,
                             {.language = workspace->language,
                              .all = options.all,
                              .colour = wants_colour(STDOUT_FILENO)}) +
              shown_signatures(**plan, *given, workspace->language) +
              shown_origin(*workspace, hosts_of(**plan)) +
              shown_policies(**plan, workspace->language));
    }
    return done;
}

}  // namespace firedrill::cli
