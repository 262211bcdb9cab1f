// What the files of this room share. Nobody else includes it.
#pragma once

#include "core/agent/agent.hpp"

namespace firedrill::agent::machine {

using Directives = std::vector<Directive>;

/// The actions that make up this part of a step.
std::vector<plan::Action> actions_of(const plan::Step& step, Part part);
wire::Status status_of(const State& state);
wire::DrillsHeld drills_held(const State& state, const wire::AskDrills& message);
/// `drill` is what is known of the drill that the request speaks for.
template <class Request>
wire::Refused refused(const DrillView& drill, const Request& request, std::optional<AttemptKey> key,
                      std::string why) {
    return {.regarding = std::string(Request::tag),
            .key = std::move(key),
            .why = std::move(why),
            .epoch = request.epoch,
            .holds = drill.epoch > request.epoch ? drill.epoch : 0,
            .by = drill.superseded_by};
}
/// Empty for a drill that was never seen.
const DrillView& view_of(const State& state, const std::string& drill);

// requests.cpp
/// The first attempt of this step that still runs, or null.
const AttemptKey* running_of(const DrillView& drill, const AttemptKey& like);
Directives execute(const State& state, const wire::Execute& message, Nanos wall,
                   plan::Performer program);
Directives query(const State& state, const wire::Query& message);
Directives cancel(const State& state, const wire::Cancel& message);

// drills.cpp
Directives offer_plan(const State& state, const Received& offer, const wire::OfferPlan& message,
                      Nanos now, plan::Performer program);
Directives renew(const State& state, const wire::Renew& message);
Directives finish(const State& state, const wire::Finish& message);
Directives stand_down(const State& state, const wire::StandDown& message);
/// An error if the sender is an older orchestrator; a Keep if it is a newer one.
Result<Directives> accept_epoch(const State& state, const std::string& drill, std::int64_t epoch);
/// The same, but a drill that is over stays so: only its plan reopens it, and must find its place.
Result<Directives> accept_question(const State& state, const std::string& drill,
                                   std::int64_t epoch);

// permission.cpp: what the administrator of this host allows
Result<void> may_begin(const State& state, const wire::Execute& message, Nanos wall);
struct Taking {
    const plan::Plan& plan;
    const std::string& drill;
    const std::string& hash;
    const std::vector<plan::Approval>& approvals;
    Nanos wall{};
};
Result<void> may_take(const State& state, const Taking& taking);
/// The kill switch: ends what runs, and mends what reverts by itself.
Directives halt(const State& state);

// signatures.cpp: who has signed the plan of a drill
/// Those that are kept and those that are offered, each once.
std::vector<plan::Approval> approvals_of(const DrillView& known, const wire::OfferPlan& message);
/// Of these, those worth keeping: genuine, of this plan, and of somebody whom the policy knows.
std::vector<plan::Approval> worth_keeping(const State& state, const std::string& hash,
                                          std::vector<plan::Approval> approvals);
/// Whether what changes this host may begin, as far as signatures go. `has_begun`: something of
/// the drill has begun here while they counted.
Result<void> has_signatures(const State& state, const Taking& taking, bool has_begun);

// exclusion.cpp
/// As far as is known here, more than its plan was seen of the drill.
bool has_begun(const DrillView& drill);
/// The other drill that is under way here and needs the same, if there is one.
struct Obstacle {
    std::string drill;
    std::string why;
};
std::optional<Obstacle> obstacle(const State& state, const std::string& drill,
                                 const plan::Plan& plan, Nanos now);
/// From now on the others are refused.
void supersede_others(const State& state, const std::string& drill, const plan::Plan& plan,
                      Directives& out);
Result<void> holds_its_place(const DrillView& drill);

// room.cpp: what is kept for others has an end
/// Another drill may become known here.
Result<void> has_room_for(const State& state, const std::string& drill);
/// Another attempt that was never seen may be kept.
Result<void> has_room_for_unseen(const State& state, const std::string& drill);

// endings.cpp
Directives action_ended(const State& state, const ActionEnded& input);
Directives fault_prepared(const State& state, const FaultPrepared& input);
Directives revert_ended(const State& state, const RevertEnded& input);
Directives fault_seen_gone(const State& state, const FaultSeenGone& input);

// leases.cpp
Directives ticked(const State& state, Nanos now);
/// How long a drill lasts without anybody speaking for it.
Nanos contact_lease(const DrillView& drill);
/// Mends this fault now, behind this fence if there is one.
void mend(const DrillView& drill, const std::string& step, const plan::Step* fence,
          const std::string& why, Directives& out);
/// The same behind the fence before it. Where an order lifts that one right now, it would be set
/// beneath it or lifted again: the order is ended first, and the fault is mended at its end.
void revert(const DrillView& drill, const std::string& step, const std::string& why,
            Directives& out);
/// Mends the drill's faults that revert by themselves, whatever their lease says.
void revert_all(const DrillView& drill, const std::string& why, Directives& out);
/// Extends what the kernel holds for this drill; a fault that is not in place yet has its whole
/// lease before it.
void extend_all(const DrillView& drill, Directives& out);
Directives lease_lost(const State& state, const LeaseLost& input);
/// The fence that must be set before this fault may end: after a promotion an old primary that
/// comes back would be a second one. One that was set and lifted by order is not set again: the
/// host was rebuilt, or nothing was promoted.
const plan::Step* fence_before(const DrillView& drill, const std::string& fault_step);

// fences.cpp: a fence is set for a fault, and lifted by order, one after the other
/// The attempts that lift the fence of this step right now.
std::vector<AttemptKey> lifters(const DrillView& drill, const std::string& fence);
/// An error while a fault is being mended behind a fence that this part would lift.
Result<void> may_lift(const DrillView& drill, const plan::Step& step, Part part);
/// The attempt has ended: what waited for it to lift the fence, or not, is mended now.
void mend_after_lifter(const DrillView& drill, const AttemptKey& ended, Outcome outcome,
                       Directives& out);

}  // namespace firedrill::agent::machine
