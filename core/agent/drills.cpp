// OfferPlan, Renew, StandDown, Finish: which drills are known here, and under which epoch.
#include "core/agent/machine.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

namespace firedrill::agent::machine {

namespace {

Result<plan::Plan> read_offered(const wire::OfferPlan& message) {
    if (message.drill.empty()) return fail(Errc::invalid_input, "a drill without a name");
    if (sha256_hex(message.bytes) != message.hash)
        return fail(Errc::invalid_input, "the plan does not have the hash that was said");
    return plan::read_plan(message.bytes);
}

/// What this host did by itself and the orchestrator may not have heard.
void tell_reverted(const DrillView& drill, Directives& out) {
    for (const auto& [step, lifted] : drill.lifted)
        out.push_back(Reply{wire::FaultReverted{.drill = lifted.drill,
                                                .step = step,
                                                .why = lifted.why,
                                                .verified = lifted.verified,
                                                .fence = lifted.fence,
                                                .attempt = lifted.attempt}});
}

bool says_start(const wire::OfferPlan& message) {
    return !message.started.empty() && message.started != wire::OfferPlan::not_started;
}

/// What is kept here belongs to another drill of this id: it must not answer for this one.
bool is_another_start(const DrillView& known, const wire::OfferPlan& message) {
    if (message.started == wire::OfferPlan::not_started) return has_begun(known);
    return says_start(message) && !known.started.empty() && known.started != message.started;
}

std::string another_start(const std::string& drill) {
    return fmt::format(
        "an earlier start of drill {} is kept here, and its receipts would answer for this one; "
        "see "
        "what it left with firedrill-agent revert --all --offline, put the agent's state directory "
        "aside for the evaluators, and start the agent with an empty one",
        drill);
}

/// A start that came to nothing left a plan; the next one may have another.
bool may_replace(const DrillView& known, const wire::OfferPlan& message) {
    return message.started == wire::OfferPlan::not_started && known.plan_hash != message.hash;
}

/// What keeps a drill from its place among those of this host. One that lost it comes back with a
/// higher epoch only: somebody resumed it.
std::optional<Obstacle> in_the_way(const State& state, const DrillView& known,
                                   const wire::OfferPlan& message, const plan::Plan& plan,
                                   Nanos now) {
    if (auto other = obstacle(state, message.drill, plan, now)) return other;
    if (has_begun(known) && message.epoch <= known.epoch)
        if (const auto held = holds_its_place(known); !held)
            return Obstacle{.drill = known.superseded_by, .why = held.error().what};
    return std::nullopt;
}

/// The others lose the place before this drill has anything: a crash that cuts these records off
/// leaves it to one drill or to none. What is over takes it from nobody (`raised` is empty).
Directives enter(const State& state, const DrillView& known, const wire::OfferPlan& message,
                 const plan::Plan& plan, const Directives& raised) {
    Directives out;
    const bool is_over = known.finished && raised.empty();
    if (!is_over) supersede_others(state, message.drill, plan, out);
    if (known.plan.get() != &plan)
        out.push_back(
            Keep{PlanKept{.drill = message.drill, .hash = message.hash, .bytes = message.bytes}});
    out.insert(out.end(), raised.begin(), raised.end());
    if (says_start(message) && known.started != message.started)
        out.push_back(Keep{StartKnown{.drill = message.drill, .started = message.started}});
    if (!is_over && !known.superseded_by.empty())
        out.push_back(Keep{DrillSuperseded{.drill = message.drill, .by = {}}});
    return out;
}

/// Behind the plan, which forgets those of another one.
void keep_approvals(const State& state, const DrillView& known, const wire::OfferPlan& message,
                    const std::vector<plan::Approval>& approvals, Directives& out) {
    const auto kept = worth_keeping(state, message.hash, approvals);
    const bool same = known.plan_hash == message.hash && known.approvals == kept;
    if (same || (kept.empty() && known.approvals.empty())) return;
    out.push_back(Keep{ApprovalsKept{.drill = message.drill, .approvals = kept}});
}

/// The drill if the sender may speak for it and it is not over.
Result<Directives> in_progress(const State& state, const std::string& id, std::int64_t epoch) {
    const auto drill = state.drills.find(id);
    if (drill == state.drills.end()) return fail(Errc::refused, "unknown drill");
    DRILL_TRY(out, accept_epoch(state, id, epoch));
    if (drill->second.finished) return fail(Errc::refused, "the drill is over here");
    return out;
}

void kill_all(const DrillView& drill, Directives& out) {
    for (const auto& [key, attempt] : drill.attempts)
        if (attempt.running()) out.push_back(Kill{key});
}

}  // namespace

Result<Directives> accept_epoch(const State& state, const std::string& drill, std::int64_t epoch) {
    const auto found = state.drills.find(drill);
    const std::int64_t known = found == state.drills.end() ? 0 : found->second.epoch;
    if (epoch < known)
        return fail(Errc::refused, fmt::format("epoch {} is over; {} holds now", epoch, known));
    if (epoch == known) return Directives{};
    return Directives{Keep{EpochRaised{.drill = drill, .epoch = epoch}}};
}

Result<Directives> accept_question(const State& state, const std::string& drill,
                                   std::int64_t epoch) {
    DRILL_TRY(out, accept_epoch(state, drill, epoch));
    if (view_of(state, drill).finished) out.clear();
    return out;
}

Directives offer_plan(const State& state, const Received& offer, const wire::OfferPlan& message,
                      Nanos now, plan::Performer program) {
    const DrillView& known = view_of(state, message.drill);
    const auto refuse = [&](std::string why, std::string by = {}) -> Directives {
        wire::Refused refusal = refused(known, message, std::nullopt, std::move(why));
        refusal.by = std::move(by);
        return {Reply{std::move(refusal)}};
    };
    if (is_another_start(known, message)) return refuse(another_start(message.drill));
    if (auto room = has_room_for(state, message.drill); !room)
        return refuse(describe(room.error()));
    const auto raised = accept_epoch(state, message.drill, message.epoch);
    if (!raised) return refuse(raised.error().what);
    const bool kept = known.plan != nullptr && !may_replace(known, message);
    if (kept && known.plan_hash != message.hash)
        return refuse("another plan of this drill is kept here");
    auto offered = kept ? Result<plan::Plan>(plan::Plan{}) : read_offered(message);
    if (!offered) return refuse(describe(offered.error()));
    const plan::Plan& plan = kept ? *known.plan : *offered;
    const auto approvals = approvals_of(known, message);
    // Of a drill that has begun here the steps are judged one by one: it must be able to end.
    if (program == plan::Performer::agent && !(kept && has_begun(known)))
        if (const auto allowed = may_take(state, {.plan = plan,
                                                  .drill = message.drill,
                                                  .hash = message.hash,
                                                  .approvals = approvals,
                                                  .wall = offer.wall});
            !allowed)
            return refuse(describe(allowed.error()));
    if (auto other = in_the_way(state, known, message, plan, now))
        return refuse(std::move(other->why), std::move(other->drill));
    Directives out = enter(state, known, message, plan, *raised);
    if (program == plan::Performer::agent) keep_approvals(state, known, message, approvals, out);
    out.push_back(Reply{wire::PlanTaken{.drill = message.drill, .hash = message.hash}});
    tell_reverted(known, out);
    return out;
}

Directives renew(const State& state, const wire::Renew& message) {
    auto out = in_progress(state, message.drill, message.epoch);
    if (out)
        if (const auto held = holds_its_place(state.drills.at(message.drill)); !held)
            out = held.error();
    if (!out)
        return {
            Reply{refused(view_of(state, message.drill), message, std::nullopt, out.error().what)}};
    out->push_back(Reply{wire::Renewed{message.drill}});
    extend_all(state.drills.at(message.drill), *out);
    return *out;
}

Directives finish(const State& state, const wire::Finish& message) {
    const auto drill = state.drills.find(message.drill);
    if (drill != state.drills.end() && drill->second.finished &&
        message.epoch >= drill->second.epoch)
        return {Reply{status_of(state)}};
    auto out = in_progress(state, message.drill, message.epoch);
    if (!out)
        return {
            Reply{refused(view_of(state, message.drill), message, std::nullopt, out.error().what)}};
    kill_all(drill->second, *out);
    out->push_back(Keep{DrillFinished{message.drill}});
    out->push_back(EndProbes{message.drill});
    revert_all(drill->second, "the drill is over", *out);
    out->push_back(Reply{status_of(state)});
    return *out;
}

/// Receipts stay for whoever resumes the drill: with the epoch that is said here, or a higher one.
Directives stand_down(const State& state, const wire::StandDown& message) {
    const auto drill = state.drills.find(message.drill);
    if (drill == state.drills.end() || drill->second.finished)
        return {Reply{status_of(state)}};  // nothing of it is here
    auto out = accept_epoch(state, message.drill, message.epoch);
    if (!out)
        return {
            Reply{refused(view_of(state, message.drill), message, std::nullopt, out.error().what)}};
    if (drill->second.stood_down != message.epoch)
        out->push_back(Keep{StoodDown{.drill = message.drill, .epoch = message.epoch}});
    kill_all(drill->second, *out);
    if (!drill->second.probes.empty()) {
        out->push_back(Keep{ProbesEnded{message.drill}});
        out->push_back(EndProbes{message.drill});
    }
    revert_all(drill->second, "the drill stands down", *out);
    out->push_back(Reply{status_of(state)});
    return *out;
}

}  // namespace firedrill::agent::machine
