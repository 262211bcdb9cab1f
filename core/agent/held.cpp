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

std::vector<wire::AttemptHeld> attempts_of(const DrillView& drill) {
    std::vector<std::pair<std::int64_t, wire::AttemptHeld>> ordered;
    for (const auto& [key, attempt] : drill.attempts)
        ordered.push_back({attempt.order,
                           {.step = key.step,
                            .attempt = key.attempt,
                            .part = key.part,
                            .ended = attempt.report.has_value(),
                            .running = attempt.running()}});
    std::ranges::sort(ordered, {}, [](const auto& entry) { return entry.first; });
    std::vector<wire::AttemptHeld> out;
    for (auto& [order, attempt] : ordered) out.push_back(std::move(attempt));
    if (out.size() > wire::attempts_told) out.resize(wire::attempts_told);
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
        if (!message.plan) out.drills.front().attempts = attempts_of(drill);
        return out;
    }
    for (const bool finished : {false, true})
        for (const auto& [id, drill] : state.drills)
            if (drill.finished == finished && out.drills.size() < wire::drills_told)
                out.drills.push_back(overview(id, drill));
    return out;
}

}  // namespace firedrill::agent::machine
