#include "orchestrator/cli/compiled.hpp"

#include "core/plan/compile.hpp"

namespace firedrill::cli {

Result<std::optional<plan::Plan>> compile_scenario(Workspace& workspace,
                                                   const std::string& scenario,
                                                   const std::string& variant,
                                                   const Inputs& inputs) {
    plan::CompileOptions options;
    if (!variant.empty())
        options.variant = variant == "planned" ? plan::Variant::planned : plan::Variant::unplanned;
    for (const auto& input : inputs) {
        const auto at = input.find('=');
        if (at == std::string::npos)
            return fail(Errc::usage, "--set " + input + " has no value", "write --set NAME=VALUE");
        options.inputs[input.substr(0, at)] = input.substr(at + 1);
    }
    if (!workspace.loaded.ok()) return std::optional<plan::Plan>();
    auto compiled = plan::compile(workspace.loaded.workspace, scenario, options);
    for (auto& complaint : compiled.complaints)
        workspace.loaded.complaints.push_back(std::move(complaint));
    model::tidy(workspace.loaded.complaints, workspace.loaded.workspace.files);
    return std::move(compiled.plan);
}

}  // namespace firedrill::cli
