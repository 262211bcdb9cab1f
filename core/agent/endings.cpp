// What the host reports back: an action ended, a fault is ready to act, a revert ended. What holds
// on the host is recorded before the attempt's end: cut off in between, it is listed once too often
// rather than forgotten.
#include "core/agent/machine.hpp"
#include "core/base/match.hpp"

namespace firedrill::agent::machine {

namespace {

Keep lifted(const AttemptKey& key, const std::string& fault, std::string why) {
    return {
        FaultLifted{.drill = key.drill, .step = fault, .why = std::move(why), .verified = true}};
}

void note_effect(const AttemptKey& key, const plan::Action& action, Outcome outcome,
                 const DrillView& drill, Directives& out) {
    const bool done = outcome == Outcome::succeeded;
    if (const auto* fence = std::get_if<plan::Fence>(&action); fence && outcome != Outcome::failed)
        out.push_back(Keep{FenceSet{
            .drill = key.drill, .step = key.step, .kind = fence->kind, .with = fence->with}});
    if (const auto* release = std::get_if<plan::Release>(&action); release && done)
        out.push_back(Keep{FenceLifted{.drill = key.drill, .step = release->fence}});
    if (const auto* revert = std::get_if<plan::Revert>(&action);
        revert && done && drill.faults.contains(revert->fault))
        out.push_back(lifted(key, revert->fault, "undone"));
    if (std::holds_alternative<plan::Fault>(action) && outcome == Outcome::failed &&
        drill.faults.contains(key.step))
        out.push_back(lifted(key, key.step, "not injected"));
}

/// What nobody asked for: kept, and told to whoever listens.
void tell_lifted(const FaultLifted& lifted, Directives& out) {
    out.push_back(Keep{lifted});
    out.push_back(Reply{wire::FaultReverted{.drill = lifted.drill,
                                            .step = lifted.step,
                                            .why = lifted.why,
                                            .verified = lifted.verified,
                                            .fence = lifted.fence,
                                            .attempt = lifted.attempt}});
}

int attempt_of(const DrillView& drill, const std::string& step) {
    const auto fault = drill.faults.find(step);
    return fault == drill.faults.end() ? 0 : fault->second.attempt;
}

/// The attempt that is injecting the fault of this step right now, or nothing.
const AttemptKey* injecting(const DrillView& drill, const std::string& step) {
    for (const auto& [key, attempt] : drill.attempts)
        if (key.step == step && key.part == Part::act && attempt.running()) return &key;
    return nullptr;
}

/// It was mended while it was being injected: what came about after that must go as well.
bool was_mended_too_early(const DrillView& drill, const AttemptKey& key, Outcome outcome) {
    return key.part == Part::act && outcome != Outcome::failed &&
           drill.reverting.contains(key.step) && drill.faults.contains(key.step);
}

/// The running attempt that an input is about, or nothing if it is not (any more) ours.
const DrillView* running(const State& state, const AttemptKey& key) {
    const auto drill = state.drills.find(key.drill);
    if (drill == state.drills.end()) return nullptr;
    const auto attempt = drill->second.attempts.find(key);
    const bool runs = attempt != drill->second.attempts.end() && attempt->second.running();
    return runs ? &drill->second : nullptr;
}

}  // namespace

Directives action_ended(const State& state, const ActionEnded& input) {
    const DrillView* drill = running(state, input.key);
    const plan::Step* step = find_step(state, input.key);
    if (drill == nullptr || step == nullptr) return {};
    Directives out;
    const Outcome outcome = input.report.outcome;
    for (const auto& action : actions_of(*step, input.key.part))
        note_effect(input.key, action, outcome, *drill, out);
    const bool resolves = input.key.part == Part::act && outcome == Outcome::succeeded &&
                          step->resolves && drill->faults.contains(*step->resolves) &&
                          !std::holds_alternative<plan::Revert>(step->action);
    if (resolves) out.push_back(lifted(input.key, *step->resolves, "resolved by " + step->id));
    out.push_back(Keep{AttemptFinished{.key = input.key, .report = input.report}});
    out.push_back(Reply{wire::Ended{.key = input.key, .report = input.report}});
    if (was_mended_too_early(*drill, input.key, outcome))
        revert(*drill, input.key.step, drill->reverting.at(input.key.step).why, out);
    mend_after_lifter(*drill, input.key, outcome, out);
    return out;
}

Directives fault_prepared(const State& state, const FaultPrepared& input) {
    const DrillView* drill = running(state, input.key);
    const plan::Step* step = find_step(state, input.key);
    const auto* fault = step == nullptr ? nullptr : std::get_if<plan::Fault>(&step->action);
    if (drill == nullptr || fault == nullptr) return {};
    return {Keep{FaultArmed{.drill = input.key.drill,
                            .step = step->id,
                            .kind = fault->kind,
                            .with = fault->with,
                            .found = input.found,
                            .lease = fault->lease,
                            .attempt = input.key.attempt}},
            Proceed{input.key}};
}

Directives revert_ended(const State& state, const RevertEnded& input) {
    const auto drill = state.drills.find(input.drill);
    if (drill == state.drills.end() || !drill->second.reverting.contains(input.step)) return {};
    // what still injects the fault may break it after this: it is mended again when that has ended
    if (const AttemptKey* attempt = injecting(drill->second, input.step);
        attempt != nullptr && input.verified)
        return {Kill{*attempt}};
    Directives out;
    const plan::Step* fence = input.verified ? fence_before(drill->second, input.step) : nullptr;
    if (fence != nullptr) {
        const auto& action = std::get<plan::Fence>(fence->action);
        out.push_back(Keep{FenceSet{
            .drill = input.drill, .step = fence->id, .kind = action.kind, .with = action.with}});
    }
    const FaultLifted lifted{.drill = input.drill,
                             .step = input.step,
                             .why = input.why,
                             .verified = input.verified,
                             .by_itself = true,
                             .fence = fence == nullptr ? std::string{} : fence->id,
                             .attempt = attempt_of(drill->second, input.step)};
    tell_lifted(lifted, out);
    return out;
}

Directives fault_seen_gone(const State& state, const FaultSeenGone& input) {
    const auto drill = state.drills.find(input.drill);
    if (drill == state.drills.end() || !drill->second.faults.contains(input.step)) return {};
    Directives out;
    tell_lifted({.drill = input.drill,
                 .step = input.step,
                 .why = input.why,
                 .verified = true,
                 .by_itself = true,
                 .fence = {},
                 .attempt = attempt_of(drill->second, input.step)},
                out);
    return out;
}

}  // namespace firedrill::agent::machine
