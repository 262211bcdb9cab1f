#include "core/drill/plan_index.hpp"

#include <map>
#include <string_view>
#include <variant>

namespace firedrill::drill {

bool is_for_person(const plan::Step& step) {
    return std::holds_alternative<plan::Approve>(step.action) ||
           std::holds_alternative<plan::Manual>(step.action) ||
           std::holds_alternative<plan::Decide>(step.action);
}

PlanIndex make_index(const plan::Plan& plan) {
    PlanIndex index;
    std::map<std::string_view, std::uint32_t> positions;
    for (std::uint32_t i = 0; i < plan.steps.size(); ++i) {
        const plan::Step& step = plan.steps[i];
        const auto* fault = std::get_if<plan::Fault>(&step.action);
        PlanIndex::Node node{
            .person = is_for_person(step),
            .leased_fault = fault != nullptr && plan::reverts_by_itself(fault->kind),
            .fence = std::holds_alternative<plan::Fence>(step.action)};
        // validate() saw to it that references point backwards; others are not there to wait for
        for (const auto& need : step.needs)
            if (const auto found = positions.find(need); found != positions.end())
                node.needs.push_back(found->second);
        if (step.when)
            if (const auto found = positions.find(step.when->step); found != positions.end())
                node.when = found->second;
        // a promotion waits for every fence before it, whatever the plan's `needs` say
        if (step.point_of_no_return)
            node.needs.insert(node.needs.end(), index.fences.begin(), index.fences.end());
        if (node.fence) index.fences.push_back(i);
        if (step.point_of_no_return) index.points.push_back(i);
        index.nodes.push_back(std::move(node));
        positions.emplace(step.id, i);
    }
    return index;
}

}  // namespace firedrill::drill
