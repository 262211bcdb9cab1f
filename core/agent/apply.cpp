// State is a fold of the receipts.
#include "core/agent/machine.hpp"
#include "core/base/match.hpp"

namespace firedrill::agent {

namespace {

void keep_plan(DrillView& drill, const PlanKept& record) {
    if (drill.plan_hash != record.hash) drill.approvals.clear();
    drill.plan_hash = record.hash;
    if (auto plan = plan::read_plan(record.bytes))
        give_plan(drill, std::make_shared<const plan::Plan>(std::move(*plan)));
}

void raise_epoch(DrillView& drill, std::int64_t epoch) {
    drill.epoch = std::max(drill.epoch, epoch);
    drill.finished = false;  // somebody takes the drill up again
}

/// Which probes are out follows from the attempts that start and stop them.
template <class F>
void with_actions(State& state, const AttemptKey& key, F&& f) {
    const plan::Step* step = find_step(state, key);
    if (step == nullptr) return;
    for (const auto& action : machine::actions_of(*step, key.part)) f(action);
}

void begin(State& state, const AttemptKey& key) {
    DrillView& drill = state.drills[key.drill];
    const auto order = static_cast<std::int64_t>(drill.attempts.size()) + 1;
    drill.attempts.try_emplace(key, Attempt{.order = order});
    with_actions(state, key, [&](const plan::Action& action) {
        if (const auto* start = std::get_if<plan::StartProbe>(&action))
            drill.probes.insert(start->probe);
    });
}

void finish(State& state, const AttemptFinished& record) {
    DrillView& drill = state.drills[record.key.drill];
    drill.attempts[record.key].report = record.report;
    if (record.report.outcome != Outcome::succeeded) return;
    with_actions(state, record.key, [&](const plan::Action& action) {
        if (const auto* stop = std::get_if<plan::StopProbe>(&action))
            drill.probes.erase(stop->probe);
    });
}

void arm(DrillView& drill, const FaultArmed& record) {
    drill.faults[record.step] = record;
    drill.lifted.erase(record.step);
    drill.reverting.erase(record.step);
}

void lift(DrillView& drill, const FaultLifted& record) {
    const auto mending = drill.reverting.find(record.step);
    const bool is_mended = mending != drill.reverting.end();
    if (record.by_itself) drill.lifted[record.step] = record;
    if (!record.verified) {  // stays listed; tried again when the program starts or is asked
        if (is_mended) mending->second.phase = SelfMending::Phase::failed;
        return;
    }
    drill.faults.erase(record.step);
    // one that is under way beside an order has its own end still to come
    if (is_mended && (record.by_itself || mending->second.phase == SelfMending::Phase::waits))
        drill.reverting.erase(mending);
}

void restart(State& state, const std::string& boot) {
    state.boot = boot;
    for (auto& [id, drill] : state.drills) {
        drill.probes.clear();
        drill.reverting.clear();
        for (auto& [key, attempt] : drill.attempts)
            if (!attempt.report) attempt.interrupted = true;
    }
}

}  // namespace

void give_plan(DrillView& drill, std::shared_ptr<const plan::Plan> plan) {
    drill.plan = std::move(plan);
    drill.steps.clear();
    for (const plan::Step& step : drill.plan->steps) drill.steps.emplace(step.id, &step);
}

const plan::Step* find_step(const State& state, const AttemptKey& key) {
    const auto drill = state.drills.find(key.drill);
    if (drill == state.drills.end()) return nullptr;
    const auto step = drill->second.steps.find(key.step);
    return step == drill->second.steps.end() ? nullptr : step->second;
}

void apply(State& state, const Record& record) {
    auto& drills = state.drills;
    match(
        record, [&](const PlanKept& r) { keep_plan(drills[r.drill], r); },
        [&](const StartKnown& r) { drills[r.drill].started = r.started; },
        [&](const ApprovalsKept& r) { drills[r.drill].approvals = r.approvals; },
        [&](const DrillSuperseded& r) { drills[r.drill].superseded_by = r.by; },
        [&](const EpochRaised& r) { raise_epoch(drills[r.drill], r.epoch); },
        [&](const StoodDown& r) { drills[r.drill].stood_down = r.epoch; },
        [&](const AttemptBegun& r) { begin(state, r.key); },
        [&](const AttemptFinished& r) { finish(state, r); },
        [&](const Tombstoned& r) { drills[r.key.drill].tombstones.insert(r.key); },
        [&](const FaultArmed& r) { arm(drills[r.drill], r); },
        [&](const FaultLifted& r) { lift(drills[r.drill], r); },
        [&](const RevertBegun& r) {
            drills[r.drill].reverting[r.step] = {
                r.waits ? SelfMending::Phase::waits : SelfMending::Phase::runs, r.why};
        },
        [&](const FenceSet& r) {
            drills[r.drill].fences[r.step] = r;
            drills[r.drill].released.erase(r.step);
        },
        [&](const FenceLifted& r) {
            drills[r.drill].fences.erase(r.step);
            drills[r.drill].released.insert(r.step);
        },
        [&](const AttemptsClosed& r) {
            int& closed = drills[r.drill].closed[r.step];
            closed = std::max(closed, r.up_to);
        },
        [&](const ProbesEnded& r) { drills[r.drill].probes.clear(); },
        [&](const Restarted& r) { restart(state, r.boot); },
        [&](const DrillFinished& r) {
            drills[r.drill].finished = true;
            drills[r.drill].probes.clear();
        });
}

}  // namespace firedrill::agent
