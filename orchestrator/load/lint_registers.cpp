#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/references.hpp"

#include <fmt/format.h>

#include <set>

namespace firedrill::load {

namespace {

using model::both;

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

void unique_ids(const model::Workspace& all, Report& report) {
    must_be_unique(all.catalogue.businesses, lint_texts::business, report);
    must_be_unique(all.catalogue.services, lint_texts::service, report);
    must_be_unique(all.catalogue.resources, lint_texts::service_or_resource, report);
    must_be_unique(all.catalogue.suppliers, lint_texts::supplier, report);
    must_be_unique(all.risks, lint_texts::risk, report);
    must_be_unique(all.people.departments, lint_texts::department, report);
    must_be_unique(all.people.people, lint_texts::person, report);
    must_be_unique(all.inventory.sites, lint_texts::site, report);
    must_be_unique(all.inventory.hosts, lint_texts::host, report);
    must_be_unique(all.scenarios, lint_texts::scenario, report);
    for (const auto& scenario : all.scenarios)
        must_be_unique(scenario.probes, lint_texts::probe, report);
}

void catalogue_references(const model::Workspace& all, Report& report) {
    const auto& catalogue = all.catalogue;
    const auto services = model::ids(catalogue.services);
    const Target service{lint_texts::service, "catalogue.yaml", services};
    const Target need{lint_texts::service_or_resource, "catalogue.yaml",
                      joined(services, model::ids(catalogue.resources))};
    const Target owner{
        lint_texts::anybody, "people.yaml",
        joined(joined(model::ids(all.people.departments), model::ids(all.people.people)),
               model::ids(all.people.roles))};
    for (const auto& business : catalogue.businesses) {
        must_know(business.needs, service, report);
        must_know(business.owner, owner, report);
    }
    for (const auto& item : catalogue.services) {
        must_know(item.needs, need, report);
        must_know(item.owner, owner, report);
    }
    for (const auto& resource : catalogue.resources) {
        must_know(resource.host,
                  {lint_texts::host, "inventory.yaml", model::ids(all.inventory.hosts)}, report);
        must_know(resource.site,
                  {lint_texts::site, "inventory.yaml", model::ids(all.inventory.sites)}, report);
    }
    for (const auto& supplier : catalogue.suppliers)
        must_know(supplier.alternate,
                  {lint_texts::supplier, "catalogue.yaml", model::ids(catalogue.suppliers)},
                  report);
    for (const auto& risk : all.risks) {
        must_know(risk.services, service, report);
        must_know(risk.owner, owner, report);
    }
}

void people_references(const model::Workspace& all, Report& report) {
    const Target department{lint_texts::department, "people.yaml",
                            model::ids(all.people.departments)};
    const Target person{lint_texts::person, "people.yaml", model::ids(all.people.people)};
    for (const auto& item : all.people.people) {
        must_know(item.department, department, report);
        must_know(item.backup, person, report);
        if (item.department.empty())
            report.warning(item.id.place, both(lint_texts::no_department, item.id.text),
                           {.remedy = both(lint_texts::no_department_remedy)});
        if (!item.id.empty() && item.backup.text == item.id.text)
            report.error(item.backup.place, both(lint_texts::own_backup, item.id.text),
                         {.remedy = both(lint_texts::own_backup_remedy)});
    }
    for (const auto& role : all.people.roles) {
        must_know(role.members, person, report);
        if (static_cast<std::size_t>(role.quorum) > role.members.size())
            report.error(role.quorum_place,
                         both(lint_texts::quorum_too_large, role.quorum, role.members.size()),
                         {.remedy = both(lint_texts::quorum_too_large_remedy)});
    }
    for (const auto& host : all.inventory.hosts)
        must_know(host.site, {lint_texts::site, "inventory.yaml", model::ids(all.inventory.sites)},
                  report);
}

/// Depth first, without recursion over hostile input: a catalogue is at most as deep as it is long.
class Cycles {
public:
    Cycles(const model::Workspace& all, Report& report) : all_(all), report_(report) {}
    void find() {
        for (const auto& service : all_.catalogue.services) visit(service);
    }

private:
    void visit(const model::Service& service) {
        constexpr std::size_t path_max = 1000;
        if (done_.contains(service.id.text) || path_.size() > path_max) return;
        path_.push_back(service.id.text);
        for (const auto& need : service.needs) {
            const auto at = std::find(path_.begin(), path_.end(), need.text);
            if (at != path_.end()) {
                const std::vector<std::string> circle(at, path_.end());
                report_.error(need.place,
                              both(lint_texts::cycle,
                                   fmt::format("{} -> {}", fmt::join(circle, " -> "), need.text)),
                              {.remedy = both(lint_texts::cycle_remedy)});
            } else if (const auto* next = model::find(all_.catalogue.services, need.text)) {
                visit(*next);
            }
        }
        path_.pop_back();
        done_.insert(service.id.text);
    }
    const model::Workspace& all_;
    Report& report_;
    std::vector<std::string> path_;
    std::set<std::string> done_;
};

void targets(const model::Workspace& all, Report& report) {
    for (const auto& service : all.catalogue.services) {
        if (service.rto && service.mtpd && *service.rto > *service.mtpd)
            report.warning(
                service.rto_place,
                both(lint_texts::rto_above_mtpd, to_text(*service.rto), to_text(*service.mtpd)),
                {.remedy = both(lint_texts::rto_above_mtpd_remedy)});
        for (const auto& need : service.needs) {
            const auto* below = model::find(all.catalogue.services, need.text);
            if (below == nullptr) continue;
            if (below->rto && service.rto && *below->rto > *service.rto)
                report.warning(below->rto_place,
                               both(lint_texts::longer_rto, below->id.text, to_text(*below->rto),
                                    service.id.text, to_text(*service.rto)),
                               {.remedy = both(lint_texts::longer_rto_remedy)});
            if (below->priority > service.priority && service.priority > 0)
                report.warning(below->id.place,
                               both(lint_texts::later_priority, below->id.text, below->priority,
                                    service.id.text, service.priority),
                               {.remedy = both(lint_texts::later_priority_remedy)});
        }
    }
    for (const auto& risk : all.risks) {
        const int inherent = risk.likelihood * risk.impact;
        const int residual = risk.residual_likelihood * risk.residual_impact;
        if (residual > inherent)
            report.error(risk.residual_place, both(lint_texts::residual_above, residual, inherent),
                         {.remedy = both(lint_texts::residual_above_remedy)});
    }
}

}  // namespace

void lint_registers(const model::Workspace& workspace, Report& report) {
    unique_ids(workspace, report);
    catalogue_references(workspace, report);
    people_references(workspace, report);
    Cycles(workspace, report).find();
    targets(workspace, report);
}

}  // namespace firedrill::load
