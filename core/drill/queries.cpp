// Questions about the state: for decide(), for the terminal and for the report.
#include "core/drill/machine.hpp"
#include "core/plan/by_hand.hpp"
#include "core/plan/partition.hpp"

#include <algorithm>

namespace firedrill::drill {

namespace machine {

int attempt_of(const StepState& state, Part part) {
    switch (part) {
        case Part::act: return state.attempt;
        case Part::check: return state.check_attempt;
        case Part::undo: return state.undo_attempt;
    }
    return 0;
}

/// Attempts that run beside a pause are not the machine's work: the pause is why it takes longer.
TimeOf whose_time(const Drill& drill) {
    if (drill.pause) return TimeOf::people;
    TimeOf out = TimeOf::machines;
    for (const auto& [id, state] : drill.steps) {
        if (state.under_way) return TimeOf::machines;
        if (state.status == StepStatus::waiting) out = TimeOf::people;
        if (state.status == StepStatus::held && out == TimeOf::machines) out = TimeOf::hold;
    }
    return out;
}

bool is_lost(const Drill& drill, const std::string& host) {
    return !host.empty() && drill.lost.contains(host);
}

bool is_given_up(const Drill& drill, const std::string& host) {
    const auto found = drill.lost.find(host);
    return found != drill.lost.end() && drill.time - found->second >= contact_patience;
}

bool may_have_happened(const StepState& state) {
    return state.may_have_happened || state.under_way == Part::act;
}

namespace {

/// Whether the step began when every point of no return that may have been passed was over: what
/// ran beside a promotion belongs to the time before it.
bool began_after_points(const Drill& drill, const StepState& state) {
    const auto& points = drill.index->points;
    return std::all_of(points.begin(), points.end(), [&](std::uint32_t position) {
        const StepState& point = drill.steps.nth(position);
        if (!may_have_happened(point)) return true;
        return is_over(point.status) && state.began_seq > point.ended_seq;
    });
}

}  // namespace

bool is_to_undo(const Drill& drill, std::size_t position) {
    const StepState& state = drill.steps.nth(position);
    if (state.undo != UndoStatus::armed && state.undo != UndoStatus::running) return false;
    const auto& node = drill.index->nodes[position];
    switch (drill.status) {
        // a drill that comes to its end does in order what the leases would do soon
        case DrillStatus::running: return node.leased_fault && !past_point_of_no_return(drill);
        case DrillStatus::undoing: return true;
        case DrillStatus::stopping:
            return drill.undo_after_point && !node.fence && began_after_points(drill, state);
        case DrillStatus::ended: return false;
    }
    return false;
}

std::size_t first_open(const Drill& drill) {
    std::size_t i = 0;
    while (i < drill.steps.size() && is_over(drill.steps.nth(i).status)) ++i;
    return i;
}

bool needs_are_over(const Drill& drill, std::size_t position) {
    const auto& needs = drill.index->nodes[position].needs;
    return std::all_of(needs.begin(), needs.end(),
                       [&](std::uint32_t need) { return is_over(drill.steps.nth(need).status); });
}

bool is_to_ask(const Drill& drill, std::size_t position) {
    const bool critical = drill.plan.steps[position].critical;
    return drill.index->nodes[position].person || (critical && !drill.steps.nth(position).cleared);
}

AttemptKey under_way_key(const Drill& drill, std::size_t position) {
    const StepState& state = drill.steps.nth(position);
    const Part part = state.under_way.value_or(Part::act);
    return {.drill = drill.id,
            .step = drill.plan.steps[position].id,
            .attempt = attempt_of(state, part),
            .part = part};
}

}  // namespace machine

const plan::Step* find_step(const Drill& drill, std::string_view id) {
    const auto found = drill.steps.find(id);
    if (found == drill.steps.end()) return nullptr;
    return &drill.plan.steps[static_cast<std::size_t>(found - drill.steps.begin())];
}

bool past_point_of_no_return(const Drill& drill) {
    if (!drill.index) return false;
    const auto& points = drill.index->points;
    return std::any_of(points.begin(), points.end(), [&](std::uint32_t point) {
        return machine::may_have_happened(drill.steps.nth(point));
    });
}

namespace {

bool succeeded(const Drill& drill, const plan::Step& step) {
    return drill.steps.at(step.id).status == StepStatus::succeeded;
}

bool is_resolved(const Drill& drill, const std::string& fault) {
    return std::any_of(drill.plan.steps.begin(), drill.plan.steps.end(), [&](const auto& step) {
        return step.resolves == fault && succeeded(drill, step);
    });
}

bool is_released(const Drill& drill, const std::string& fence) {
    return std::any_of(drill.plan.steps.begin(), drill.plan.steps.end(), [&](const auto& step) {
        const auto* release = std::get_if<plan::Release>(&step.action);
        return release != nullptr && release->fence == fence && succeeded(drill, step);
    });
}

}  // namespace

bool may_fail_back(const Drill& drill) {
    const bool was_over = drill.recovery && drill.recovery->over;
    return drill.ending != Ending::completed && past_point_of_no_return(drill) && !was_over;
}

std::vector<Outstanding> outstanding_faults(const Drill& drill) {
    std::vector<Outstanding> out;
    for (const auto& step : drill.plan.steps) {
        const auto* fault = std::get_if<plan::Fault>(&step.action);
        if (fault == nullptr || !drill.steps.contains(step.id)) continue;
        const StepState& state = drill.steps.at(step.id);
        if (!machine::may_have_happened(state) || state.undo == UndoStatus::done) continue;
        if (drill.reverted.contains(step.id) || is_resolved(drill, step.id)) continue;
        plan::Parameters found = state.report.facts;
        found.try_emplace("table", plan::partition_table(drill.id, step.id));
        out.push_back({.step = step.id,
                       .host = step.host,
                       .kind = fault->kind,
                       .by_hand = plan::commands_to_mend(drill.plan, step, found)});
    }
    return out;
}

std::vector<Presuming> fences_to_presume(const Drill& drill) {
    std::vector<Presuming> out;
    for (std::size_t i = 0; drill.index && i < drill.steps.size(); ++i)
        if (const auto presumption = machine::presumption_of(drill, i))
            out.push_back({.step = drill.plan.steps[i].id,
                           .host = drill.plan.steps[i].host,
                           .fault = presumption->fault,
                           .left = std::max(presumption->at - drill.time, Nanos{0})});
    return out;
}

std::vector<Outstanding> fences_held(const Drill& drill) {
    std::vector<Outstanding> out;
    for (const auto& step : drill.plan.steps) {
        const auto* fence = std::get_if<plan::Fence>(&step.action);
        if (fence == nullptr || !drill.steps.contains(step.id)) continue;
        const StepState& state = drill.steps.at(step.id);
        if (!machine::may_have_happened(state) || state.undo == UndoStatus::done) continue;
        if (is_released(drill, step.id)) continue;
        out.push_back({.step = step.id, .host = step.host, .kind = fence->kind});
    }
    return out;
}

std::vector<std::string> waiting_for_people(const Drill& drill) {
    std::vector<std::string> out;
    for (const auto& [id, state] : drill.steps)
        if (state.status == StepStatus::waiting) out.push_back(id);
    return out;
}

std::vector<std::string> held_steps(const Drill& drill) {
    std::vector<std::string> out;
    for (const auto& [id, state] : drill.steps)
        if (state.status == StepStatus::held) out.push_back(id);
    return out;
}

bool needs_a_person(const Drill& drill) {
    if (drill.pause) return true;
    return std::any_of(drill.steps.begin(), drill.steps.end(), [](const auto& entry) {
        return entry.second.status == StepStatus::waiting ||
               entry.second.status == StepStatus::held;
    });
}

plan::Phase current_phase(const Drill& drill) {
    plan::Phase phase =
        drill.plan.phases.empty() ? plan::Phase::prepare : drill.plan.phases.front();
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        const StepState& state = drill.steps.nth(i);
        const bool open = drill.status == DrillStatus::running && !is_over(state.status);
        if (open || state.began) phase = drill.plan.steps[i].phase;
        if (open) return phase;
    }
    return phase;
}

}  // namespace firedrill::drill
