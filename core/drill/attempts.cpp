// What the beginning and the end of an attempt mean for its step: three-valued outcomes, checks,
// retries, undo. docs/adr/0009-three-valued-outcomes.md gives the reasons.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

namespace firedrill::drill::machine {

namespace {

bool goes_on(const Drill& drill) {
    return drill.status == DrillStatus::running;
}

void wait_for_retry(Place at, std::string why) {
    ++at.state.failures;
    at.state.status = StepStatus::delayed;
    at.state.due = at.drill.time + at.step.retry_delay;
    at.state.why = std::move(why);
}

void fail_or_retry(Place at, std::string why) {
    if (goes_on(at.drill) && at.state.failures < at.step.retries)
        wait_for_retry(at, std::move(why));
    else
        fail(at, StepStatus::failed, std::move(why));
}

/// Nobody can say what became of the attempt, and no check can.
void repeat_or_give_up(Place at, std::string why) {
    const int repeats = std::max(at.step.retries, repeats_min);
    if (goes_on(at.drill) && at.step.idempotent && at.state.failures < repeats)
        wait_for_retry(at, std::move(why));
    else
        fail(at, StepStatus::unknown, std::move(why));
}

/// While the drill stops only the point of no return is worth a look: everything else is undone
/// the same way whatever the answer.
void check_or_give_up(Place at, std::string why) {
    at.state.may_have_happened = true;
    if (at.step.check && (goes_on(at.drill) || at.step.point_of_no_return)) {
        at.state.status = StepStatus::checking;
        at.state.why = std::move(why);
    } else {
        repeat_or_give_up(at, std::move(why));
    }
}

/// A reported failure means that it is known not to have happened. At the point of no return that
/// is not believed without a check: a promotion that gave up waiting may still come about, so that
/// it is neither repeated nor undone.
void act_failed(Place at, const std::string& why) {
    if (!at.step.point_of_no_return) return fail_or_retry(at, why);
    if (at.step.check) return check_or_give_up(at, why);
    at.state.may_have_happened = true;
    if (at.step.idempotent) return fail_or_retry(at, why);
    fail(at, StepStatus::failed, why);
}

void disarm_if_untouched(StepState& state) {
    if (!state.touched && state.undo == UndoStatus::armed) state.undo = UndoStatus::none;
}

/// What became of a promotion that had been given up. The drill has gone past it: whatever the
/// answer, it is not repeated, and stops nothing.
void heard_at_last(Place at, const AttemptReport& report) {
    at.state.unheard = false;
    at.state.report = report;
    if (report.outcome == Outcome::succeeded && !report.refused) return succeed(at);
    come_to_end(at, report.outcome == Outcome::unknown ? StepStatus::unknown : StepStatus::failed);
    at.state.why = report.reason;
}

void act_ended(Place at, const AttemptReport& report) {
    if (at.state.unheard) return heard_at_last(at, report);
    at.state.report = report;
    at.state.status = StepStatus::running;
    if (report.refused) {
        disarm_if_untouched(at.state);
        return fail_or_retry(at, report.reason);
    }
    at.state.touched = true;
    switch (report.outcome) {
        case Outcome::succeeded: return succeed(at);
        case Outcome::failed: return act_failed(at, report.reason);
        case Outcome::unknown: return check_or_give_up(at, report.reason);
    }
}

void check_undecided(Place at) {
    const bool again = goes_on(at.drill) || at.step.point_of_no_return;
    if (++at.state.check_failures >= check_tries || !again) repeat_or_give_up(at, at.state.why);
}

void check_ended(Place at, const AttemptReport& report) {
    if (!report.refused) at.state.unheard = false;  // it closed the attempts before it
    if (report.refused || report.outcome == Outcome::unknown) return check_undecided(at);
    if (report.outcome == Outcome::succeeded) return succeed(at);
    at.state.may_have_happened = false;
    fail_or_retry(at, at.state.why);
}

void undo_ended(Place at, const AttemptReport& report) {
    if (report.outcome == Outcome::succeeded) {
        at.state.undo = at.state.undo_again ? UndoStatus::armed : UndoStatus::done;
        at.state.undo_again = false;
        return;
    }
    const bool again = ++at.state.undo_failures < undo_tries;
    at.state.undo = again ? UndoStatus::armed : UndoStatus::failed;
    at.state.due = at.drill.time + undo_pause;
    if (!again) at.state.why = report.reason;
}

void release_undo(Drill& drill, const std::string& step, UndoStatus to) {
    if (!drill.steps.contains(step)) return;
    StepState& state = drill.steps.at(step);
    const bool open = state.undo == UndoStatus::armed || state.undo == UndoStatus::failed;
    if (open) state.undo = to;
}

/// The step that started a probe has nothing to undo once another one has stopped the probe.
void probe_stopped(Drill& drill, const std::string& probe) {
    for (const auto& step : drill.plan.steps) {
        const auto* start = std::get_if<plan::StartProbe>(&step.action);
        if (start != nullptr && start->probe == probe)
            release_undo(drill, step.id, UndoStatus::done);
    }
}

void end_attempt(StepState& state) {
    state.under_way.reset();
    state.ask = false;
}

}  // namespace

void intended(Place at, const AttemptKey& key, std::int64_t seq) {
    StepState& state = at.state;
    if (key.part == Part::act) {
        state.attempt = key.attempt;
        state.status = StepStatus::running;
        if (state.began_seq == 0) state.began_seq = seq;
        if (!state.began) state.began = at.drill.now;
        if (!at.step.undo.empty()) state.undo = UndoStatus::armed;
        at.state.unheard = false;  // its order closes the attempts before it
        at.drill.reverted.erase(at.step.id);
    } else if (key.part == Part::check) {
        state.check_attempt = key.attempt;
    } else {
        state.undo_attempt = key.attempt;
        state.undo = UndoStatus::running;
    }
    state.under_way = key.part;
    state.ask = false;
    state.since = at.drill.time;
}

void ended(Place at, const AttemptReport& report) {
    const Part part = *at.state.under_way;
    end_attempt(at.state);
    switch (part) {
        case Part::act: return act_ended(at, report);
        case Part::check: return check_ended(at, report);
        case Part::undo: return undo_ended(at, report);
    }
}

void never_seen(Place at) {
    const Part part = *at.state.under_way;
    end_attempt(at.state);
    const bool too_often = ++at.state.never_seen > never_seen_max;
    if (part == Part::check) return check_undecided(at);
    if (part == Part::undo) {
        at.state.undo = too_often ? UndoStatus::failed : UndoStatus::armed;
        return;
    }
    const std::string why = say(Language::en, reasons::never_arrived);
    if (at.state.unheard) return heard_at_last(at, {.outcome = Outcome::failed, .reason = why});
    disarm_if_untouched(at.state);
    const bool goes = goes_on(at.drill);
    if (goes && !too_often)
        at.state.status = StepStatus::pending;
    else if (goes || at.state.touched)
        fail(at, StepStatus::failed, why);
    else
        at.state.status = StepStatus::cancelled;
}

void come_to_end(Place at, StepStatus status) {
    at.state.status = status;
    at.state.ended = at.drill.now;
    at.state.ended_seq = at.drill.last_seq;
}

void succeed(Place at) {
    come_to_end(at, StepStatus::succeeded);
    at.state.may_have_happened = true;
    at.state.why.clear();
    if (at.step.resolves) release_undo(at.drill, *at.step.resolves, UndoStatus::released);
    if (const auto* release = std::get_if<plan::Release>(&at.step.action))
        release_undo(at.drill, release->fence, UndoStatus::released);
    if (const auto* stop = std::get_if<plan::StopProbe>(&at.step.action))
        probe_stopped(at.drill, stop->probe);
}

void fail(Place at, StepStatus status, std::string why) {
    if (is_to_hold(at)) return hold(at, std::move(why));
    come_to_end(at, status);
    at.state.why = std::move(why);
    if (at.step.on_failure == plan::OnFailure::carry_on) return;
    const auto& message =
        status == StepStatus::unknown ? reasons::step_unknown : reasons::step_failed;
    begin_stop(at.drill, {.ending = Ending::failed,
                          .why = say(Language::en, message, at.step.id),
                          .undo_after_point = at.step.on_failure == plan::OnFailure::undo});
}

}  // namespace firedrill::drill::machine
