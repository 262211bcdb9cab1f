#include "core/plan/holdings.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace firedrill::plan {

namespace {

using Names = std::vector<std::string>;

std::optional<std::string> first_shared(const Names& a, const Names& b) {
    Names shared;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    return shared.empty() ? std::nullopt : std::optional(shared.front());
}

}  // namespace

Names needs_of(const model::Catalogue& catalogue, const model::Service& root) {
    std::set<std::string> found;
    std::vector<const model::Service*> open{&root};
    while (!open.empty()) {
        const model::Service* service = open.back();
        open.pop_back();
        for (const auto& need : service->needs) {
            const auto* next = model::find(catalogue.services, need.text);
            if (next != nullptr && found.insert(need.text).second) open.push_back(next);
        }
    }
    found.erase(root.id.text);  // a circle is the lint's complaint
    return {found.begin(), found.end()};
}

Names services_held(const Plan& plan) {
    std::set<std::string> held;
    for (const Service& service : plan.services) {
        held.insert(service.id);
        held.insert(service.needs.begin(), service.needs.end());
    }
    return {held.begin(), held.end()};
}

Names services_held(const model::Workspace& workspace, const model::Scenario& scenario) {
    std::set<std::string> held;
    for (const auto& word : scenario.services) {
        const auto* service = model::find(workspace.catalogue.services, word.text);
        if (service == nullptr) continue;
        held.insert(service->id.text);
        const Names needs = needs_of(workspace.catalogue, *service);
        held.insert(needs.begin(), needs.end());
    }
    return {held.begin(), held.end()};
}

Names hosts_changed(const Plan& plan) {
    std::set<std::string> changed;
    for (const Step& step : plan.steps)
        if (step.performer == Performer::agent && changes_something(step.action))
            changed.insert(step.host);
    return {changed.begin(), changed.end()};
}

std::optional<std::string> shared_service(const Plan& a, const Plan& b) {
    return first_shared(services_held(a), services_held(b));
}

std::optional<std::string> shared_host(const Plan& a, const Plan& b) {
    return first_shared(hosts_changed(a), hosts_changed(b));
}

}  // namespace firedrill::plan
