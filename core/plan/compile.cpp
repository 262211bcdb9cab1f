#include "core/plan/compile.hpp"

#include "core/plan/advice.hpp"
#include "core/plan/compile_texts.hpp"
#include "core/plan/expand.hpp"
#include "core/plan/generated.hpp"
#include "core/plan/header.hpp"

#include <algorithm>
#include <set>

namespace firedrill::plan {

namespace {

using model::both;

Scope announce(const model::Scenario& scenario, Problems& problems) {
    Scope scope;
    for (const auto& phase : scenario.phases)
        for (const auto& step : phase.steps)
            if (!step.id.empty() && !scope.given.insert(step.id.text).second)
                problems.error(step.id.place, both(texts::id_taken, step.id.text),
                               both(texts::id_taken_remedy));
    return scope;
}

/// Steps of phases that this variant does not have are left out.
void leave_out(const model::Scenario& scenario, const std::vector<Phase>& phases, Scope& scope) {
    for (const auto& phase : scenario.phases) {
        Phase which{};
        boost::describe::enum_from_string(phase.phase.text.c_str(), which);
        if (std::find(phases.begin(), phases.end(), which) != phases.end()) continue;
        for (const auto& step : phase.steps)
            if (!step.id.empty()) {
                scope.left_out.insert(step.id.text);
                scope.leaves[step.id.text] = {};
            }
    }
}

const model::PhaseSteps* steps_of(const model::Scenario& scenario, Phase phase) {
    const std::string name = boost::describe::enum_to_string(phase, "?");
    for (const auto& steps : scenario.phases)
        if (steps.phase.text == name) return &steps;
    return nullptr;
}

void compile_phases(const model::Workspace& workspace, const model::Scenario& scenario, Plan& plan,
                    Problems& problems) {
    Expander expander(workspace, scenario, plan, problems);
    Scope scope = announce(scenario, problems);
    const auto phases = phases_of(plan.variant);
    leave_out(scenario, phases, scope);
    expander.announce(std::move(scope));
    Generator generator(workspace, plan, expander);
    for (const Phase phase : phases) {
        std::vector<std::string> entry;
        if (phase == Phase::baseline) entry = generator.baseline();
        if (const auto* steps = steps_of(scenario, phase)) expander.phase(*steps, std::move(entry));
        if (phase == Phase::reinstate) generator.reinstate();
    }
    for (const auto phase : phases)
        if (std::any_of(plan.steps.begin(), plan.steps.end(),
                        [&](const Step& step) { return step.phase == phase; }))
            plan.phases.push_back(phase);
    problems.set_where({});
    advise(plan, scenario, expander, problems);
}

Compiled finish(Plan plan, Problems& problems, const model::Workspace& workspace) {
    Compiled out{.complaints = problems.take()};
    model::tidy(out.complaints, workspace.files);
    if (model::has_errors(out.complaints)) return out;
    if (const auto valid = validate(plan); !valid) {
        out.complaints.push_back({.what = both(texts::not_valid, valid.error().what)});
        return out;
    }
    out.plan = std::move(plan);
    return out;
}

}  // namespace

std::vector<Phase> phases_of(Variant variant) {
    using enum Phase;
    if (variant == Variant::planned)
        return {prepare, baseline, declare, failover, verify, operate, failback, reinstate};
    return {prepare,  baseline, disrupt, detect,   declare,
            failover, verify,   operate, failback, reinstate};
}

Compiled compile(const model::Workspace& workspace, std::string_view id,
                 const CompileOptions& options) {
    Problems problems(workspace);
    const model::Scenario* scenario = model::find(workspace.scenarios, id);
    if (scenario == nullptr) scenario = model::find(workspace.backups, id);
    if (scenario == nullptr) {
        auto known = model::ids(workspace.scenarios);
        for (auto& test : model::ids(workspace.backups)) known.push_back(std::move(test));
        problems.error({}, both(texts::unknown_scenario, id),
                       both(texts::unknown_scenario_remedy, model::listed(known)),
                       model::did_you_mean(id, known));
        return {.complaints = problems.take()};
    }
    Plan plan;
    fill_header(workspace, *scenario, options, plan, problems);
    compile_phases(workspace, *scenario, plan, problems);
    fill_hosts(workspace, plan);
    fill_footprint(plan);
    fill_marks(plan);
    return finish(std::move(plan), problems, workspace);
}

}  // namespace firedrill::plan
