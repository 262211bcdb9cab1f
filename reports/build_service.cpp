#include "core/drill/ended_attempt.hpp"
#include "reports/build.hpp"
#include "reports/figure.hpp"
#include "reports/phrase.hpp"

#include <algorithm>

namespace firedrill::reports {
namespace {

using measure::Verdict;

Measured measured(const std::optional<Nanos>& target, const std::optional<Interval>& value,
                  const measure::Judgement& judgement) {
    return {.target = stated_figure(target),
            .measured = interval_figure(value),
            .margin = margin_figure(judgement.margin),
            .verdict = judgement.verdict,
            .reason = judgement.reason};
}

ClockRow clock_row(const drill::ClockFigure& clock, const drill::ServiceFigures& service) {
    return {.start = clock.start,
            .end = clock.end,
            .measured = clock.exercised ? interval_figure(clock.measured) : Figure{},
            .exercised = clock.exercised,
            .declared = clock.start == service.rto.start && clock.end == service.rto.end};
}

ViewRow view_row(const drill::VantageFigures& view, const drill::ServiceFigures& service) {
    return {.probe = clean(view.probe),
            .host = clean(view.host),
            .saw_outage = view.saw_outage,
            .outage = interval_figure(view.outage),
            .rto = measured(service.rto_target, view.rto, view.rto_judgement),
            .decides = view.probe == service.probe};
}

}  // namespace

ServiceRow service_row(const plan::Plan& plan, const drill::ServiceFigures& figures) {
    const auto found = std::ranges::find(plan.services, figures.service, &plan::Service::id);
    // A test of a backup knows how old its data are, not which writes would be lost.
    const bool judged = figures.rpo.has_value() && !plan.backup;
    ServiceRow out{
        .id = clean(figures.service),
        .title = found == plan.services.end() ? plain(clean(figures.service)) : clean(found->title),
        .start = figures.rto.start,
        .end = figures.rto.end,
        .end_fell_back = figures.end_fell_back,
        .rto = measured(figures.rto_target,
                        figures.rto.exercised ? figures.rto.measured : std::nullopt,
                        figures.rto_judgement),
        .rpo = measured(figures.rpo_target, figures.rpo, figures.rpo_judgement),
        .lost = judged ? count_figure(figures.lost_lo, figures.lost_hi) : Figure{.unit = "count"}};
    out.lost_target.unit = "count";
    if (const auto& allowed = figures.rpo_writes_target)
        out.lost_target = count_figure(*allowed, *allowed);
    for (const drill::ClockFigure& clock : figures.all_clocks)
        out.clocks.push_back(clock_row(clock, figures));
    for (const drill::VantageFigures& view : figures.vantage)
        out.views.push_back(view_row(view, figures));
    return out;
}

std::vector<StartRow> starts(const Material& in) {
    History history = in.circumstances.history;
    if (std::ranges::find(history, in.drill.id, &PastStart::drill) == history.end())
        history.push_back({.drill = in.drill.id,
                           .started = in.drill.started.value_or(Instant{}).wall,
                           .ending = in.drill.ending,
                           .overall = in.assessment.overall,
                           .services = in.assessment.services});
    std::ranges::sort(history, {}, &PastStart::started);
    std::vector<StartRow> out;
    for (const PastStart& start : history) {
        StartRow row{.drill = clean(start.drill),
                     .started = in.at(start.started),
                     .ending = start.ending,
                     .overall = start.overall,
                     .this_one = start.drill == in.drill.id};
        for (const drill::ServiceFigures& figures : start.services)
            row.services.push_back(service_row(in.drill.plan, figures));
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<HostRow> hosts(const Material& in) {
    std::vector<HostRow> out;
    for (const plan::Host& host : in.drill.plan.hosts) {
        HostRow row{.id = clean(host.id), .site = clean(host.site)};
        for (const std::string& role : host.roles)
            row.roles += (row.roles.empty() ? "" : ", ") + clean(role);
        for (const drill::Record& record : in.records)
            if (const auto* made = std::get_if<drill::ContactMade>(&record.event))
                if (made->host == host.id) row.version = clean(made->version);
        for (const drill::ClockQuality& clock : in.assessment.clocks) {
            if (clock.host != host.id) continue;
            row.exchanges = clock.exchanges;
            row.synchronised = clock.synchronised;
            if (clock.exchanges > 0) row.bound = bound_figure({-clock.bound, clock.bound});
        }
        out.push_back(std::move(row));
    }
    return out;
}

Evidence evidence(const Material& in) {
    Evidence out = in.circumstances.evidence;
    const auto add = [&out](const Artifact& artifact) {
        const bool known = std::ranges::find(out.artifacts, artifact) != out.artifacts.end();
        if (!known) out.artifacts.push_back(artifact);
    };
    for (const drill::Record& record : in.records)
        if (const auto ended = drill::ended_attempt(record.event))
            for (const Artifact& artifact : ended->report.artifacts) add(artifact);
    for (Artifact& artifact : out.artifacts) {
        artifact.name = clean(artifact.name);
        artifact.sha256 = clean(artifact.sha256);
    }
    return out;
}

std::vector<FindingRow> findings(const Material& in) {
    std::vector<FindingRow> out;
    for (const drill::Finding& finding : in.assessment.findings)
        out.push_back({.id = clean(finding.id),
                       .severity = finding.severity,
                       .code = clean(finding.code),
                       .text = finding_text(finding.code, finding.values),
                       .evidence = clean(finding.evidence)});
    return out;
}

}  // namespace firedrill::reports
