#include "core/agent/ledger.hpp"

#include "core/plan/by_hand.hpp"

namespace firedrill::agent {

namespace {

const plan::Step* step_of(const DrillView& drill, const std::string& step) {
    const auto found = drill.steps.find(step);
    return found == drill.steps.end() ? nullptr : found->second;
}

LeftItem item_of(const State& state, const DrillView& drill, const std::string& id,
                 const std::string& step, const std::string& kind) {
    const plan::Step* planned = step_of(drill, step);
    return {.drill = id,
            .step = step,
            .host = planned == nullptr ? state.host : planned->host,
            .kind = kind,
            .why = {},
            .ran_as = {},
            .by_hand = {},
            .by_itself = false};
}

LeftItem fault_of(const State& state, const DrillView& drill, const FaultArmed& fault,
                  std::string_view directory) {
    LeftItem item = item_of(state, drill, fault.drill, fault.step, fault.kind);
    item.by_itself = plan::reverts_by_itself(fault.kind);
    if (const auto tried = drill.lifted.find(fault.step); tried != drill.lifted.end())
        item.why = tried->second.why;
    if (const auto ran_as = fault.found.find("command"); ran_as != fault.found.end())
        item.ran_as = ran_as->second;
    if (const plan::Step* step = step_of(drill, fault.step))
        item.by_hand = plan::commands_to_mend(*drill.plan, *step, fault.found, directory);
    return item;
}

}  // namespace

Ledger ledger_of(const State& state, std::string_view directory) {
    Ledger out;
    for (const auto& [id, drill] : state.drills) {
        for (const auto& [step, fault] : drill.faults)
            out.faults.push_back(fault_of(state, drill, fault, directory));
        for (const auto& [step, fence] : drill.fences) {
            LeftItem item = item_of(state, drill, id, step, fence.kind);
            item.by_hand = plan::commands_to_release(fence.kind, fence.with);
            out.fences.push_back(std::move(item));
        }
    }
    return out;
}

}  // namespace firedrill::agent
