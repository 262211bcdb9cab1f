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
    auto out = accept_epoch(state, message.drill, message.epoch);
    if (!out) return refuse(out.error().what);
    const auto drill = state.drills.find(message.drill);
    const bool known = drill != state.drills.end() && drill->second.plan != nullptr;
    if (known && drill->second.plan_hash != message.hash)
        return refuse("another plan of this drill is kept here");
    if (!known) {
        if (const auto sound = is_sound(message); !sound) return refuse(describe(sound.error()));
        out->insert(
            out->begin(),
            Keep{PlanKept{.drill = message.drill, .hash = message.hash, .bytes = message.bytes}});
    }
    out->push_back(Reply{wire::PlanTaken{.drill = message.drill, .hash = message.hash}});
    if (drill != state.drills.end()) tell_reverted(drill->second, *out);
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
