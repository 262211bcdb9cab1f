// OfferPlan, Renew, Finish: which drills are known here, and under which epoch.
#include "core/agent/machine.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

namespace firedrill::agent::machine {

namespace {

Result<void> is_sound(const wire::OfferPlan& message) {
    if (message.drill.empty()) return fail(Errc::invalid_input, "a drill without a name");
    if (sha256_hex(message.bytes) != message.hash)
        return fail(Errc::invalid_input, "the plan does not have the hash that was said");
    DRILL_TRY(plan, plan::read_plan(message.bytes));
    (void)plan;
    return {};
}

/// What this host did by itself and the orchestrator may not have heard.
void tell_reverted(const DrillView& drill, Directives& out) {
    for (const auto& [step, lifted] : drill.lifted)
        out.push_back(Reply{wire::FaultReverted{.drill = lifted.drill,
                                                .step = step,
                                                .why = lifted.why,
                                                .verified = lifted.verified,
                                                .fence = lifted.fence}});
}

bool says_start(const wire::OfferPlan& message) {
    return !message.started.empty() && message.started != wire::OfferPlan::not_started;
}

/// What is kept here belongs to another drill of this id: it must not answer for this one.
bool is_another_start(const DrillView& known, const wire::OfferPlan& message) {
    if (message.started == wire::OfferPlan::not_started)
        return !known.started.empty() || !known.attempts.empty();
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

/// The drill if the sender may speak for it and it is not over.
Result<Directives> in_progress(const State& state, const std::string& id, std::int64_t epoch) {
    const auto drill = state.drills.find(id);
    if (drill == state.drills.end()) return fail(Errc::refused, "unknown drill");
    DRILL_TRY(out, accept_epoch(state, id, epoch));
    if (drill->second.finished && out.empty()) return fail(Errc::refused, "the drill is over here");
    return out;
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

Directives offer_plan(const State& state, const wire::OfferPlan& message) {
    const auto refuse = [&](std::string why) -> Directives {
        return {Reply{refused(message, std::nullopt, std::move(why))}};
    };
    const auto drill = state.drills.find(message.drill);
    const DrillView* known = drill == state.drills.end() ? nullptr : &drill->second;
    if (known != nullptr && is_another_start(*known, message))
        return refuse(another_start(message.drill));
    auto out = accept_epoch(state, message.drill, message.epoch);
    if (!out) return refuse(out.error().what);
    const bool kept = known != nullptr && known->plan != nullptr && !may_replace(*known, message);
    if (kept && known->plan_hash != message.hash)
        return refuse("another plan of this drill is kept here");
    if (!kept) {
        if (const auto sound = is_sound(message); !sound) return refuse(describe(sound.error()));
        out->insert(
            out->begin(),
            Keep{PlanKept{.drill = message.drill, .hash = message.hash, .bytes = message.bytes}});
    }
    if (says_start(message) && (known == nullptr || known->started != message.started))
        out->push_back(Keep{StartKnown{.drill = message.drill, .started = message.started}});
    out->push_back(Reply{wire::PlanTaken{.drill = message.drill, .hash = message.hash}});
    if (known != nullptr) tell_reverted(*known, *out);
    return *out;
}

Directives renew(const State& state, const wire::Renew& message) {
    auto out = in_progress(state, message.drill, message.epoch);
    if (!out) return {Reply{refused(message, std::nullopt, out.error().what)}};
    out->push_back(Reply{wire::Renewed{message.drill}});
    return *out;
}

Directives finish(const State& state, const wire::Finish& message) {
    const auto drill = state.drills.find(message.drill);
    if (drill != state.drills.end() && drill->second.finished &&
        message.epoch == drill->second.epoch)
        return {Reply{status_of(state)}};
    auto out = in_progress(state, message.drill, message.epoch);
    if (!out) return {Reply{refused(message, std::nullopt, out.error().what)}};
    for (const auto& [key, attempt] : drill->second.attempts)
        if (attempt.running()) out->push_back(Kill{key});
    out->push_back(Keep{DrillFinished{message.drill}});
    out->push_back(EndProbes{message.drill});
    revert_all(drill->second, "the drill is over", *out);
    out->push_back(Reply{status_of(state)});
    return *out;
}

}  // namespace firedrill::agent::machine
