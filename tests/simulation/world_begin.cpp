// What must be the case when an attempt begins.
#include "tests/simulation/world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

bool is_fence(const plan::Step& step) {
    return std::holds_alternative<plan::Fence>(step.action);
}
bool is_person(const plan::Step& step) {
    return step.performer == plan::Performer::person;
}

}  // namespace

void World::begin(const AttemptKey& key, std::int64_t epoch, std::int64_t highest_epoch) {
    note("begin", key);
    tell(Happening::What::began, key);
    if (!intended_.contains(key)) violate(promise::intent_first, to_text(key));
    if (epoch < highest_epoch)
        violate(promise::epochs, fmt::format("{} at epoch {}", to_text(key), epoch));
    if (++begun_[key] > 1) violate(promise::key_once, to_text(key));
    const plan::Step& step = plan_->steps[position(key.step)];
    Truth& truth = truth_[key.step];
    under_way(+1);
    if (key.part == Part::act) begin_act(step, truth);
    if (key.part == Part::undo) begin_undo(step, truth);
}

void World::begin_act(const plan::Step& step, Truth& truth) {
    if (truth.running > 0) violate(promise::no_overlap, step.id);
    ++truth.running;
    if (truth.first_begin == 0) truth.first_begin = order_;
    check_needs(step);
    check_promotion(step);
    if (step.critical && !agreed_.contains(step.id))
        violate(promise::approval, step.id + " is critical");
}

/// What people decided leaves this step out.
bool World::left_out(const plan::Step& step) const {
    if (!step.when) return false;
    const auto chosen = chosen_.find(step.when->step);
    if (chosen == chosen_.end()) return true;
    return (chosen->second == step.when->value) != step.when->equal;
}

bool World::agreed(const plan::Step& step) const {
    if (refused_.contains(step.id)) return false;
    if (std::holds_alternative<plan::Decide>(step.action)) return chosen_.contains(step.id);
    const auto found = agreed_.find(step.id);
    const int people = found == agreed_.end() ? 0 : static_cast<int>(found->second.size());
    const auto* approve = std::get_if<plan::Approve>(&step.action);
    return people >= (approve == nullptr ? 1 : approve->quorum);
}

void World::check_needs(const plan::Step& step) {
    if (left_out(step)) violate(promise::left_out, step.id);
    for (const auto& other : plan_->steps) {
        if (other.id == step.id) break;
        const bool needed =
            std::find(step.needs.begin(), step.needs.end(), other.id) != step.needs.end();
        if (needed || other.phase < step.phase) check_need(step, other);
    }
}

void World::check_need(const plan::Step& step, const plan::Step& need) {
    // a drill that went on from a later phase leaves earlier steps behind; `always` ends probes
    if (resumed_ || step.always || left_out(need)) return;
    const Truth& truth = truth_.at(need.id);
    // Neither `continue` nor a person who skips it waits for an attempt that was given up: a copy
    // of its order, or a disk that held up its receipt, may begin it late.
    const bool by_hand = left_out_by_hand_.contains(need.id);
    if (truth.running > 0 && need.on_failure != plan::OnFailure::carry_on && !by_hand)
        violate(promise::needs, step.id + " while " + need.id + " runs");
    if (by_hand) return check_behind(step, need);
    if (need.on_failure == plan::OnFailure::carry_on) return;
    if (is_person(need) && !agreed(need))
        violate(promise::approval, step.id + " before " + need.id);
    if (need.performer == plan::Performer::agent && !truth.on && !truth.ended)
        violate(promise::needs, step.id + " before " + need.id);
}

/// A step that a person left out hands its own needs on.
void World::check_behind(const plan::Step& step, const plan::Step& left_out) {
    for (const auto& id : left_out.needs) check_need(step, plan_->steps[position(id)]);
}

void World::check_promotion(const plan::Step& step) {
    if (!step.point_of_no_return) return;
    for (const auto& fence : plan_->steps) {
        if (fence.id == step.id) return;
        if (is_fence(fence) && !left_out(fence) && !truth_.at(fence.id).on)
            violate(promise::fenced, step.id);
    }
}

}  // namespace firedrill::simulation
