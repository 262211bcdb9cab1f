// How a drill begins to stop, and how it goes on afterwards.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

namespace firedrill::drill::machine {

namespace {

void stop_step(Place at) {
    StepState& state = at.state;
    switch (state.status) {
        case StepStatus::pending:
        case StepStatus::waiting:
            if (!at.step.always) state.status = StepStatus::cancelled;
            return;
        case StepStatus::delayed:
        case StepStatus::held:
            return come_to_end(at,
                               state.may_have_happened ? StepStatus::unknown : StepStatus::failed);
        case StepStatus::checking:
            if (at.step.point_of_no_return || state.under_way) return;
            return come_to_end(at, StepStatus::unknown);
        default: return;
    }
}

/// A probe that the stop has ended is started again before the drill goes on.
bool starts_stopped_probe(Place at) {
    const bool stopped = at.state.undo == UndoStatus::done || at.state.undo == UndoStatus::failed ||
                         at.state.undo == UndoStatus::released;
    return std::holds_alternative<plan::StartProbe>(at.step.action) && stopped &&
           at.state.status == StepStatus::succeeded;
}

}  // namespace

void make_pending(StepState& state) {
    state.status = StepStatus::pending;
    state.ended.reset();
    state.began_seq = 0;
    state.failures = state.check_failures = state.undo_failures = state.never_seen = 0;
    state.answers.clear();
    state.option.clear();
    state.why.clear();
    state.cleared = state.to_skip = state.told = false;
    state.said_by.clear();
}

void begin_stop(Drill& drill, Stop stop) {
    if (drill.status != DrillStatus::running) return;
    drill.status = DrillStatus::undoing;  // settle() knows whether the point has been passed
    drill.ending = stop.ending;
    drill.why = std::move(stop.why);
    drill.undo_after_point = stop.undo_after_point;
    drill.pause.reset();
    for (std::size_t i = 0; i < drill.steps.size(); ++i) stop_step(place(drill, i));
}

void resume_from(Drill& drill, plan::Phase phase) {
    if (drill.status != DrillStatus::ended) return;
    drill.status = DrillStatus::running;
    drill.ending.reset();
    drill.why.clear();
    drill.undo_after_point = false;
    drill.resumed = drill.time;
    drill.guards.clear();  // their probes begin anew
    drill.machine_time_resumed = drill.machine_time;
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const Place at = place(drill, i);
        const StepStatus status = at.state.status;
        const bool later = at.step.phase >= phase;
        if (starts_stopped_probe(at) || (later && at.step.always) ||
            (later && status != StepStatus::succeeded && status != StepStatus::skipped)) {
            make_pending(at.state);
        } else if (status == StepStatus::cancelled) {
            at.state.status = StepStatus::skipped;
            at.state.why = say(Language::en, reasons::went_on);
        }
    }
}

}  // namespace firedrill::drill::machine
