// A drill that stops: what runs is cancelled; before the point of no return what was done is
// undone, last step first, one at a time; after it fences stay and only `always` steps run.
//
// A host that is out of contact does not hold up the others: its steps are passed over, taken up
// when it comes back, and given up after contact_patience.
#include "core/drill/machine.hpp"

namespace firedrill::drill::machine {

namespace {

void cancel_running(const Drill& drill, std::vector<Command>& out) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const StepState& state = drill.steps.nth(i);
        const plan::Step& step = drill.plan.steps[i];
        if (state.under_way == Part::act && !step.always && !is_lost(drill, step.host))
            out.push_back(Cancel{under_way_key(drill, i)});
    }
}

/// Whether the point of no return was passed is worth knowing even now.
void check_points(const Drill& drill, std::vector<Command>& out) {
    for (const std::uint32_t i : drill.index->points) {
        const StepState& state = drill.steps.nth(i);
        const bool wanted = state.status == StepStatus::checking && !state.under_way;
        if (wanted && !is_lost(drill, drill.plan.steps[i].host))
            out.push_back(execute(drill, i, Part::check));
    }
}

/// Whether any `always` step is still to run or running.
bool run_always(const Drill& drill, std::vector<Command>& out) {
    bool left = false;
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const StepState& state = drill.steps.nth(i);
        if (!drill.plan.steps[i].always || is_over(state.status)) continue;
        left = true;
        const bool begins = state.status == StepStatus::pending && !state.under_way &&
                            needs_are_over(drill, i) && !is_lost(drill, drill.plan.steps[i].host);
        if (begins) out.push_back(execute(drill, i, Part::act));
    }
    return left;
}

bool is_anything_open(const Drill& drill) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const StepState& state = drill.steps.nth(i);
        if (state.under_way || state.status == StepStatus::checking) return true;
    }
    return false;
}

bool is_reachable_busy(const Drill& drill) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const StepState& state = drill.steps.nth(i);
        const bool busy = state.under_way || state.status == StepStatus::checking;
        if (busy && !is_lost(drill, drill.plan.steps[i].host)) return true;
    }
    return false;
}

}  // namespace

bool decide_undo(const Drill& drill, std::vector<Command>& out) {
    bool left = false;
    bool chosen = is_reachable_busy(drill);
    for (std::size_t i = drill.steps.size(); i-- > 0;) {
        const StepState& state = drill.steps.nth(i);
        if (!is_to_undo(drill, i)) continue;
        left = true;
        if (chosen || state.under_way || is_lost(drill, drill.plan.steps[i].host)) continue;
        chosen = true;
        const bool pausing = state.undo_failures > 0 && state.due > drill.time;
        if (!pausing) out.push_back(execute(drill, i, Part::undo));
    }
    return left;
}

void decide_stop(const Drill& drill, std::vector<Command>& out) {
    cancel_running(drill, out);
    check_points(drill, out);
    if (decide_undo(drill, out)) return;
    if (drill.status == DrillStatus::stopping && run_always(drill, out)) return;
    if (!is_anything_open(drill))
        out.push_back(End{.ending = drill.ending.value_or(Ending::aborted), .why = drill.why});
}

}  // namespace firedrill::drill::machine
