// AskDrills: what is kept here, for an orchestrator that does not know it any more.
#include "core/agent/machine.hpp"

#include <algorithm>

namespace firedrill::agent::machine {

namespace {

wire::DrillHeld overview(const std::string& id, const DrillView& drill) {
    wire::DrillHeld out{.drill = id,
                        .plan_hash = drill.plan_hash,
                        .started = drill.started,
                        .epoch = drill.epoch,
                        .stood_down = drill.stood_down == drill.epoch,
                        .finished = drill.finished,
                        .superseded_by = drill.superseded_by,
                        .begun = static_cast<std::int64_t>(drill.attempts.size())};
    for (const auto& [step, fault] : drill.faults) out.faults.push_back(step);
    for (const auto& [step, fence] : drill.fences) out.fences.push_back(step);
    out.probes.assign(drill.probes.begin(), drill.probes.end());
    return out;
}

using Kept = std::pair<const AttemptKey, Attempt>;

/// In the order in which they began.
std::vector<const Kept*> in_order(const DrillView& drill) {
    std::vector<const Kept*> out;
    for (const Kept& kept : drill.attempts) out.push_back(&kept);
    std::ranges::sort(out, {}, [](const Kept* kept) { return kept->second.order; });
    return out;
}

std::vector<wire::AttemptHeld> attempts_of(const DrillView& drill) {
    std::vector<wire::AttemptHeld> out;
    for (const Kept* kept : in_order(drill)) {
        const auto& [key, attempt] = *kept;
        if (out.size() == wire::attempts_told) break;
        out.push_back({.step = key.step,
                       .attempt = key.attempt,
                       .part = key.part,
                       .ended = attempt.report.has_value(),
                       .running = attempt.running()});
    }
    return out;
}

wire::AttemptReceipt receipt_of(const Kept& kept) {
    const auto& [key, attempt] = kept;
    wire::AttemptReceipt out{.step = key.step, .attempt = key.attempt, .part = key.part};
    if (attempt.report) {
        out.outcome = attempt.report->outcome;
        out.figures = wire::figures_digest(*attempt.report);
    } else if (attempt.interrupted) {
        out.outcome = Outcome::unknown;
    }
    return out;
}

/// The chain itself is on disk: whoever keeps the file says what it is like.
wire::ReceiptsHeld receipts_of(const DrillView& drill, const wire::ReceiptsWanted& wanted) {
    wire::ReceiptsHeld out{.attempts = static_cast<std::int64_t>(drill.attempts.size()),
                           .from = wanted.from};
    const std::int64_t end =
        std::min(out.attempts, wanted.from + std::min(wanted.most, wire::receipts_page));
    if (wanted.from >= end) return out;
    const auto ordered = in_order(drill);
    for (std::int64_t at = wanted.from; at < end; ++at)
        out.page.push_back(receipt_of(*ordered[static_cast<std::size_t>(at)]));
    return out;
}

}  // namespace

namespace {

std::optional<std::vector<std::string>> texts_of(const std::vector<plan::Approval>& approvals) {
    if (approvals.empty()) return std::nullopt;
    std::vector<std::string> out;
    for (const plan::Approval& approval : approvals) out.push_back(approval_text(approval));
    return out;
}

}  // namespace

wire::DrillsHeld drills_held(const State& state, const wire::AskDrills& message) {
    wire::DrillsHeld out{.asked = message.drill};
    if (message.receipts)
        out.receipts = receipts_of(view_of(state, message.drill), *message.receipts);
    const auto found = state.drills.find(message.drill);
    if (!message.drill.empty() && found == state.drills.end()) return out;
    if (!message.drill.empty()) {
        const DrillView& drill = found->second;
        if (message.plan && drill.plan != nullptr)
            out.drills = {{.drill = message.drill,
                           .plan_hash = drill.plan_hash,
                           .plan = plan::canonical_bytes(*drill.plan),
                           .approvals = texts_of(drill.approvals)}};
        else
            out.drills = {overview(message.drill, drill)};
        const bool pages = message.receipts && message.receipts->most > 0;
        if (!message.plan && !pages) out.drills.front().attempts = attempts_of(drill);
        return out;
    }
    for (const bool finished : {false, true})
        for (const auto& [id, drill] : state.drills)
            if (drill.finished == finished && out.drills.size() < wire::drills_told)
                out.drills.push_back(overview(id, drill));
    return out;
}

}  // namespace firedrill::agent::machine
