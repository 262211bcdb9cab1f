// decide(): what should be under way now. Reads as the life of a drill: a breached guard before
// everything, then questions about what got lost, then the steps whose turn it is, then the end.
#include "core/drill/machine.hpp"

namespace firedrill::drill {

namespace {

using namespace machine;

void ask_about_orphans(const Drill& drill, std::vector<Command>& out) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i)
        if (drill.steps.nth(i).ask && !is_lost(drill, drill.plan.steps[i].host))
            out.push_back(Query{under_way_key(drill, i)});
}

/// An attempt under way must have ended before its step does anything else. A check tells how an
/// attempt ended, so a pause does not keep it from beginning.
void decide_step(const Drill& drill, std::size_t i, std::vector<Command>& out) {
    const StepState& state = drill.steps.nth(i);
    const bool lost = is_lost(drill, drill.plan.steps[i].host);
    if (state.under_way) return;
    if (state.status == StepStatus::checking && !lost)
        out.push_back(execute(drill, i, Part::check));
    if (state.status == StepStatus::held && !state.told) out.push_back(Ask{drill.plan.steps[i].id});
    if (drill.pause) return;
    if (state.status == StepStatus::delayed && state.due <= drill.time && !lost)
        out.push_back(execute(drill, i, Part::act));
    if (state.status != StepStatus::pending || !needs_are_over(drill, i)) return;
    const auto& when = drill.index->nodes[i].when;
    if (when && !is_over(drill.steps.nth(*when).status)) return;
    if (is_to_ask(drill, i))
        out.push_back(Ask{drill.plan.steps[i].id});
    else if (!lost)
        out.push_back(execute(drill, i, Part::act));
}

void decide_running(const Drill& drill, std::vector<Command>& out) {
    const std::size_t first = first_open(drill);
    if (first == drill.steps.size()) {
        if (!decide_undo(drill, out)) out.push_back(End{.ending = Ending::completed});
        return;
    }
    const plan::Phase phase = drill.plan.steps[first].phase;
    for (std::size_t i = first; i < drill.steps.size() && drill.plan.steps[i].phase == phase; ++i)
        if (!is_over(drill.steps.nth(i).status)) decide_step(drill, i, out);
}

}  // namespace

Execute machine::execute(const Drill& drill, std::size_t position, Part part) {
    const StepState& state = drill.steps.nth(position);
    return {.key = {.drill = drill.id,
                    .step = drill.plan.steps[position].id,
                    .attempt = attempt_of(state, part) + 1,
                    .part = part},
            .closes = state.attempt};
}

std::vector<Command> decide(const Drill& drill) {
    std::vector<Command> out;
    if (!drill.index || drill.status == DrillStatus::ended) return out;
    if (drill.status == DrillStatus::running)
        if (auto breach = breach_due(drill)) return {std::move(*breach)};
    ask_about_orphans(drill, out);
    if (drill.status == DrillStatus::running)
        decide_running(drill, out);
    else
        decide_stop(drill, out);
    const bool ends = !out.empty() && std::holds_alternative<End>(out.back());
    if (!ends)
        if (auto wake = next_wake(drill)) out.push_back(std::move(*wake));
    return out;
}

}  // namespace firedrill::drill
