#include "core/plan/compile.hpp"
#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/references.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

namespace firedrill::load {

namespace {

using model::both;

constexpr int interval_share = 50;  // I <= 2 % of the RTO keeps a verdict sharp

bool has_steps(const model::Scenario& scenario, std::string_view phase) {
    for (const auto& item : scenario.phases)
        if (item.phase.text == phase && !item.steps.empty()) return true;
    return false;
}

void references(const model::Workspace& all, const model::Scenario& scenario, Report& report) {
    must_know(scenario.risks, {lint_texts::risk, "risks.yaml", model::ids(all.risks)}, report);
    must_know(scenario.services,
              {lint_texts::service, "catalogue.yaml", model::ids(all.catalogue.services)}, report);
    Target person{lint_texts::person_or_role, "people.yaml", model::ids(all.people.people)};
    for (const auto& role : all.people.roles) person.known.push_back(role.id.text);
    must_know(scenario.commander, person, report);
    must_know(scenario.evaluators, person, report);
    Target anybody{lint_texts::anybody, "people.yaml", person.known};
    for (const auto& item : all.people.departments) anybody.known.push_back(item.id.text);
    must_know(scenario.players, anybody, report);
    std::vector<std::string> in_scope;
    for (const auto& word : scenario.services) in_scope.push_back(word.text);
    for (const auto& item : scenario.probes) {
        must_know(item.connection,
                  {lint_texts::connection, "inventory.yaml", model::ids(all.inventory.connections)},
                  report);
        const auto* connection = model::find(all.inventory.connections, item.connection.text);
        const std::string kind = connection == nullptr ? "" : connection->kind;
        const bool takes_writes = kind == "postgresql" || kind == "mariadb" || kind == "redis" ||
                                  (kind == "http" && !connection->writes.empty());
        if (item.write_log && connection != nullptr && !takes_writes)
            report.error(item.connection.place, both(lint_texts::takes_no_writes, kind),
                         {.remedy = both(lint_texts::takes_no_writes_remedy)});
        must_know(item.from, {lint_texts::host, "inventory.yaml", model::ids(all.inventory.hosts)},
                  report);
        must_know(item.service, {lint_texts::service, "`services`", in_scope}, report);
    }
}

void form(const model::Scenario& scenario, Report& report) {
    if (scenario.form.text == "live_switchover")
        for (const char* phase : {"failback", "reinstate"})
            if (!has_steps(scenario, phase))
                report.error(scenario.form.place, both(lint_texts::no_failback, phase),
                             {.remedy = both(lint_texts::no_failback_remedy, phase)});
    plan::Variant variant{};
    if (!boost::describe::enum_from_string(scenario.variant.text.c_str(), variant)) return;
    std::vector<std::string> allowed;
    for (const auto phase : plan::phases_of(variant))
        allowed.emplace_back(boost::describe::enum_to_string(phase, "?"));
    for (const auto& item : scenario.phases)
        if (std::find(allowed.begin(), allowed.end(), item.phase.text) == allowed.end())
            report.error(item.phase.place,
                         both(lint_texts::foreign_phase, scenario.variant.text, item.phase.text),
                         {.where = model::plain(model::listed(allowed)),
                          .remedy = both(lint_texts::foreign_phase_remedy)});
    if (variant != plan::Variant::unplanned) return;
    std::vector<std::string> empty;
    for (const char* phase : {"detect", "declare", "failover", "failback"})
        if (!has_steps(scenario, phase)) empty.emplace_back(phase);
    if (!empty.empty())
        report.add(model::Severity::notice, scenario.id.place,
                   both(lint_texts::partial_drill, model::listed(empty)),
                   {.remedy = both(lint_texts::partial_drill_remedy)});
}

void assessment(const model::Scenario& scenario, Report& report) {
    const auto place = scenario.id.place;
    if (scenario.risks.empty() && !scenario.other_event)
        report.error(place, both(lint_texts::no_risk),
                     {.remedy = both(lint_texts::no_risk_remedy)});
    if (scenario.could_go_wrong.empty() || scenario.rollback.empty())
        report.warning(place, both(lint_texts::no_drill_risk),
                       {.remedy = both(lint_texts::no_drill_risk_remedy)});
    if (scenario.commander.empty())
        report.warning(place, both(lint_texts::no_commander),
                       {.remedy = both(lint_texts::no_commander_remedy)});
    for (const auto& evaluator : scenario.evaluators) {
        bool acts = evaluator.text == scenario.commander.text;
        for (const auto& player : scenario.players) acts = acts || player.text == evaluator.text;
        if (acts)
            report.error(evaluator.place, both(lint_texts::evaluator_acts, evaluator.text),
                         {.remedy = both(lint_texts::evaluator_acts_remedy)});
    }
}

void services(const model::Workspace& all, const model::Scenario& scenario, Report& report) {
    for (const auto& word : scenario.services) {
        const auto* service = model::find(all.catalogue.services, word.text);
        if (service == nullptr) continue;
        if (!service->rto)
            report.error(word.place, both(lint_texts::no_rto, word.text),
                         {.remedy = both(lint_texts::no_rto_remedy)});
        bool watched = false;
        for (const auto& probe : scenario.probes) {
            if (probe.service.text != word.text) continue;
            watched = true;
            if (probe.deadline && service->latency && *probe.deadline > *service->latency)
                report.warning(probe.deadline_place,
                               both(lint_texts::late_is_good, to_text(*probe.deadline),
                                    to_text(*service->latency), word.text),
                               {.remedy = both(lint_texts::late_is_good_remedy)});
            if (!service->rto || probe.every * interval_share <= *service->rto) continue;
            report.warning(probe.every_place,
                           both(lint_texts::coarse_probe, to_text(probe.every),
                                to_text(*service->rto), word.text),
                           {.remedy = both(lint_texts::coarse_probe_remedy,
                                           to_text(*service->rto / interval_share))});
        }
        if (!watched)
            report.warning(word.place, both(lint_texts::unwatched_service, word.text),
                           {.remedy = both(lint_texts::unwatched_service_remedy, word.text)});
    }
}

/// The mark on which a declared clock depends; nothing if it is bound without a step.
std::optional<plan::Mark> start_mark(plan::ClockStart start) {
    switch (start) {
        case plan::ClockStart::disruption: return plan::Mark::disrupted;
        case plan::ClockStart::detection: return plan::Mark::detected;
        case plan::ClockStart::declaration: return plan::Mark::declared;
        case plan::ClockStart::switch_start: return {};
    }
    return {};
}

void clocks(const plan::Plan& plan, const model::Scenario& scenario, Report& report) {
    const auto& unbound = plan.unbound_marks;
    const auto is_unbound = [&](plan::Mark mark) {
        return std::find(unbound.begin(), unbound.end(), mark) != unbound.end();
    };
    std::vector<std::string> rest;
    for (const auto mark : unbound) rest.emplace_back(boost::describe::enum_to_string(mark, "?"));
    const auto warn = [&](plan::Mark mark, const std::string& service) {
        const std::string name = boost::describe::enum_to_string(mark, "?");
        report.warning(
            scenario.id.place,
            {say(Language::en, lint_texts::unmarked_clock, lint_texts::the_rto.en, service, name),
             say(Language::zh, lint_texts::unmarked_clock, lint_texts::the_rto.zh, service, name)},
            {.remedy = both(lint_texts::unmarked_clock_remedy, name)});
    };
    for (const auto& service : plan.services) {
        if (const auto start = start_mark(service.clock_start); start && is_unbound(*start))
            warn(*start, service.id);
        if (service.clock_end == plan::ClockEnd::business_verified &&
            is_unbound(plan::Mark::business_verified))
            warn(plan::Mark::business_verified, service.id);
    }
    if (!rest.empty())
        report.add(model::Severity::notice, scenario.id.place,
                   both(lint_texts::unbound_marks, model::listed(rest)),
                   {.remedy = both(lint_texts::unbound_marks_remedy)});
}

bool mentions_variants(const model::Scenario& scenario) {
    for (const auto& phase : scenario.phases)
        for (const auto& step : phase.steps)
            if (!step.variants.empty()) return true;
    return false;
}

}  // namespace

void lint_scenario(const model::Workspace& workspace, const model::Scenario& scenario,
                   Report& report) {
    references(workspace, scenario, report);
    form(scenario, report);
    assessment(scenario, report);
    services(workspace, scenario, report);
    lint_stop_conditions(workspace, scenario, report);
}

void lint_steps(const model::Workspace& workspace, const model::Scenario& scenario,
                Report& report) {
    const bool flawless = report.errors() == 0;
    auto compiled = plan::compile(workspace, scenario.id.text, {.sample_inputs = true});
    // A plan made from a broken header is invalid as a whole; its place was named already.
    if (!flawless)
        std::erase_if(compiled.complaints, [](const auto& item) { return item.line == 0; });
    report.add(compiled.complaints);
    if (compiled.plan && !compiled.plan->backup) clocks(*compiled.plan, scenario, report);
    if (!mentions_variants(scenario)) return;
    const bool planned = scenario.variant.text == "planned";
    report.add(
        plan::compile(workspace, scenario.id.text,
                      {.variant = planned ? plan::Variant::unplanned : plan::Variant::planned,
                       .sample_inputs = true})
            .complaints);
}

}  // namespace firedrill::load
