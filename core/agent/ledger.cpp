#include "core/agent/ledger.hpp"

#include "core/plan/by_hand.hpp"
#include "core/plan/partition.hpp"

#include <algorithm>

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

/// What the agent told when it set the fence.
plan::Parameters told_of(const DrillView& drill, const FenceSet& fence) {
    plan::Parameters out;
    for (const auto& [key, attempt] : drill.attempts)
        if (key.step == fence.step && key.part == Part::act && attempt.report)
            out = attempt.report->facts;
    out["table"] = plan::fence_table(fence.drill, fence.kind, fence.with);
    return out;
}

LeftItem fence_of(const State& state, const DrillView& drill, const FenceSet& fence) {
    LeftItem item = item_of(state, drill, fence.drill, fence.step, fence.kind);
    item.by_hand = plan::commands_to_release(fence.kind, fence.with, told_of(drill, fence));
    return item;
}

}  // namespace

bool may_be_fenced(const DrillView& drill, const std::string& step) {
    if (drill.released.contains(step)) return false;
    return std::any_of(drill.attempts.begin(), drill.attempts.end(), [&](const auto& entry) {
        const auto& [key, attempt] = entry;
        return key.step == step && key.part == Part::act && attempt.interrupted;
    });
}

Ledger ledger_of(const State& state, std::string_view directory) {
    Ledger out;
    for (const auto& [id, drill] : state.drills) {
        for (const auto& [step, fault] : drill.faults)
            out.faults.push_back(fault_of(state, drill, fault, directory));
        for (const auto& [step, fence] : drill.fences)
            out.fences.push_back(fence_of(state, drill, fence));
        for (const auto& [step, planned] : drill.steps) {
            const auto* fence = std::get_if<plan::Fence>(&planned->action);
            const std::string name(step);
            if (fence == nullptr || drill.fences.contains(name) || !may_be_fenced(drill, name))
                continue;
            LeftItem item =
                fence_of(state, drill,
                         {.drill = id, .step = name, .kind = fence->kind, .with = fence->with});
            item.why = "cut off while it was set: it may hold";
            out.fences.push_back(std::move(item));
        }
    }
    return out;
}

}  // namespace firedrill::agent
