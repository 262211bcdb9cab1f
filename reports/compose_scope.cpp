#include "core/base/time.hpp"
#include "core/plan/stop_condition.hpp"
#include "reports/compose.hpp"
#include "reports/figure.hpp"
#include "reports/texts.hpp"
#include "reports/word_texts.hpp"

#include <algorithm>
#include <map>

namespace firedrill::reports {
namespace {

Text listed(const std::vector<Text>& items) {
    return or_dash(joined(items));
}

Text names(const Report& report, const std::vector<std::string>& ids) {
    std::vector<Text> out;
    for (const std::string& id : ids) {
        const auto person = std::ranges::find(report.plan.people, id, &plan::Person::id);
        const bool titled = person != report.plan.people.end() && !person->title.empty();
        out.push_back(titled ? phrase(texts::in_brackets, person->title, id) : plain(id));
    }
    return listed(out);
}

Text business(const std::string& kind) {
    if (kind == "none") return text_of(texts::business_none);
    if (kind == "synthetic") return text_of(texts::business_synthetic);
    if (kind == "real") return text_of(texts::business_real);
    return plain(kind);
}

Row service_targets(const plan::Service& service) {
    const Text lost =
        service.rpo_writes ? phrase(texts::writes_count, thousands(*service.rpo_writes)) : Text{};
    Text rpo = or_dash(stated_figure(service.rpo));
    if (!lost.empty()) rpo = service.rpo ? joined({rpo, lost}) : lost;
    return {.cells = {{.text = service.title, .id = service.id},
                      cell(plain(thousands(service.priority))),
                      cell(stated_figure(service.rto)),
                      brief(phrase(texts::clock_arrow, word_text(service.clock_start),
                                   word_text(service.clock_end))),
                      cell(rpo),
                      cell(stated_figure(service.mtpd))}};
}

Table services_table(const Report& report) {
    Table out{.columns = {{text_of(texts::service), 24},
                          {text_of(texts::priority), 9, true},
                          {plain("RTO"), 11, true},
                          {text_of(texts::clock), 28},
                          {plain("RPO"), 14, true},
                          {text_of(texts::mtpd), 14, true}}};
    for (const plan::Service& service : report.plan.services)
        out.rows.push_back(service_targets(service));
    return out;
}

bool took_part(const Report& report, const std::string& person) {
    return std::ranges::any_of(report.approvals, [&](const ApprovalRow& row) {
        return row.by.person == person && row.by.proof != drill::Proof::waived;
    });
}

Table people_table(const Report& report) {
    Table out{.columns = {{text_of(texts::person), 28},
                          {text_of(texts::department), 18},
                          {text_of(texts::roles), 26},
                          {text_of(texts::backup), 16},
                          {text_of(texts::acted), 12}}};
    for (const plan::Person& person : report.plan.people) {
        std::vector<Text> roles;
        for (const plan::Role& role : report.plan.roles)
            if (std::ranges::count(role.members, person.id) > 0) roles.push_back(plain(role.id));
        const Message& acted = took_part(report, person.id) ? texts::yes : texts::no;
        out.rows.push_back(
            {.cells = {
                 {.text = person.title.empty() ? plain(person.id) : person.title, .id = person.id},
                 cell(person.department),
                 cell(listed(roles)),
                 cell(person.backup),
                 cell(acted)}});
    }
    return out;
}

Table risk_table(const Report& report) {
    Table out{.columns = {{text_of(texts::id), 10},
                          {text_of(texts::risk), 36},
                          {text_of(texts::category), 24},
                          {text_of(texts::likelihood), 10, true},
                          {text_of(texts::impact), 10, true},
                          {text_of(texts::score), 10, true}}};
    for (const plan::Risk& risk : report.plan.risks)
        out.rows.push_back(
            {.cells = {cell(risk.id), cell(risk.title),
                       cell(plain(risk.category + " / " + risk.kind)),
                       cell(plain(thousands(risk.likelihood))), cell(plain(thousands(risk.impact))),
                       cell(plain(thousands(risk.likelihood * risk.impact)))}});
    return out;
}

Text stop_conditions(const plan::Plan& plan) {
    std::vector<Text> out;
    for (const plan::StopCondition& stop : plan.stop_conditions)
        out.push_back(plan::in_words(stop));
    return out.empty() ? text_of(texts::none) : joined(out);
}

Text phases(const plan::Plan& plan) {
    Text out;
    for (const plan::Phase phase : plan.phases)
        out = out + (out.empty() ? Text{} : plain(" \u2192 ")) + word_text(phase);
    return or_dash(out);
}

Table preflight_table(const Report& report) {
    Table out{.columns = {{text_of(texts::phase), 12},
                          {text_of(texts::step), 46},
                          {text_of(texts::on), 14},
                          {text_of(texts::took), 12, true},
                          {text_of(texts::result), 16}}};
    for (const StepRow& step : report.course.steps)
        if (step.phase == plan::Phase::prepare || step.phase == plan::Phase::baseline)
            out.rows.push_back({.cells = {cell(word_text(step.phase)),
                                          {.text = step.title, .id = step.id},
                                          cell(step.on),
                                          cell(step.took),
                                          cell(word_text(step.status))}});
    return out;
}

Row probe_row(const plan::Probe& probe) {
    Cell writes = cell(plain("\u2014"));
    if (probe.write_log)
        writes = cell(phrase(texts::connections_rate, probe.write_log->connections,
                             thousands(probe.write_log->rate.period().count() / 1'000'000)));
    return {.cells = {cell(probe.id),
                      probe.service.empty() ? cell(texts::neighbour) : cell(probe.service),
                      cell(probe.connection), cell(probe.host), cell(plain(to_text(probe.every))),
                      cell(plain(to_text(probe.deadline))), std::move(writes)}};
}

Table probe_table(const Report& report) {
    Table out{.columns = {{text_of(texts::probe), 12},
                          {text_of(texts::service), 20},
                          {text_of(texts::connection), 15},
                          {text_of(texts::vantage), 12},
                          {text_of(texts::every), 9, true},
                          {text_of(texts::deadline), 10, true},
                          {text_of(texts::write_log), 22, true}}};
    for (const plan::Probe& probe : report.plan.probes) out.rows.push_back(probe_row(probe));
    return out;
}

}  // namespace

Section purpose_section(const Report& report) {
    const plan::Plan& plan = report.plan;
    std::vector<Text> objectives;
    for (const std::string& objective : plan.objectives)
        objectives.push_back(objective_word(objective));
    Writer out("1", texts::purpose, true);
    out.pairs({pair(texts::purpose_term, cell(or_dash(plan.purpose))),
               pair(texts::scope_term, cell(or_dash(plan.scope))),
               pair(texts::scenario_term, mono(plan.scenario)),
               pair(texts::objectives, cell(listed(objectives))),
               pair(texts::criteria, cell(listed(plan.success_criteria))),
               pair(texts::plan_document, cell(plan.continuity_plan)),
               pair(texts::business, cell(business(plan.business)))});
    out.table_caption("1.1", text_of(texts::services_scope)).table(services_table(report));
    return out.take();
}

Section participants_section(const Report& report) {
    const plan::Plan& plan = report.plan;
    Writer out("2", texts::participants);
    const std::vector<std::string> commander =
        plan.commander.empty() ? std::vector<std::string>{} : std::vector{plan.commander};
    out.pairs({pair(texts::started_by, cell(names(report, {report.started_by.person}))),
               pair(texts::commander, cell(names(report, commander))),
               pair(texts::evaluators, cell(names(report, plan.evaluators))),
               pair(texts::players, cell(names(report, plan.players)))});
    if (plan.people.empty()) return out.text(text_of(texts::no_people)).take();
    out.table_caption("2.1", text_of(texts::people)).table(people_table(report));
    return out.take();
}

Section scenario_section(const Report& report) {
    const plan::Plan& plan = report.plan;
    Writer out("3", texts::scenario);
    if (!plan.risks.empty())
        out.table_caption("3.1", text_of(texts::risks)).table(risk_table(report));
    std::vector<Row> rows;
    if (plan.other_event) rows.push_back(pair(texts::other_event, cell(*plan.other_event)));
    rows.push_back(
        pair(texts::form, cell(joined({word_text(plan.form), word_text(plan.variant)}))));
    rows.push_back(pair(texts::phases, cell(phases(plan))));
    rows.push_back(pair(texts::assumptions, cell(listed(plan.assumptions))));
    rows.push_back(pair(texts::simulated,
                        strong(plan.simulated_parts.empty() ? text_of(texts::none)
                                                            : joined(plan.simulated_parts))));
    rows.push_back(pair(texts::could_go_wrong, cell(or_dash(plan.could_go_wrong))));
    rows.push_back(pair(texts::rollback, cell(or_dash(plan.rollback))));
    rows.push_back(pair(texts::stop_conditions, cell(stop_conditions(plan))));
    rows.push_back(pair(texts::guards, cell(phrase(texts::guards_value, plan.guards.max_hosts,
                                                   to_text(plan.guards.max_duration),
                                                   to_text(plan.guards.auto_revert_after)))));
    return out.pairs(std::move(rows)).take();
}

Section preparation_section(const Report& report) {
    Writer out("4", texts::preparation);
    Table checks = preflight_table(report);
    if (checks.rows.empty())
        out.text(text_of(texts::no_preparation));
    else
        out.table_caption("4.1", text_of(texts::preflight)).table(std::move(checks));
    if (!report.plan.probes.empty())
        out.table_caption("4.2", text_of(texts::probes)).table(probe_table(report));
    return out.take();
}

}  // namespace firedrill::reports
