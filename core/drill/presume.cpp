// A fence that nobody can give a receipt for: its host is out of contact, and the fault that cut it
// off fences that host by itself when its lease ends. Once that must have happened the fence counts
// as set. Nothing else is presumed: a host that is merely silent proves nothing.
//
// docs/adr/0011-kernel-held-leases.md says why this holds also when every program there is dead.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

namespace firedrill::drill::machine {

namespace {

/// Injected, not ended since, and by its own receipt it fences the host behind it.
bool fences_by_itself(const Drill& drill, std::size_t position, const std::string& fence) {
    const plan::Step& step = drill.plan.steps[position];
    const StepState& state = drill.steps.nth(position);
    if (!std::holds_alternative<plan::Fault>(step.action)) return false;
    const auto armed = state.report.facts.find("self_fence");
    return state.status == StepStatus::succeeded && state.undo == UndoStatus::armed &&
           !drill.reverted.contains(step.id) && armed != state.report.facts.end() &&
           armed->second == fence;
}

/// Whether the fence would be set now, or its outcome is wanted.
bool is_its_turn(const Drill& drill, std::size_t position) {
    const StepState& state = drill.steps.nth(position);
    if (is_over(state.status) || state.status == StepStatus::waiting || state.to_skip) return false;
    if (state.status != StepStatus::pending) return true;
    const plan::Phase phase = drill.plan.steps[first_open(drill)].phase;
    const auto& when = drill.index->nodes[position].when;
    return drill.plan.steps[position].phase == phase && needs_are_over(drill, position) &&
           (!when || is_over(drill.steps.nth(*when).status)) && !is_to_ask(drill, position);
}

}  // namespace

std::optional<Presumption> presumption_of(const Drill& drill, std::size_t position) {
    const plan::Step& fence = drill.plan.steps[position];
    if (!drill.index->nodes[position].fence || drill.status != DrillStatus::running)
        return std::nullopt;
    const auto lost = drill.lost.find(fence.host);
    if (lost == drill.lost.end() || !is_its_turn(drill, position)) return std::nullopt;
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const plan::Step& step = drill.plan.steps[i];
        if (step.host != fence.host || !fences_by_itself(drill, i, fence.id)) continue;
        const auto figures = plan::presumption_after(std::get<plan::Fault>(step.action).lease);
        return Presumption{.fault = step.id, .figures = figures, .at = lost->second + figures.wait};
    }
    return std::nullopt;
}

std::optional<Presume> presume_due(const Drill& drill, std::size_t position) {
    const auto presumption = presumption_of(drill, position);
    if (!presumption || drill.pause || drill.time < presumption->at) return std::nullopt;
    const plan::Step& fence = drill.plan.steps[position];
    return Presume{.step = fence.id,
                   .host = fence.host,
                   .fault = presumption->fault,
                   .figures = presumption->figures};
}

/// It is a success only by the clock, and says so until its receipt is there.
void presumed(Place at, const FencePresumed& event) {
    if (is_over(at.state.status)) return;
    at.state.under_way.reset();
    at.state.ask = false;
    if (at.state.undo == UndoStatus::none && !at.step.undo.empty())
        at.state.undo = UndoStatus::armed;
    at.state.touched = true;
    succeed(at);
    at.state.presumed = true;
    at.state.why = say(Language::en, reasons::presumed, event.host,
                       firedrill::to_text(event.figures.wait), event.fault);
}

}  // namespace firedrill::drill::machine
