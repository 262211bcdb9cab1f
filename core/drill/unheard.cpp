// A promotion that was given up without a word from its host may still begin there: its order is on
// the way, or waits for a disk. Behind its fence that does no harm. So before a fence is lifted its
// host is asked, which closes the attempt for good (docs/guarantees.md, "Never two primaries").
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

namespace firedrill::drill::machine {

std::optional<std::size_t> unheard_before(const Drill& drill, std::size_t position) {
    if (!std::holds_alternative<plan::Release>(drill.plan.steps[position].action))
        return std::nullopt;
    for (const std::uint32_t point : drill.index->points)
        if (drill.steps.nth(point).unheard && is_over(drill.steps.nth(point).status)) return point;
    return std::nullopt;
}

void ask_once_more(Place at) {
    StepState& state = at.state;
    state.status = StepStatus::orphaned;
    state.under_way = Part::act;
    state.ask = true;
    state.ask_since = at.drill.time;
    state.ended.reset();
}

/// A person may know that the host is gone, and says so. Where nobody is asked the drill stops with
/// its fence, and asks again when it is taken up.
void unheard_for_good(Place at, const std::string& why) {
    StepState& state = at.state;
    state.under_way.reset();
    state.ask = false;
    come_to_end(at, StepStatus::unknown);
    state.why = why;
    if (is_to_hold(at)) {
        state.unheard = false;
        return hold(at, why);
    }
    begin_stop(at.drill, {.ending = Ending::failed,
                          .why = say(Language::en, reasons::step_unknown, at.step.id)});
}

}  // namespace firedrill::drill::machine
