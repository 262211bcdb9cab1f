// How a person steers a drill that runs: pause, continue, skip, retry, "it happened". Who may is
// asked before the wish is journaled and again when it is applied, so that one that slipped into
// the journal still counts for nothing.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

#include <algorithm>

namespace firedrill::drill {

namespace {

using namespace machine;

template <class... Args>
Error refuse(const Message& why, const Args&... args) {
    return fail(Errc::refused, say(Language::en, why, args...));
}

Result<void> may_steer(const Drill& drill, const Identity& by) {
    if (!drill.index || drill.status != DrillStatus::running) return refuse(reasons::not_running);
    if (by.person.empty() || by.proof == Proof::waived) return refuse(reasons::nobody_named);
    const auto& evaluators = drill.plan.evaluators;
    if (std::find(evaluators.begin(), evaluators.end(), by.person) != evaluators.end())
        return refuse(reasons::evaluates, by.person);
    return {};
}

Result<std::size_t> position_of(const Drill& drill, const std::string& step) {
    const auto found = drill.steps.find(step);
    if (found == drill.steps.end())
        return fail(Errc::not_found, say(Language::en, reasons::no_such_step, step));
    return static_cast<std::size_t>(found - drill.steps.begin());
}

/// A point of no return that this fence stands before and that may still come.
const plan::Step* promotion_after(const Drill& drill, std::size_t position) {
    if (!drill.index->nodes[position].fence) return nullptr;
    for (const std::uint32_t point : drill.index->points)
        if (point > position && !is_over(drill.steps.nth(point).status))
            return &drill.plan.steps[point];
    return nullptr;
}

Result<std::size_t> held_position(const Drill& drill, const std::string& step, const Identity& by) {
    DRILL_CHECK(may_steer(drill, by));
    DRILL_TRY(position, position_of(drill, step));
    if (drill.steps.nth(position).status != StepStatus::held)
        return refuse(reasons::not_held, step);
    return position;
}

Result<void> may_be_left_out(const StepState& state, const std::string& step) {
    if (is_over(state.status)) return refuse(reasons::is_over_already, step);
    if (state.to_skip) return refuse(reasons::is_left_out, step);
    const bool open = state.status == StepStatus::pending || state.status == StepStatus::waiting ||
                      state.status == StepStatus::held;
    return open && !state.under_way ? Result<void>{} : refuse(reasons::has_begun, step);
}

std::string words(const Message& alone, const Message& because, const std::string& person,
                  const std::string& why) {
    return why.empty() ? say(Language::en, alone, person) : say(Language::en, because, person, why);
}

}  // namespace

Result<void> may_pause(const Drill& drill, const Identity& by) {
    DRILL_CHECK(may_steer(drill, by));
    if (drill.pause) return refuse(reasons::paused_already, drill.pause->by.person);
    return {};
}

Result<void> may_continue(const Drill& drill, const Identity& by) {
    DRILL_CHECK(may_steer(drill, by));
    return drill.pause ? Result<void>{} : refuse(reasons::not_paused);
}

Result<void> may_skip(const Drill& drill, const std::string& step_id, const Identity& by) {
    DRILL_CHECK(may_steer(drill, by));
    DRILL_TRY(position, position_of(drill, step_id));
    const plan::Step& step = drill.plan.steps[position];
    DRILL_CHECK(may_be_left_out(drill.steps.nth(position), step_id));
    if (step.point_of_no_return) return refuse(reasons::no_skip_point, step_id);
    if (std::holds_alternative<plan::Approve>(step.action))
        return refuse(reasons::no_skip_approval, step_id);
    if (step.always) return refuse(reasons::no_skip_always, step_id);
    if (const plan::Step* promotion = promotion_after(drill, position))
        return refuse(reasons::no_skip_fence, promotion->id, step_id);
    return {};
}

Result<void> may_retry(const Drill& drill, const std::string& step_id, const Identity& by,
                       bool did_not_happen) {
    DRILL_TRY(position, held_position(drill, step_id, by));
    const plan::Step& step = drill.plan.steps[position];
    // A fence may be set twice.
    const bool repeats = step.idempotent || drill.index->nodes[position].fence;
    if (drill.steps.nth(position).may_have_happened && !repeats && !did_not_happen)
        return refuse(reasons::may_have_happened, step_id);
    if (const plan::Step* fence = missing_fence(drill, position))
        return refuse(reasons::not_fenced, fence->id);
    if (is_lost(drill, step.host)) return refuse(reasons::out_of_contact, step.host);
    return {};
}

Result<void> may_settle(const Drill& drill, const std::string& step_id, const Identity& by) {
    DRILL_TRY(position, held_position(drill, step_id, by));
    if (std::holds_alternative<plan::Approve>(drill.plan.steps[position].action))
        return refuse(reasons::no_skip_approval, step_id);
    if (const plan::Step* promotion = promotion_after(drill, position))
        return refuse(reasons::no_word_for_fence, promotion->id, step_id);
    return {};
}

/// Undoing a drill whose old primary is out of reach leaves nobody to serve: a person says whether
/// to wait for contact.
bool machine::is_to_hold(Place at) {
    if (at.drill.status != DrillStatus::running || at.drill.approvals_waived) return false;
    if (at.step.on_failure == plan::OnFailure::ask) return true;
    if (at.step.on_failure != plan::OnFailure::hold) return false;
    if (is_given_up(at.drill, at.step.host) && promotion_after(at.drill, at.position) != nullptr)
        return true;
    return at.state.may_have_happened && !at.step.idempotent;
}

void machine::hold(Place at, std::string why) {
    at.state.status = StepStatus::held;
    at.state.why = std::move(why);
    at.state.since = at.drill.time;
    at.state.told = false;
}

void machine::skip(Place at) {
    come_to_end(at, StepStatus::skipped);
    at.state.to_skip = false;
}

void machine::pause(Drill& drill, const PauseRequested& event) {
    if (!may_pause(drill, event.by)) return;
    drill.pause = Pause{.by = event.by, .why = event.why, .at = *drill.now, .since = drill.time};
}

/// Nobody's time to answer ran while the drill was paused.
void machine::go_on(Drill& drill, const ContinueRequested& event) {
    if (!may_continue(drill, event.by)) return;
    for (auto& [id, state] : drill.steps) {
        const bool asked_again = state.status == StepStatus::pending && state.began_seq != 0;
        if (state.status == StepStatus::waiting || asked_again)
            state.since += drill.time - std::max(state.since, drill.pause->since);
    }
    drill.pause.reset();
}

/// A step whose turn has not come is skipped when it comes: what stands after it must not begin
/// before what stands before it.
void machine::skip_asked(Place at, const StepSkipped& event) {
    if (!may_skip(at.drill, at.step.id, event.by)) return;
    at.state.said_by = event.by.person;
    at.state.why =
        words(reasons::skipped_by, reasons::skipped_by_because, event.by.person, event.why);
    if (at.state.status == StepStatus::pending)
        at.state.to_skip = true;
    else
        skip(at);
}

/// What was attempted before is tried again at once; anything else begins as if it was its turn.
void machine::retry_asked(Place at, const StepRetried& event) {
    if (!may_retry(at.drill, at.step.id, event.by, event.did_not_happen)) return;
    StepState& state = at.state;
    if (event.did_not_happen) state.may_have_happened = false;
    state.check_failures = state.never_seen = 0;
    state.due = at.drill.time;
    if (state.attempt > 0) {
        state.status = StepStatus::delayed;
        return;
    }
    state.status = StepStatus::pending;
    state.began_seq = 0;
    state.answers.clear();
    state.why.clear();
}

void machine::settle_asked(Place at, const StepSettled& event) {
    if (!may_settle(at.drill, at.step.id, event.by)) return;
    succeed(at);
    at.state.said_by = event.by.person;
    at.state.why =
        words(reasons::settled_by, reasons::settled_by_because, event.by.person, event.why);
}

}  // namespace firedrill::drill
