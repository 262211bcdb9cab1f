#include "core/agent/machine.hpp"
#include "core/base/match.hpp"

namespace firedrill::agent {

namespace machine {

std::vector<plan::Action> actions_of(const plan::Step& step, Part part) {
    switch (part) {
        case Part::act: return {step.action};
        case Part::check:
            return step.check ? std::vector{*step.check} : std::vector<plan::Action>{};
        case Part::undo: return step.undo;
    }
    return {};
}

const DrillView& view_of(const State& state, const std::string& drill) {
    static const DrillView unknown;
    const auto found = state.drills.find(drill);
    return found == state.drills.end() ? unknown : found->second;
}

wire::Status status_of(const State& state) {
    wire::Status status;
    for (const auto& [id, drill] : state.drills) {
        for (const auto& [step, fault] : drill.faults)
            status.faults.push_back({.drill = id,
                                     .step = step,
                                     .kind = fault.kind,
                                     .what = fault.kind + " of step " + step});
        for (const auto& [step, fence] : drill.fences)
            status.fences.push_back({.drill = id,
                                     .step = step,
                                     .kind = fence.kind,
                                     .what = fence.kind + " of step " + step});
        for (const auto& [key, attempt] : drill.attempts)
            if (attempt.running()) status.running.push_back(key);
        status.probes.insert(status.probes.end(), drill.probes.begin(), drill.probes.end());
    }
    return status;
}

namespace {

/// Greeting, clocks and artifacts are the host's business; answers are not for us.
template <class T>
Directives respond_to(const State&, const T&, plan::Performer) {
    return {};
}
Directives respond_to(const State& state, const wire::Query& m, plan::Performer) {
    return query(state, m);
}
Directives respond_to(const State& state, const wire::Cancel& m, plan::Performer) {
    return cancel(state, m);
}
Directives respond_to(const State& state, const wire::Renew& m, plan::Performer) {
    return renew(state, m);
}
Directives respond_to(const State& state, const wire::Finish& m, plan::Performer) {
    return finish(state, m);
}
Directives respond_to(const State& state, const wire::StandDown& m, plan::Performer) {
    return stand_down(state, m);
}
Directives respond_to(const State& state, const wire::AskStatus&, plan::Performer) {
    return {Reply{status_of(state)}};
}
Directives respond_to(const State& state, const wire::AskDrills& m, plan::Performer) {
    return {Reply{drills_held(state, m)}};
}

}  // namespace

}  // namespace machine

std::vector<Directive> respond(const State& state, const Input& input, Nanos now,
                               plan::Performer program) {
    using namespace machine;
    return match(
        input,
        [&](const Received& received) {
            if (const auto* offer = std::get_if<wire::OfferPlan>(&received.message))
                return offer_plan(state, received, *offer, now, program);
            if (const auto* wanted = std::get_if<wire::Execute>(&received.message))
                return execute(state, *wanted, received.wall, program);
            return std::visit([&](const auto& m) { return respond_to(state, m, program); },
                              received.message);
        },
        [&](const ActionEnded& i) { return action_ended(state, i); },
        [&](const FaultPrepared& i) { return fault_prepared(state, i); },
        [&](const Ticked&) { return ticked(state, now); },
        [&](const RevertEnded& i) { return revert_ended(state, i); },
        [&](const FaultSeenGone& i) { return fault_seen_gone(state, i); },
        [&](const LeaseLost& i) { return lease_lost(state, i); },
        [&](const Halted&) { return halt(state); });
}

}  // namespace firedrill::agent
