// A fence that a fault's own end sets and an order lifts at the same time would be left as whoever
// came last left it, and listed as whoever ended last told it. So they come one after the other.
#include "core/agent/machine.hpp"

namespace firedrill::agent::machine {

namespace {

bool lifts(const plan::Step& step, Part part, const std::string& fence) {
    for (const auto& action : actions_of(step, part))
        if (const auto* release = std::get_if<plan::Release>(&action))
            if (release->fence == fence) return true;
    return false;
}

const plan::Step* planned(const DrillView& drill, const std::string& step) {
    const auto found = drill.steps.find(step);
    return found == drill.steps.end() ? nullptr : found->second;
}

}  // namespace

std::vector<AttemptKey> lifters(const DrillView& drill, const std::string& fence) {
    std::vector<AttemptKey> out;
    for (const auto& [key, attempt] : drill.attempts) {
        const plan::Step* step = attempt.running() ? planned(drill, key.step) : nullptr;
        if (step != nullptr && lifts(*step, key.part, fence)) out.push_back(key);
    }
    return out;
}

Result<void> may_lift(const DrillView& drill, const plan::Step& step, Part part) {
    for (const auto& [fault, mending] : drill.reverting) {
        if (mending.phase == SelfMending::Phase::failed) continue;
        const plan::Step* fence = fence_before(drill, fault);
        if (fence != nullptr && lifts(step, part, fence->id))
            return fail(Errc::refused,
                        "fault " + fault + " is being ended behind the fence of step " + fence->id);
    }
    return {};
}

void mend_after_lifter(const DrillView& drill, const AttemptKey& ended, Outcome outcome,
                       Directives& out) {
    const plan::Step* step = planned(drill, ended.step);
    for (const auto& [fault, mending] : drill.reverting) {
        const plan::Step* fence = fence_before(drill, fault);
        if (mending.phase != SelfMending::Phase::waits || step == nullptr || fence == nullptr)
            continue;
        if (!lifts(*step, ended.part, fence->id) || lifters(drill, fence->id).size() > 1) continue;
        const bool lifted = outcome == Outcome::succeeded;
        mend(drill, fault, lifted ? nullptr : fence, mending.why, out);
    }
}

}  // namespace firedrill::agent::machine
