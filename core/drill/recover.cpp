// A record that was completed from what the agents keep: attempts that the journal had lost, and
// what is to become of a drill of which nobody remembers what people said.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

#include <algorithm>

namespace firedrill::drill::machine {

namespace {

/// What was to be undone stays as it is: the agents had been told that the drill is over.
void leave_as_it_is(Drill& drill) {
    for (auto& [id, state] : drill.steps) {
        if (state.undo == UndoStatus::armed) state.undo = UndoStatus::released;
        if (state.status == StepStatus::pending) state.status = StepStatus::cancelled;
    }
}

/// Whoever agreed may have taken it back in what was lost: while a point of no return lies ahead,
/// it is asked again.
void forget_approvals(Drill& drill) {
    const auto& points = drill.index->points;
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        StepState& state = drill.steps.nth(i);
        const bool ahead = std::any_of(points.begin(), points.end(), [&](std::uint32_t point) {
            const StepState& promotion = drill.steps.nth(point);
            return point > i && !is_over(promotion.status) && !promotion.under_way;
        });
        const bool approval = std::holds_alternative<plan::Approve>(drill.plan.steps[i].action);
        if (ahead && approval && state.status == StepStatus::succeeded) make_pending(state);
        if (ahead && !is_over(state.status)) state.cleared = false;
    }
}

}  // namespace

void found(Place at, const AttemptFound& event, std::int64_t seq) {
    StepState& state = at.state;
    const Part part = event.key.part;
    const bool open = state.under_way == part && attempt_of(state, part) == event.key.attempt;
    if (!open && event.key.attempt <= attempt_of(state, part)) return;
    if (!open) {
        // the one before is over: an agent begins no two attempts of a step at once
        if (state.under_way)
            ended(at,
                  {.outcome = Outcome::unknown, .reason = say(Language::en, reasons::lost_track)});
        intended(at, event.key, seq);
    }
    if (event.report) return ended(at, *event.report);
    state.ask = true;
    state.ask_since = at.drill.time;
    if (part == Part::act) state.status = StepStatus::orphaned;
}

void recovered(Drill& drill, const RecordRecovered& event) {
    restart(drill, event.epoch);
    const bool lost = event.store_lost || (drill.recovery && drill.recovery->store_lost);
    drill.recovery = Recovery{
        .by = event.by, .store_lost = lost, .unreached = event.unreached, .over = event.over};
    if (!event.started.empty()) drill.start_name = event.started;
    if (event.goes_on && drill.status == DrillStatus::running) return forget_approvals(drill);
    if (drill.status == DrillStatus::ended) {
        if (event.over) return;
        drill.status = DrillStatus::running;  // what was found on an agent may need to be undone
    }
    const auto& why = event.over ? reasons::recovered_over : reasons::recovered;
    begin_stop(drill, {.ending = Ending::aborted, .why = say(Language::en, why, event.by.person)});
    if (event.over) leave_as_it_is(drill);
}

}  // namespace firedrill::drill::machine
