// What must be the case when a drill is over and everything had time to settle, and what its
// journal as a whole must look like.
#include "tests/simulation/world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Nanos abort_patience = 5s;
/// After as many tries the machine gives an undo up, and lists it.
constexpr auto undo_tries = 3;

bool holds(const std::vector<drill::Outstanding>& list, const std::string& step) {
    return std::any_of(list.begin(), list.end(), [&](const auto& it) { return it.step == step; });
}

template <class... T>
bool is(const drill::Event& event) {
    return (std::holds_alternative<T>(event) || ...);
}

}  // namespace

void World::check_end(const drill::Drill& drill) {
    for (const auto& step : plan_->steps) check_step_at_end(drill, step);
}

void World::check_step_at_end(const drill::Drill& drill, const plan::Step& step) {
    const Truth& truth = truth_.at(step.id);
    if (!truth.on) return;
    const auto* fault = std::get_if<plan::Fault>(&step.action);
    // What a person left out may begin late, and then its host alone knows of it.
    const bool at_host = truth.armed && left_out_by_hand_.contains(step.id);
    if (fault != nullptr && !at_host && !holds(drill::outstanding_faults(drill), step.id))
        violate(promise::listed, step.id);
    if (fault != nullptr && plan::reverts_by_itself(fault->kind) && !truth.stuck)
        violate(promise::lease_ends, step.id);
    const bool undone = drill.ending != drill::Ending::completed && !promoted() && !resumed_ &&
                        !drill::past_point_of_no_return(drill);
    const bool unheard_of =
        truth.self_fenced && (drill.reverted.empty() || holds(drill::fences_held(drill), step.id));
    const bool stays =
        drill.steps.at(step.id).undo == drill::UndoStatus::failed || unheard_of || truth.escaped;
    if (undone && !step.undo.empty() && !stays) violate(promise::undone, step.id);
}

void World::check_all_undos(const drill::Drill& drill) {
    for (const auto& [id, state] : drill.steps)
        if (state.undo == drill::UndoStatus::failed && undos_cut_off(id) < undo_tries)
            violate(promise::undo_succeeds, id);
}

/// Undos of the step that an agent's death ended.
std::ptrdiff_t World::undos_cut_off(const std::string& step) const {
    return std::count_if(received_.begin(), received_.end(), [&](const AttemptKey& key) {
        return key.step == step && key.part == Part::undo && !finished_.contains(key);
    });
}

/// After the stop nothing new begins but what ends probes; during a pause nothing at all does.
void World::check_records(const std::vector<drill::Record>& records) {
    bool stopped = false;
    bool paused = false;
    for (const auto& record : records) {
        const auto& event = record.event;
        if (is<drill::AbortRequested, drill::GuardBreached>(event)) stopped = true;
        if (is<drill::ResumedFrom>(event)) stopped = false;
        if (is<drill::PauseRequested>(event)) paused = true;
        if (is<drill::ContinueRequested, drill::ResumedFrom>(event)) paused = false;
        const auto* intent = std::get_if<drill::AttemptIntended>(&event);
        if (intent == nullptr || intent->key.part != Part::act ||
            plan_->steps[position(intent->key.step)].always)
            continue;
        if (paused) violate(promise::pause, to_text(intent->key));
        if (stopped) violate(promise::abort_obeyed, to_text(intent->key));
    }
}

void World::check_promptness() {
    if (longest_after_abort_ > abort_patience)
        violate(promise::quiet, "a step ran on for " + to_text(longest_after_abort_));
    if (idle_since_abort_ > abort_patience)
        violate(promise::quiet, "nothing was undone for " + to_text(idle_since_abort_));
}

}  // namespace firedrill::simulation
