// A service that is watched from several places: the worst view speaks for it, every view is shown,
// and where two of them cannot both be right that is a finding. Nothing is averaged.
#include "core/base/format.hpp"
#include "core/drill/assess_parts.hpp"

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

std::vector<const plan::Probe*> probes_of(const plan::Plan& plan, const std::string& service) {
    std::vector<const plan::Probe*> out;
    for (const auto& probe : plan.probes)
        if (probe.service == service) out.push_back(&probe);
    return out;
}

const Seen* seen_by(const Stage& stage, const std::string& probe) {
    const auto found = stage.seen.find(probe);
    return found == stage.seen.end() || !found->second.samples ? nullptr : &found->second;
}

VantageFigures vantage_of(const Stage& stage, const plan::Probe& probe,
                          const ServiceFigures& figures) {
    VantageFigures out{.probe = probe.id,
                       .host = probe.host,
                       .rto = figures.rto.measured,
                       .rto_judgement = figures.rto_judgement};
    if (const Seen* seen = seen_by(stage, probe.id)) {
        out.saw_outage = seen->raw.happened;
        out.outage = seen->raw.client;
    }
    return out;
}

/// One that saw no outage says nothing of a recovery; of two verdicts alike the longer time.
bool is_worse(const VantageFigures& one, const VantageFigures& other) {
    if (one.saw_outage != other.saw_outage) return one.saw_outage;
    const auto mine = one.rto_judgement.verdict, theirs = other.rto_judgement.verdict;
    if (mine != theirs) return measure::worse(mine, theirs) == mine;
    const auto length = [](const VantageFigures& view) {
        return view.rto ? view.rto->hi : Nanos{0};
    };
    return length(one) > length(other);
}

ServiceFigures figures_of(const Context& in, const Stage& stage, const plan::Service& service) {
    const auto probes = probes_of(in.drill.plan, service.id);
    if (probes.size() < 2)
        return service_figures(in, stage, service, probes.empty() ? nullptr : probes.front());
    std::vector<ServiceFigures> each;
    std::vector<VantageFigures> views;
    for (const plan::Probe* probe : probes) {
        each.push_back(service_figures(in, stage, service, probe));
        views.push_back(vantage_of(stage, *probe, each.back()));
    }
    const auto worst = std::min_element(views.begin(), views.end(), is_worse);
    ServiceFigures out = std::move(each[static_cast<std::size_t>(worst - views.begin())]);
    out.vantage = std::move(views);
    return out;
}

/// Neither can be right if the other one is.
bool meet(const Interval& one, const Interval& other) {
    return one.lo <= other.hi && other.lo <= one.hi;
}

void compare(const Case& c, const std::string& service, const Seen& one, const Seen& other,
             Findings& out) {
    if (!one.synchronised || !other.synchronised) return;
    const std::string evidence = "samples of probes " + one.probe->id + " and " + other.probe->id;
    if (one.raw.happened != other.raw.happened) {
        const Seen& saw = one.raw.happened ? one : other;
        const Seen& did_not = one.raw.happened ? other : one;
        return out.add(Severity::medium, finding::outage_seen_by_some,
                       {service, saw.probe->id, did_not.probe->id}, evidence);
    }
    const auto& fault = c.failover.fault.at;
    if (!fault || !one.serving || !other.serving || meet(*one.serving, *other.serving)) return;
    out.add(Severity::medium, finding::recovery_seen_apart,
            {service, one.probe->id, seconds_interval(*one.serving - *fault), other.probe->id,
             seconds_interval(*other.serving - *fault)},
            evidence);
}

}  // namespace

std::vector<ServiceFigures> assess_services(const Context& in, const Stage& failover) {
    std::vector<ServiceFigures> out;
    for (const auto& service : in.drill.plan.services)
        out.push_back(figures_of(in, failover, service));
    return out;
}

void find_in_views(const Case& c, Findings& out) {
    for (const auto& service : c.in.drill.plan.services) {
        const auto probes = probes_of(c.in.drill.plan, service.id);
        for (std::size_t i = 1; i < probes.size(); ++i) {
            const Seen* first = seen_by(c.failover, probes.front()->id);
            const Seen* other = seen_by(c.failover, probes[i]->id);
            if (first != nullptr && other != nullptr) compare(c, service.id, *first, *other, out);
        }
    }
}

}  // namespace firedrill::drill::assessing
