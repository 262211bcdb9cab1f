// What becomes due by itself, in drill time: attempts whose end does not arrive, people who do not
// answer, retries, hosts out of contact, stop conditions, the limit on machine time.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

#include <fmt/format.h>

#include <string_view>

namespace firedrill::drill::machine {

namespace {

AttemptReport lost_report(std::string why) {
    return {.outcome = Outcome::unknown, .reason = std::move(why)};
}

/// Nobody waits any longer. A promotion whose order may still arrive is asked about once more
/// before its fence is lifted (settle.cpp); who has been asked twice in vain is a person's
/// business.
void give_up(Place at, std::string why) {
    if (at.state.unheard && at.state.under_way == Part::act) return unheard_for_good(at, why);
    const bool unheard =
        at.state.unheard || (at.state.under_way == Part::act && at.step.point_of_no_return);
    ended(at, lost_report(std::move(why)));
    at.state.unheard = unheard;
}

void expire_attempt(Place at) {
    StepState& state = at.state;
    if (at.drill.time < attempt_deadline(at.step, state)) return;
    if (presumption_of(at.drill, at.position)) return;  // which will say how it ended
    if (is_lost(at.drill, at.step.host))
        return give_up(at, say(Language::en, reasons::no_contact, at.step.host));
    if (state.ask) return give_up(at, say(Language::en, reasons::lost_track));
    state.ask = true;
    state.ask_since = at.drill.time;
    if (state.under_way == Part::act) state.status = StepStatus::orphaned;
}

/// Collects the earliest moment and what it is for; the name is made only for the winner.
struct Earliest {
    std::optional<Nanos> at;
    std::string_view what;
    std::size_t position = 0;

    void offer(Nanos due, std::string_view name, std::size_t which) {
        if (at && *at <= due) return;
        at = due;
        what = name;
        position = which;
    }
};

bool waits_to_undo(const Drill& drill, std::size_t i) {
    const StepState& state = drill.steps.nth(i);
    return state.undo == UndoStatus::armed && state.undo_failures > 0 && state.due > drill.time &&
           is_to_undo(drill, i);
}

void offer_steps(const Drill& drill, Earliest& earliest) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const plan::Step& step = drill.plan.steps[i];
        const StepState& state = drill.steps.nth(i);
        const auto presumption = presumption_of(drill, i);
        if (presumption && presumption->at > drill.time && !drill.pause)
            earliest.offer(presumption->at, "presume", i);
        if (state.under_way && !presumption)
            earliest.offer(attempt_deadline(step, state), "guard", i);
        if (state.status == StepStatus::waiting && !drill.pause)
            earliest.offer(person_deadline(step, state), "answer", i);
        if (state.status == StepStatus::delayed && state.due > drill.time && !drill.pause)
            earliest.offer(state.due, "retry", i);
        if (waits_to_undo(drill, i)) earliest.offer(state.due, "undo", i);
    }
}

void offer_hosts(const Drill& drill, Earliest& earliest) {
    std::size_t position = 0;
    for (const auto& [host, since] : drill.lost) {
        if (since + contact_patience > drill.time)
            earliest.offer(since + contact_patience, "contact", position);
        ++position;
    }
}

Nanos machine_time_spent(const Drill& drill) {
    return drill.machine_time - drill.machine_time_resumed;
}

void offer_guards(const Drill& drill, Earliest& earliest) {
    for (std::size_t i = 0; i < drill.plan.stop_conditions.size(); ++i)
        if (const auto grounds = grounds_to_stop(drill, i))
            earliest.offer(grounds->since + lasting(drill, i), "stop_condition", i);
    const Nanos limit = drill.plan.guards.max_duration;
    if (limit > Nanos{} && drill.time_of == TimeOf::machines)
        earliest.offer(drill.time + limit - machine_time_spent(drill), "max_duration", 0);
}

std::string name_of(const Drill& drill, const Earliest& earliest) {
    if (earliest.what == "guard")
        return "guard " + to_text(under_way_key(drill, earliest.position));
    if (earliest.what == "contact")
        return "contact " +
               std::next(drill.lost.begin(), static_cast<std::ptrdiff_t>(earliest.position))->first;
    if (earliest.what == "stop_condition" || earliest.what == "max_duration")
        return fmt::format("{} {}", earliest.what, earliest.position + 1);
    return fmt::format("{} {}", earliest.what, drill.plan.steps[earliest.position].id);
}

}  // namespace

Nanos attempt_deadline(const plan::Step& step, const StepState& state) {
    const Nanos to_ask = state.since + step.timeout + end_grace;
    return state.ask ? std::max(to_ask, state.ask_since) + answer_patience : to_ask;
}

Nanos person_deadline(const plan::Step& step, const StepState& state) {
    return state.since + (is_for_person(step) ? step.timeout : four_eyes_patience);
}

void expire(Drill& drill) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const Place at = place(drill, i);
        if (at.state.under_way) expire_attempt(at);
        if (at.state.status == StepStatus::waiting && !drill.pause &&
            drill.time >= person_deadline(at.step, at.state))
            fail(at, StepStatus::failed, say(Language::en, reasons::no_answer));
    }
}

std::optional<WakeAt> next_wake(const Drill& drill) {
    Earliest earliest;
    offer_steps(drill, earliest);
    offer_hosts(drill, earliest);
    if (drill.status == DrillStatus::running) offer_guards(drill, earliest);
    if (!earliest.at) return std::nullopt;
    return WakeAt{.timer = name_of(drill, earliest),
                  .mono = drill.now->mono + (*earliest.at - drill.time)};
}

std::optional<Breach> breach_due(const Drill& drill) {
    for (std::size_t i = 0; i < drill.plan.stop_conditions.size(); ++i) {
        auto grounds = grounds_to_stop(drill, i);
        if (grounds && drill.time - grounds->since >= lasting(drill, i))
            return Breach{.guard = "stop_condition", .what = std::move(grounds->what)};
    }
    const Nanos limit = drill.plan.guards.max_duration;
    if (limit > Nanos{} && machine_time_spent(drill) >= limit)
        return Breach{.guard = "max_duration",
                      .what = say(Language::en, reasons::over_time, firedrill::to_text(limit))};
    return std::nullopt;
}

}  // namespace firedrill::drill::machine
