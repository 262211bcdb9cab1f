// Findings that the figures of services and data give.
#include "core/base/assert.hpp"
#include "core/base/format.hpp"
#include "core/drill/assess_parts.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

using measure::Reason;
using measure::Verdict;

std::string name_of(Reason reason) {
    return boost::describe::enum_to_string(reason, "?");
}

std::string span(const std::optional<Interval>& interval) {
    return interval ? seconds_interval(*interval) : "-";
}

const ServiceFigures* figures_of(const Case& c, const std::string& service) {
    for (const auto& figures : c.assessment.services)
        if (figures.service == service) return &figures;
    return nullptr;
}

void time_of_service(const ServiceFigures& figures, Findings& out) {
    if (figures.rto_judgement.verdict != Verdict::not_met) return;
    if (figures.probe.empty() && !figures.rto.measured) return;  // a backup: its steps say why
    const Nanos target = figures.rto_target.value_or(Nanos{0});
    const std::string over = figures.rto.measured ? spoken(figures.rto.measured->lo - target) : "-";
    out.add(Severity::high, finding::rto_not_met,
            {figures.service, span(figures.rto.measured), spoken(target), over},
            figures.probe.empty() ? "service " + figures.service : "probe " + figures.probe);
}

void limits_of_service(const plan::Service& service, const ServiceFigures& figures, Findings& out) {
    if (!service.mtpd) return;
    if (service.rto && *service.rto >= *service.mtpd)
        out.add(Severity::medium, finding::rto_conflict,
                {service.id, spoken(*service.rto), spoken(*service.mtpd)}, "service " + service.id);
    if (figures.rto.measured && figures.rto.measured->lo > *service.mtpd)
        out.add(Severity::high, finding::mtpd_exceeded,
                {service.id, span(figures.rto.measured), spoken(*service.mtpd)},
                "probe " + figures.probe);
}

void loss_of_service(const Case& c, const ServiceFigures& figures, Findings& out) {
    if (figures.rpo_judgement.verdict != Verdict::not_met || figures.lost_lo == 0) return;
    const auto& writes = c.assessment.failover.writes;
    const std::string target =
        figures.rpo_target ? spoken(*figures.rpo_target) : thousands(*figures.rpo_writes_target);
    out.add(Severity::high, finding::rpo_not_met_async,
            {figures.service, thousands(figures.lost_lo), writes ? thousands(writes->acked) : "-",
             span(figures.rpo), target},
            "write log of probe " + figures.probe);
}

void gaps_of_service(const ServiceFigures& figures, Findings& out) {
    const auto tell = [&](const char* what, const measure::Judgement& judgement) {
        if (judgement.verdict == Verdict::not_measured)
            out.add(Severity::medium, finding::service_not_measured,
                    {figures.service, what, name_of(judgement.reason)},
                    "service " + figures.service);
    };
    tell("RTO", figures.rto_judgement);
    tell("RPO", figures.rpo_judgement);
}

void not_back(const Stage& stage, Findings& out) {
    for (const auto& [probe, seen] : stage.seen)
        if (seen.raw.happened && !seen.raw.recovered)
            out.add(Severity::high, finding::service_not_back, {seen.probe->service, probe},
                    "samples of probe " + probe);
}

/// The way back has no verdict of its own; what would have broken a target is told.
void failback_of(const Case& c, Findings& out) {
    for (const auto& service : c.in.drill.plan.services) {
        for (const auto& [id, seen] : c.failback.seen)
            if (seen.probe->service == service.id && service.rto && seen.rto &&
                seen.rto->lo > *service.rto)
                out.add(Severity::medium, finding::failback_rto_exceeded,
                        {service.id, span(seen.rto), spoken(*service.rto)}, "probe " + id);
    }
    const auto& writes = c.failback.figures.writes;
    if (writes && writes->lost > 0)
        out.add(Severity::high, finding::failback_writes_lost,
                {thousands(writes->lost), thousands(writes->acked)},
                "write log of probe " + c.failback.figures.probe);
}

void rows_of(const Stage& stage, Findings& out) {
    const auto& writes = stage.figures.writes;
    if (!writes) return;
    const std::string outage = name(stage.which);
    const std::string evidence = "write log of probe " + stage.figures.probe;
    const auto tell = [&](Severity severity, const FindingCode& code, std::int64_t count) {
        if (count > 0) out.add(severity, code, {outage, thousands(count)}, evidence);
    };
    tell(Severity::high, finding::changed_rows, writes->changed);
    tell(Severity::high, finding::unexpected_rows, writes->unexpected);
    tell(Severity::medium, finding::duplicated_rows, writes->duplicated);
    tell(Severity::medium, finding::phantom_rows, writes->phantom);
    tell(Severity::medium, finding::ack_with_warning_lost, writes->warned_lost);
    if (writes->split > 0)
        out.add(writes->split_lost > 0 ? Severity::high : Severity::medium, finding::split_writes,
                {outage, thousands(writes->split), thousands(writes->split_lost)}, evidence);
    if (writes->holes > 0)
        out.add(Severity::high, finding::holes,
                {outage, thousands(writes->holes), thousands(writes->lost)}, evidence);
}

void vanished_rows(const Case& c, Findings& out) {
    const plan::Probe* probe = c.failover.lead.probe;
    const std::int64_t count = probe == nullptr ? 0 : vanished(c.in, *probe);
    if (count > 0)
        out.add(Severity::high, finding::writes_vanished, {thousands(count)},
                "write log of probe " + probe->id);
}

void baseline(const Case& c, Findings& out) {
    const auto& all = c.assessment.baseline;
    const auto unexpected = [](const auto& difference) { return !difference.expected; };
    const auto first = std::find_if(all.begin(), all.end(), unexpected);
    if (first == all.end()) return;
    const auto count = std::count_if(all.begin(), all.end(), unexpected);
    out.add(Severity::high, finding::baseline_differs,
            {thousands(count), first->item, first->before, first->after},
            "comparison with baseline");
}

/// More than one lost probe in a thousand is not chance.
void neighbours(const Case& c, Findings& out) {
    for (const auto& neighbour : c.assessment.neighbours)
        if (neighbour.bad * 1'000 > neighbour.slots)
            out.add(Severity::medium, finding::neighbour_affected,
                    {neighbour.probe, thousands(neighbour.bad), thousands(neighbour.slots)},
                    "samples of probe " + neighbour.probe);
}

}  // namespace

void Findings::add(Severity severity, const FindingCode& code, std::vector<std::string> values,
                   std::string evidence) {
    Finding out{
        .severity = severity, .code = std::string(code.code), .evidence = std::move(evidence)};
    DRILL_ASSERT(values.size() <= code.values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        DRILL_ASSERT(!code.values[i].empty());
        out.values[std::string(code.values[i])] = std::move(values[i]);
    }
    found_.push_back(std::move(out));
}

std::vector<Finding> Findings::take() {
    std::vector<Finding> out;
    for (const auto severity : {Severity::high, Severity::medium, Severity::low})
        for (auto& one : found_)
            if (one.severity == severity) out.push_back(std::move(one));
    for (std::size_t i = 0; i < out.size(); ++i) out[i].id = fmt::format("F-{:02}", i + 1);
    found_.clear();
    return out;
}

void find_in_services(const Case& c, Findings& out) {
    for (const auto& service : c.in.drill.plan.services) {
        const ServiceFigures* figures = figures_of(c, service.id);
        if (figures == nullptr) continue;
        time_of_service(*figures, out);
        limits_of_service(service, *figures, out);
        loss_of_service(c, *figures, out);
        gaps_of_service(*figures, out);
    }
    find_in_views(c, out);
    not_back(c.failover, out);
    not_back(c.failback, out);
    failback_of(c, out);
}

void find_in_data(const Case& c, Findings& out) {
    rows_of(c.failover, out);
    rows_of(c.failback, out);
    vanished_rows(c, out);
    baseline(c, out);
    find_in_comparisons(c, out);
    neighbours(c, out);
}

}  // namespace firedrill::drill::assessing
