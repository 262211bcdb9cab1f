// Stop conditions: what holds against the drill now, as far as its records say.
//
// A probe watches its conditions where the samples are and tells what changes; a condition of which
// nothing is heard counts as breached. What broke although this drill broke nothing there is seen
// here, from contact and probes.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"
#include "core/plan/stop_condition.hpp"

#include <algorithm>

namespace firedrill::drill {

namespace {

using namespace machine;

/// A probe that was started and whose end has not begun.
bool is_at_work(const Drill& drill, const std::string& probe) {
    bool started = false;
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const plan::Action& action = drill.plan.steps[i].action;
        const StepState& state = drill.steps.nth(i);
        const auto* start = std::get_if<plan::StartProbe>(&action);
        if (start != nullptr && start->probe == probe)
            started = state.status == StepStatus::succeeded &&
                      (state.undo == UndoStatus::armed || state.undo == UndoStatus::none);
        const auto* stop = std::get_if<plan::StopProbe>(&action);
        if (stop != nullptr && stop->probe == probe && state.status != StepStatus::pending)
            return false;
    }
    return started;
}

std::optional<Grounds> against_state(const Drill& drill, const plan::StopCondition& condition) {
    const auto probe = drill.probes.find(condition.probe);
    if (probe == drill.probes.end() || probe->second.up != condition.up) return std::nullopt;
    if (probe->second.since_time < drill.resumed) return std::nullopt;
    return Grounds{probe->second.since_time,
                   say(Language::en, reasons::condition, condition.probe,
                       condition.up ? "up" : "down", firedrill::to_text(condition.lasting))};
}

std::string over_limit(const plan::StopCondition& condition, std::int64_t value) {
    const plan::Limit& limit = *condition.limit;
    const std::string is = plan::figure(limit, value), over = firedrill::to_text(limit.over);
    if (limit.watch == plan::Watch::errors)
        return say(Language::en, reasons::errors_over, condition.probe, is,
                   plan::figure(limit, limit.above_ppm), over);
    if (limit.watch == plan::Watch::latency)
        return say(Language::en, reasons::latency_over, condition.probe, plan::quantile_name(limit),
                   is, firedrill::to_text(limit.above), over);
    return say(Language::en, reasons::lag_over, limit.standby, is, firedrill::to_text(limit.above),
               firedrill::to_text(condition.lasting));
}

/// Whether the drill itself put something out of order there that is not in order again.
bool acts_on(const Drill& drill, const std::string& host) {
    const auto here = [&](const Outstanding& item) { return item.host == host; };
    return std::ranges::any_of(outstanding_faults(drill), here) ||
           std::ranges::any_of(fences_held(drill), here);
}

/// Whether a service may be down because of what the drill did.
bool has_changed_something(const Drill& drill) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const plan::Step& step = drill.plan.steps[i];
        const bool of_probe = std::holds_alternative<plan::StartProbe>(step.action) ||
                              std::holds_alternative<plan::StopProbe>(step.action);
        const bool by_hand = std::holds_alternative<plan::Manual>(step.action);
        if (of_probe || !(by_hand || plan::changes_something(step.action))) continue;
        if (drill.steps.nth(i).began) return true;
    }
    return false;
}

bool is_second_fault(const Drill& drill, const std::string& id, const ProbeState& state) {
    if (state.up != false || !is_at_work(drill, id)) return false;
    const plan::Probe* probe = plan::find_probe(drill.plan, id);
    return probe != nullptr && (probe->service.empty() || !has_changed_something(drill));
}

std::optional<Grounds> second_fault(const Drill& drill, Nanos lasting) {
    std::optional<Grounds> first;
    const auto offer = [&](Nanos since, const Message& message, const std::string& name) {
        if (since < drill.resumed || (first && first->since <= since)) return;
        first = Grounds{since, say(Language::en, message, name, firedrill::to_text(lasting))};
    };
    for (const auto& [host, since] : drill.lost)
        if (!acts_on(drill, host)) offer(since, reasons::host_broke, host);
    for (const auto& [id, state] : drill.probes)
        if (is_second_fault(drill, id, state)) offer(state.since_time, reasons::service_broke, id);
    return first;
}

std::optional<Grounds> against_limit(const Drill& drill, std::size_t position,
                                     const GuardState& guard) {
    const plan::StopCondition& condition = drill.plan.stop_conditions[position];
    if (guard.reading != Reading::over || !condition.limit || !is_at_work(drill, condition.probe))
        return std::nullopt;
    return Grounds{guard.since, over_limit(condition, guard.value)};
}

bool is_silent(const Drill& drill, std::size_t position) {
    const auto guard = drill.guards.find(position);
    return guard != drill.guards.end() && guard->second.reading == Reading::silent &&
           is_at_work(drill, drill.plan.stop_conditions[position].probe);
}

}  // namespace

std::vector<std::size_t> guards_at_work(const Drill& drill) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < drill.plan.stop_conditions.size(); ++i)
        if (is_at_work(drill, drill.plan.stop_conditions[i].probe)) out.push_back(i);
    return out;
}

std::optional<Grounds> machine::grounds_to_stop(const Drill& drill, std::size_t position) {
    const plan::StopCondition& condition = drill.plan.stop_conditions[position];
    if (is_silent(drill, position))
        return Grounds{drill.guards.at(position).since,
                       say(Language::en, reasons::guard_silent, position + 1, condition.probe)};
    if (!condition.limit) return against_state(drill, condition);
    if (condition.limit->watch == plan::Watch::second_fault)
        return second_fault(drill, condition.lasting);
    const auto guard = drill.guards.find(position);
    return guard == drill.guards.end() ? std::nullopt
                                       : against_limit(drill, position, guard->second);
}

Nanos machine::lasting(const Drill& drill, std::size_t position) {
    return is_silent(drill, position) ? Nanos{} : drill.plan.stop_conditions[position].lasting;
}

}  // namespace firedrill::drill
