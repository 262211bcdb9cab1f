// Execute, Query, Cancel: at most once per key, whatever the network repeats, delays or swaps.
#include "core/agent/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace firedrill::agent::machine {

namespace {

const DrillView* find_drill(const State& state, const std::string& drill) {
    const auto found = state.drills.find(drill);
    return found == state.drills.end() ? nullptr : &found->second;
}

const Attempt* find_attempt(const State& state, const AttemptKey& key) {
    const DrillView* drill = find_drill(state, key.drill);
    if (drill == nullptr) return nullptr;
    const auto found = drill->attempts.find(key);
    return found == drill->attempts.end() ? nullptr : &found->second;
}

/// What the receipts say of an attempt that is not running any more.
wire::Ended ended_of(const State& state, const AttemptKey& key, const Attempt& attempt) {
    if (attempt.report) return {.key = key, .report = *attempt.report};
    return {.key = key,
            .report = {.outcome = Outcome::unknown,
                       .reason = "interrupted",
                       .host = state.host,
                       .boot = state.boot}};
}

/// The attempts of one step: they stand side by side.
auto attempts_of(const DrillView& drill, const AttemptKey& like) {
    const auto of_step = [step = like.step](const auto& entry) { return entry.first.step == step; };
    const AttemptKey first{.drill = like.drill, .step = like.step, .attempt = 0};
    return std::ranges::subrange(drill.attempts.lower_bound(first), drill.attempts.end()) |
           std::views::take_while(of_step);
}

int highest_seen(const DrillView& drill, const AttemptKey& like) {
    int highest = 0;
    for (const auto& [key, attempt] : attempts_of(drill, like))
        if (key.part == like.part) highest = std::max(highest, key.attempt);
    return highest;
}

bool is_closed(const DrillView& drill, const AttemptKey& key) {
    if (drill.tombstones.contains(key)) return true;
    const auto closed = drill.closed.find(key.step);
    const bool by_number =
        key.part == Part::act && closed != drill.closed.end() && key.attempt <= closed->second;
    return by_number || key.attempt < highest_seen(drill, key);
}

/// Somebody who slept through the lease may think that it must still be injected.
bool was_injected(const DrillView& drill, const plan::Step& step, const AttemptKey& key) {
    if (key.part != Part::act || !std::holds_alternative<plan::Fault>(step.action)) return false;
    for (const auto& [other, attempt] : attempts_of(drill, key))
        if (other.part == Part::act && attempt.report &&
            attempt.report->outcome == Outcome::succeeded)
            return true;
    return false;
}

/// Steps that end a fault come after the fence, whatever their order in the plan; an undo comes
/// before a promotion.
Result<void> may_end_fault(const DrillView& drill, const plan::Step& step, Part part) {
    const auto* revert = std::get_if<plan::Revert>(&step.action);
    if (revert == nullptr || part != Part::act) return {};
    const plan::Step* fence = fence_before(drill, revert->fault);
    if (fence == nullptr || drill.fences.contains(fence->id)) return {};
    return fail(Errc::refused,
                "fault " + revert->fault + " ends only behind the fence of step " + fence->id);
}

/// Why this step cannot be performed by us, whatever the attempt.
Result<void> is_ours(const State& state, const AttemptKey& key, plan::Performer program) {
    const DrillView* drill = find_drill(state, key.drill);
    if (drill == nullptr || drill->plan == nullptr) return fail(Errc::refused, "unknown plan");
    if (drill->finished) return fail(Errc::refused, "the drill is over here");
    DRILL_CHECK(holds_its_place(*drill));
    const plan::Step* step = find_step(state, key);
    if (step == nullptr) return fail(Errc::refused, "the plan has no such step");
    if (step->performer != program) return fail(Errc::refused, "the step is not for this program");
    if (!state.host.empty() && step->host != state.host)
        return fail(Errc::refused, "the step is for host " + step->host);
    if (actions_of(*step, key.part).empty())
        return fail(Errc::refused, "the step has no such part");
    DRILL_CHECK(may_end_fault(*drill, *step, key.part));
    DRILL_CHECK(may_lift(*drill, *step, key.part));
    if (is_closed(*drill, key)) return fail(Errc::refused, "the attempt came too late");
    if (was_injected(*drill, *step, key))
        return fail(Errc::refused,
                    "the fault of this step was in place already; it is injected once");
    return {};
}

/// Only what was never seen needs a mark: what was seen begins no second time anyway.
bool leaves_unseen(const DrillView& drill, const std::string& id, const std::string& step,
                   int up_to) {
    const auto closed = drill.closed.find(step);
    int first = closed == drill.closed.end() ? 1 : closed->second + 1;
    for (; first <= up_to; ++first) {
        const AttemptKey key{.drill = id, .step = step, .attempt = first, .part = Part::act};
        if (!drill.attempts.contains(key) && !drill.tombstones.contains(key)) return true;
    }
    return false;
}

/// Finally: what was refused once does not begin when a copy of it arrives later.
Directives refuse_for_good(const State& state, const wire::Execute& message, std::string why) {
    Directives out;
    const DrillView& drill = view_of(state, message.key.drill);
    if (!drill.tombstones.contains(message.key) && has_room_for_unseen(state, message.key.drill))
        out.push_back(Keep{Tombstoned{message.key}});
    out.push_back(Reply{refused(drill, message, message.key, std::move(why))});
    return out;
}

}  // namespace

const AttemptKey* running_of(const DrillView& drill, const AttemptKey& like) {
    for (const auto& [key, attempt] : attempts_of(drill, like))
        if (attempt.running()) return &key;
    return nullptr;
}

Directives execute(const State& state, const wire::Execute& message, Nanos wall,
                   plan::Performer program) {
    const AttemptKey& key = message.key;
    // The truth about a known key has no effect, so that even an older sender may have it: a
    // refusal would say that nothing happened.
    if (const Attempt* attempt = find_attempt(state, key)) {
        if (attempt->running()) return {Reply{wire::Begun{key}}};
        return {Reply{ended_of(state, key, *attempt)}};
    }
    auto out = accept_epoch(state, key.drill, message.epoch);
    if (!out) return {Reply{refused(view_of(state, key.drill), message, key, out.error().what)}};
    if (const auto ours = is_ours(state, key, program); !ours)
        return refuse_for_good(state, message, ours.error().what);
    if (program == plan::Performer::agent)
        if (const auto allowed = may_begin(state, message, wall); !allowed)
            return refuse_for_good(state, message, describe(allowed.error()));
    const DrillView& drill = view_of(state, key.drill);
    if (const AttemptKey* running = running_of(drill, key)) {
        auto refusal =
            refuse_for_good(state, message, "attempt " + to_text(*running) + " is still under way");
        refusal.insert(refusal.begin(), Kill{*running});
        return refusal;
    }
    const plan::Step& step = *find_step(state, key);
    const int closes =
        key.part == Part::act ? std::max(message.closes, key.attempt - 1) : message.closes;
    if (leaves_unseen(drill, key.drill, key.step, closes))
        out->push_back(Keep{AttemptsClosed{.drill = key.drill, .step = key.step, .up_to = closes}});
    const bool looks = key.part == Part::act && !plan::changes_something(step.action);
    out->push_back(Keep{.record = AttemptBegun{key}, .at_once = !looks});
    if (!looks) out->push_back(Reply{wire::Begun{key}});  // it tells of a durable receipt
    out->push_back(Start{.key = key,
                         .plan = drill.plan,
                         .step = step,
                         .actions = actions_of(step, key.part),
                         .values = message.values});
    return *out;
}

namespace {

/// What was never seen never begins, from now on; an error where that cannot be promised.
Result<Directives> never_seen(const State& state, const AttemptKey& key, Directives out) {
    const DrillView* drill = find_drill(state, key.drill);
    if (drill == nullptr || !drill->tombstones.contains(key)) {
        DRILL_CHECK(has_room_for_unseen(state, key.drill));
        out.push_back(Keep{Tombstoned{key}});
    }
    out.push_back(Reply{wire::NeverSeen{key}});
    return std::move(out);
}

}  // namespace

Directives query(const State& state, const wire::Query& message) {
    const AttemptKey& key = message.key;
    auto out = accept_question(state, key.drill, message.epoch);
    if (!out) return {Reply{refused(view_of(state, key.drill), message, key, out.error().what)}};
    const Attempt* attempt = find_attempt(state, key);
    if (attempt == nullptr) {
        out = never_seen(state, key, std::move(*out));
        if (!out)
            return {Reply{refused(view_of(state, key.drill), message, key, describe(out.error()))}};
    } else if (attempt->running()) {
        out->push_back(Reply{wire::StillRunning{key}});
    } else {
        out->push_back(Reply{ended_of(state, key, *attempt)});
    }
    return *out;
}

Directives cancel(const State& state, const wire::Cancel& message) {
    const AttemptKey& key = message.key;
    auto out = accept_question(state, key.drill, message.epoch);
    if (!out) return {Reply{refused(view_of(state, key.drill), message, key, out.error().what)}};
    const Attempt* attempt = find_attempt(state, key);
    if (attempt == nullptr) {
        out = never_seen(state, key, std::move(*out));
        if (!out)
            return {Reply{refused(view_of(state, key.drill), message, key, describe(out.error()))}};
    } else if (attempt->running()) {
        out->push_back(Kill{key});
    } else {
        out->push_back(Reply{ended_of(state, key, *attempt)});
    }
    return *out;
}

}  // namespace firedrill::agent::machine
