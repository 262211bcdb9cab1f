// What follows from the state alone, after every record: steps whose `when` is false are skipped,
// steps that may not or cannot begin fail, a stop learns on which side of the point it is.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

namespace firedrill::drill::machine {

namespace {

std::string value_of(const StepState& state) {
    switch (state.status) {
        case StepStatus::succeeded: return state.option.empty() ? "succeeded" : state.option;
        case StepStatus::failed: return "failed";
        case StepStatus::unknown: return "unknown";
        case StepStatus::skipped: return "skipped";
        default: return "cancelled";
    }
}

/// Nothing while the step that is asked about is not over.
std::optional<bool> when_holds(const Drill& drill, std::size_t position) {
    const auto& when = drill.plan.steps[position].when;
    const auto& other = drill.index->nodes[position].when;
    if (!when || !other) return true;
    const StepState& state = drill.steps.nth(*other);
    if (!is_over(state.status)) return std::nullopt;
    return (value_of(state) == when->value) == when->equal;
}

/// Skips or fails a step that was about to begin. During a pause nothing fails that may still
/// begin.
void settle_ready(Place at) {
    const auto holds = when_holds(at.drill, at.position);
    if (!holds) return;
    if (!*holds) {
        come_to_end(at, StepStatus::skipped);
    } else if (at.state.to_skip) {
        skip(at);
    } else if (at.drill.pause) {
        return;
    } else if (const auto promotion = unheard_before(at.drill, at.position)) {
        ask_once_more(place(at.drill, *promotion));
    } else if (const plan::Step* fence = missing_fence(at.drill, at.position)) {
        fail(at, StepStatus::failed, say(Language::en, reasons::not_fenced, fence->id));
    } else if (is_given_up(at.drill, at.step.host) && !presumption_of(at.drill, at.position)) {
        fail(at, StepStatus::failed, say(Language::en, reasons::no_contact, at.step.host));
    }
}

/// A check whose host is out of contact does not keep the drill for ever.
void settle_check(Place at) {
    const bool waits = at.state.status == StepStatus::checking && !at.state.under_way;
    if (waits && is_given_up(at.drill, at.step.host))
        fail(at, StepStatus::unknown, say(Language::en, reasons::no_contact, at.step.host));
}

void settle_running(Drill& drill) {
    bool all_over = true;
    for (std::size_t i = first_open(drill); i < drill.steps.size(); ++i) {
        const bool next_phase = i > 0 && drill.plan.steps[i].phase != drill.plan.steps[i - 1].phase;
        if (next_phase && !all_over) return;
        const Place at = place(drill, i);
        const bool about_to_begin =
            at.state.status == StepStatus::pending || at.state.status == StepStatus::delayed;
        if (about_to_begin && needs_are_over(drill, i)) settle_ready(at);
        settle_check(at);
        if (drill.status != DrillStatus::running) return;
        all_over = all_over && is_over(at.state.status);
    }
}

void settle_stop(Drill& drill) {
    drill.status = past_point_of_no_return(drill) ? DrillStatus::stopping : DrillStatus::undoing;
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const Place at = place(drill, i);
        if (at.state.status == StepStatus::pending && drill.status == DrillStatus::undoing) {
            at.state.status = StepStatus::cancelled;  // `always` is for when nothing is undone
        }
        settle_check(at);
        if (!is_given_up(drill, at.step.host)) continue;
        const std::string why = say(Language::en, reasons::no_contact, at.step.host);
        if (at.state.status == StepStatus::pending) fail(at, StepStatus::failed, why);
        if (at.state.undo == UndoStatus::armed && !at.state.under_way && is_to_undo(drill, i)) {
            at.state.undo = UndoStatus::failed;
            at.state.why = why;
        }
    }
}

/// The drill has come to its end; a fault that cannot be reverted keeps nobody waiting.
void settle_last_faults(Drill& drill) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const Place at = place(drill, i);
        const bool open = at.state.undo == UndoStatus::armed && is_to_undo(drill, i);
        if (open && is_given_up(drill, at.step.host)) at.state.undo = UndoStatus::failed;
    }
}

}  // namespace

const plan::Step* missing_fence(const Drill& drill, std::size_t position) {
    if (!drill.plan.steps[position].point_of_no_return) return nullptr;
    for (const std::uint32_t fence : drill.index->fences) {
        if (fence >= position) break;
        const StepState& state = drill.steps.nth(fence);
        const bool left_out = state.status == StepStatus::skipped && state.said_by.empty();
        if (state.status != StepStatus::succeeded && !left_out) return &drill.plan.steps[fence];
    }
    return nullptr;
}

void settle(Drill& drill) {
    if (drill.status == DrillStatus::running) settle_running(drill);
    if (drill.status == DrillStatus::undoing || drill.status == DrillStatus::stopping)
        settle_stop(drill);
    if (drill.status == DrillStatus::running && first_open(drill) == drill.steps.size())
        settle_last_faults(drill);
}

}  // namespace firedrill::drill::machine
