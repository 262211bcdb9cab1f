// What must be the case when a step is undone.
#include "tests/simulation/world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

bool is_fence(const plan::Step& step) {
    return std::holds_alternative<plan::Fence>(step.action);
}
bool is_leased(const plan::Step& step) {
    const auto* fault = std::get_if<plan::Fault>(&step.action);
    return fault != nullptr && plan::reverts_by_itself(fault->kind);
}

}  // namespace

void World::begin_undo(const plan::Step& step, Truth& truth) {
    ++truth.undoing;
    if (truth.running > 0) violate(promise::undo_after_end, step.id);
    if (promoted() && !truth.needs_rework && truth.first_begin != 0) {
        const bool after = truth.first_begin > promoted_at();
        if (!after || is_fence(step)) violate(promise::kept_after_point, step.id);
    }
}

void World::undo_intended(const AttemptKey& key, const drill::Drill& believed) {
    const plan::Step& step = plan_->steps[position(key.step)];
    check_undo_order(step, believed);
    check_one_undo(step, believed);
}

/// Begun before the orchestrator knew that the promotion was over: it stays as it is.
bool World::ran_beside_promotion(const plan::Step& step, const drill::Drill& believed) const {
    const std::int64_t began = believed.steps.at(step.id).began_seq;
    return std::any_of(plan_->steps.begin(), plan_->steps.end(), [&](const auto& point) {
        return point.point_of_no_return && began < believed.steps.at(point.id).ended_seq;
    });
}

/// Later steps are undone first, except where the machine cannot reach their host or gave up.
void World::check_undo_order(const plan::Step& step, const drill::Drill& believed) {
    const bool completes = believed.status == drill::DrillStatus::running;
    for (std::size_t i = position(step.id) + 1; i < plan_->steps.size(); ++i) {
        const plan::Step& later = plan_->steps[i];
        const Truth& truth = truth_.at(later.id);
        if (!truth.on || truth.escaped || later.undo.empty() || (completes && !is_leased(later)))
            continue;
        // what the drill had left behind when it ended stays as it is
        if (resumed_ && !truth.needs_rework && !is_leased(later)) continue;
        const bool past = drill::past_point_of_no_return(believed);
        if (past && (is_fence(later) || ran_beside_promotion(later, believed))) continue;
        const bool excused = believed.lost.contains(later.host) ||
                             believed.steps.at(later.id).undo == drill::UndoStatus::failed ||
                             believed.reverted.contains(later.id) ||
                             (truth.self_fenced && believed.reverted.empty());
        if (!excused) violate(promise::reverse, step.id + " before " + later.id);
    }
}

void World::check_one_undo(const plan::Step& step, const drill::Drill& believed) {
    for (const auto& other : plan_->steps) {
        if (other.id == step.id || truth_.at(other.id).undoing == 0) continue;
        if (!believed.lost.contains(other.host) &&
            believed.steps.at(other.id).under_way == Part::undo)
            violate(promise::one_undo, step.id + " while " + other.id);
    }
}

}  // namespace firedrill::simulation
