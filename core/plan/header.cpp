#include "core/plan/header.hpp"

#include "core/plan/compile_texts.hpp"
#include "core/plan/fill_connections.hpp"
#include "core/plan/holdings.hpp"
#include "core/plan/inputs.hpp"
#include "core/plan/probe_deadline.hpp"
#include "core/plan/stop_condition.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>

namespace firedrill::plan {

namespace {

using model::both;

std::vector<std::string> texts_of(const model::Words& words) {
    std::vector<std::string> out;
    for (const auto& word : words) out.push_back(word.text);
    return out;
}

template <class T>
void read_enum(const std::string& name, T& out) {
    boost::describe::enum_from_string(name.c_str(), out);
}

void fill_inputs(const model::Scenario& scenario, const CompileOptions& options, Plan& plan,
                 Problems& problems) {
    std::vector<std::string> known;
    for (const auto& input : scenario.inputs) {
        known.push_back(input.id.text);
        const auto given = options.inputs.find(input.id.text);
        std::string value;
        if (given != options.inputs.end())
            value = given->second;
        else if (input.fallback)
            value = input.fallback->text;
        else if (options.sample_inputs)
            value = sample_of(input);
        else
            problems.error(input.id.place, both(texts::input_missing, input.id.text),
                           both(texts::set_input_remedy, input.id.text));
        if (!value.empty()) fits(input, value, input.id.place, problems);
        plan.inputs.emplace(input.id.text, value);
    }
    for (const auto& [name, value] : options.inputs)
        if (std::find(known.begin(), known.end(), name) == known.end())
            problems.error(scenario.id.place, both(texts::unknown_input, name),
                           both(texts::unknown_input_remedy, model::listed(known)),
                           model::did_you_mean(name, known));
}

void fill_scope(const model::Workspace& workspace, const model::Scenario& scenario, Plan& plan) {
    for (const auto& word : scenario.risks)
        if (const auto* risk = model::find(workspace.risks, word.text))
            plan.risks.push_back({.id = risk->id.text,
                                  .category = risk->category,
                                  .kind = risk->kind,
                                  .title = risk->title,
                                  .likelihood = risk->likelihood,
                                  .impact = risk->impact});
    plan.other_event = scenario.other_event;
    for (const auto& word : scenario.services) {
        const auto* from = model::find(workspace.catalogue.services, word.text);
        if (from == nullptr) continue;
        Service to{.id = from->id.text,
                   .title = from->title,
                   .priority = from->priority,
                   .rto = from->rto,
                   .rpo = from->rpo,
                   .rpo_writes = from->rpo_writes,
                   .mtpd = from->mtpd,
                   .success_ppm = from->success_ppm,
                   .sustained = from->sustained,
                   .needs = needs_of(workspace.catalogue, *from)};
        read_enum(from->clock_start, to.clock_start);
        read_enum(from->clock_end, to.clock_end);
        plan.services.push_back(std::move(to));
    }
}

void fill_people(const model::Workspace& workspace, const model::Scenario& scenario, Plan& plan) {
    const auto& people = workspace.people;
    plan.commander = scenario.commander.text;
    if (const auto* role = model::find(people.roles, plan.commander);
        role != nullptr && !role->members.empty())
        plan.commander = role->members.front().text;
    for (const auto& word : scenario.evaluators) {
        const auto* role = model::find(people.roles, word.text);
        const auto members =
            role == nullptr ? std::vector<std::string>{word.text} : texts_of(role->members);
        plan.evaluators.insert(plan.evaluators.end(), members.begin(), members.end());
    }
    plan.players = texts_of(scenario.players);
    for (const auto& person : people.people) {
        Person to{.id = person.id.text,
                  .title = person.title,
                  .department = person.department.text,
                  .backup = person.backup.text};
        if (!person.public_key.empty()) to.key = person.public_key;
        plan.people.push_back(std::move(to));
    }
    for (const auto& role : people.roles)
        plan.roles.push_back(
            {.id = role.id.text, .members = texts_of(role.members), .quorum = role.quorum});
}

void fill_probes(const model::Workspace& workspace, const model::Scenario& scenario, Plan& plan) {
    for (const auto& from : scenario.probes) {
        Probe to{.id = from.id.text,
                 .connection = from.connection.text,
                 .host = from.from.text,
                 .service = from.service.text,
                 .every = from.every,
                 .deadline = deadline_of(workspace, from)};
        if (from.write_log)
            to.write_log =
                WriteLog{.connections = from.write_log->connections, .rate = from.write_log->rate};
        plan.probes.push_back(std::move(to));
    }
    for (const auto& stop : scenario.stop_conditions)
        plan.stop_conditions.push_back(compile(stop, scenario, workspace));
    plan.guards = {.max_hosts = scenario.guards.max_hosts,
                   .max_duration = scenario.guards.max_duration,
                   .auto_revert_after = scenario.guards.auto_revert_after};
}

void fill_backup(const model::Workspace& workspace, const model::Scenario& scenario, Plan& plan) {
    if (!scenario.backup) return;
    plan.backup = scenario.backup;
    plan.backup->profile = workspace.profile;
    for (const auto& word : scenario.services)
        if (const auto* service = model::find(workspace.catalogue.services, word.text))
            plan.backup->peak = service->peak;
}

void fill_prose(const model::Scenario& scenario, Plan& plan) {
    plan.scenario = scenario.id.text;
    plan.title = scenario.title;
    read_enum(scenario.form.text, plan.form);
    plan.purpose = scenario.purpose;
    plan.scope = scenario.scope;
    plan.assumptions = scenario.assumptions;
    plan.simulated_parts = scenario.simulated_parts;
    plan.success_criteria = scenario.success_criteria;
    plan.objectives = scenario.objectives;
    plan.announced = scenario.announced;
    plan.business = scenario.business;
    plan.continuity_plan = scenario.continuity_plan;
    plan.could_go_wrong = scenario.could_go_wrong;
    plan.rollback = scenario.rollback;
}

}  // namespace

void fill_header(const model::Workspace& workspace, const model::Scenario& scenario,
                 const CompileOptions& options, Plan& plan, Problems& problems) {
    plan.workspace = workspace.settings.workspace.text;
    plan.institution = workspace.settings.institution;
    read_enum(workspace.settings.environment, plan.environment);
    plan.timezone = workspace.settings.timezone;
    plan.languages = workspace.settings.language;
    read_enum(scenario.variant.text, plan.variant);
    if (options.variant) plan.variant = *options.variant;
    fill_prose(scenario, plan);
    fill_inputs(scenario, options, plan, problems);
    fill_scope(workspace, scenario, plan);
    fill_people(workspace, scenario, plan);
    fill_connections(workspace, plan, problems);
    fill_probes(workspace, scenario, plan);
    fill_backup(workspace, scenario, plan);
}

}  // namespace firedrill::plan
