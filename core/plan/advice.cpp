#include "core/plan/advice.hpp"

#include "core/plan/by_hand.hpp"
#include "core/plan/compile_texts.hpp"

#include <algorithm>
#include <set>

namespace firedrill::plan {

namespace {

using model::both;

template <class Action>
bool is(const Step& step) {
    return std::holds_alternative<Action>(step.action);
}

struct View {
    const Plan& plan;
    const model::Scenario& scenario;
    const Expander& expander;
    Problems& problems;

    model::Place at(const Step& step) const { return expander.place_of(step.id); }
    bool live() const { return plan.form == Form::live_switchover; }
    /// Index of the first step that cannot be taken back; steps.size() if there is none.
    std::size_t point_of_no_return() const {
        for (std::size_t i = 0; i < plan.steps.size(); ++i)
            if (plan.steps[i].point_of_no_return) return i;
        return plan.steps.size();
    }
};

void count_hosts(const View& view) {
    std::set<std::string> changed;
    for (const auto& step : view.plan.steps)
        if (step.performer == Performer::agent && changes_something(step.action))
            changed.insert(step.host);
    const int most = view.plan.guards.max_hosts;
    if (changed.size() <= static_cast<std::size_t>(most)) return;
    const auto& place = view.scenario.guards.place;
    view.problems.error(place.line == 0 ? view.scenario.id.place : place,
                        both(texts::too_many_hosts, changed.size(),
                             model::listed({changed.begin(), changed.end()}), most),
                        both(texts::too_many_hosts_remedy));
}

/// A fault that stays must be mended: undone before the point of no return, resolved after it.
void mend_faults(const View& view) {
    for (const auto& step : view.plan.steps) {
        if (!is<Fault>(step)) continue;
        if (step.undo.empty())
            view.problems.warning(view.at(step), both(texts::fault_without_undo, step.id),
                                  both(texts::fault_without_undo_remedy));
        const bool stays = !reverts_by_itself(std::get<Fault>(step.action).kind);
        const bool resolved =
            std::any_of(view.plan.steps.begin(), view.plan.steps.end(),
                        [&](const Step& other) { return other.resolves == step.id; });
        if (stays && !resolved)
            view.problems.warning(view.at(step), both(texts::fault_never_resolved, step.id),
                                  both(texts::fault_never_resolved_remedy, step.group));
    }
}

/// What the kernel holds must not heal a host that nobody has fenced: its fence is armed before it.
void arm_fences(const View& view) {
    for (const auto& step : view.plan.steps) {
        const auto* fault = std::get_if<Fault>(&step.action);
        if (fault == nullptr || !is_kernel_held(fault->kind)) continue;
        const Step* before = fence_before(view.plan, step.id);
        if (before == nullptr || can_be_armed(std::get<Fence>(before->action).kind)) continue;
        view.problems.error(view.at(step),
                            both(texts::cannot_arm, step.id, fault->kind, before->id,
                                 std::get<Fence>(before->action).kind),
                            both(texts::cannot_arm_remedy));
    }
}

void no_way_back(const View& view) {
    const auto& steps = view.plan.steps;
    const std::size_t point = view.point_of_no_return();
    if (point == steps.size()) {
        if (view.live())
            view.problems.warning(view.scenario.id.place, both(texts::no_point_of_no_return),
                                  both(texts::no_point_of_no_return_remedy));
        return;
    }
    const bool fenced = std::any_of(
        steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(point),
        [&](const Step& step) { return is<Fence>(step) || view.expander.fences(step.id); });
    if (!fenced && view.live() && view.plan.variant == Variant::unplanned) {
        // A script of the user's own may well fence; nobody can see inside.
        const bool opaque = steps[point].id == steps[point].group;
        view.problems.add(opaque ? model::Severity::notice : model::Severity::warning,
                          view.at(steps[point]), both(texts::no_fence, steps[point].id),
                          {.remedy = both(texts::no_fence_remedy)});
    }
    for (std::size_t i = point + 1; i < steps.size(); ++i) {
        const Step& step = steps[i];
        if (step.phase != steps[point].phase) break;
        if (is<Approve>(step))
            view.problems.warning(view.at(step),
                                  both(texts::late_approval, step.id, steps[point].id),
                                  both(texts::late_approval_remedy));
        if (is<Fault>(step))
            view.problems.warning(view.at(step), both(texts::late_fault, step.id, steps[point].id),
                                  both(texts::late_fault_remedy));
    }
}

void compare_in_the_end(const View& view) {
    int comparisons = 0;
    for (const auto& step : view.plan.steps) {
        if (!is<VerifyBaseline>(step)) continue;
        if (step.phase != Phase::reinstate || ++comparisons > 1)
            view.problems.error(view.at(step), both(texts::misplaced_baseline),
                                both(texts::misplaced_baseline_remedy));
    }
    if (comparisons == 0 && view.live())
        view.problems.warning(view.scenario.id.place, both(texts::no_baseline),
                              both(texts::no_baseline_remedy));
}

void fit_duration(const View& view) {
    const Nanos most = view.plan.guards.max_duration;
    for (const auto& step : view.plan.steps)
        if (step.performer != Performer::person && step.timeout > most)
            view.problems.warning(
                view.at(step),
                both(texts::timeout_above_guard, step.id, to_text(step.timeout), to_text(most)),
                both(texts::timeout_above_guard_remedy));
}

void mark_once(const View& view) {
    std::set<std::pair<bool, Mark>> seen;
    for (const auto& step : view.plan.steps) {
        if (!step.mark) continue;
        const bool failback = step.phase >= Phase::failback;
        if (!seen.emplace(failback, *step.mark).second)
            view.problems.warning(
                view.at(step),
                both(texts::mark_twice, boost::describe::enum_to_string(*step.mark, "?")),
                both(texts::mark_twice_remedy));
    }
}

}  // namespace

void advise(const Plan& plan, const model::Scenario& scenario, const Expander& expander,
            Problems& problems) {
    const View view{plan, scenario, expander, problems};
    count_hosts(view);
    // Steps that could not be compiled are missing; advice about the rest would mislead.
    if (model::has_errors(problems.list())) return;
    mend_faults(view);
    arm_fences(view);
    no_way_back(view);
    compare_in_the_end(view);
    fit_duration(view);
    mark_once(view);
}

}  // namespace firedrill::plan
