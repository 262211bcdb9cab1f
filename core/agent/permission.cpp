// What the administrator of this host allows: the kill switch, the policy, and what neither
// refuses.
//
// What ends a fault or lifts a fence that is held here is never refused, for it undoes what was
// allowed before. But it must be that: kind and parameters are those of the step that broke or
// fenced, or a plan could smuggle in a program of its own as somebody's way back.
#include "core/agent/machine.hpp"
#include "core/agent/policy_texts.hpp"

#include <algorithm>

namespace firedrill::agent::machine {

namespace {

Language language_of(const DrillView& drill) {
    return terminal_language(drill.plan->languages);
}

/// The plan of a drill does not change once something of it has begun, so this is what was
/// recorded.
Result<void> mends_its_own(const DrillView& drill, const plan::Step& step,
                           const plan::Action& action) {
    const auto find = [&](const std::string& id) {
        const auto found = drill.steps.find(id);
        return found == drill.steps.end() ? nullptr : &found->second->action;
    };
    const Language language = language_of(drill);
    if (const auto* revert = std::get_if<plan::Revert>(&action)) {
        const plan::Action* broke = find(revert->fault);
        const auto* fault = broke == nullptr ? nullptr : std::get_if<plan::Fault>(broke);
        if (fault == nullptr || fault->kind != revert->kind || fault->with != revert->with)
            return fail(Errc::refused,
                        say(language, text::foreign_revert, step.id, revert->kind, revert->fault));
    }
    if (const auto* release = std::get_if<plan::Release>(&action)) {
        const plan::Action* set = find(release->fence);
        const auto* fence = set == nullptr ? nullptr : std::get_if<plan::Fence>(set);
        if (fence == nullptr || fence->kind != release->kind || fence->with != release->with)
            return fail(Errc::refused, say(language, text::foreign_release, step.id, release->kind,
                                           release->fence));
    }
    return {};
}

bool is_revert(const plan::Action& action) {
    return std::holds_alternative<plan::Revert>(action);
}

bool only_reverts(const plan::Step& step, Part part) {
    return std::ranges::all_of(actions_of(step, part), is_revert);
}

bool needs_values(const plan::Action& action) {
    const auto* run = std::get_if<plan::Run>(&action);
    return run != nullptr && std::ranges::any_of(run->argv, has_placeholder);
}

/// The act of this step was begun here, so its undo was permitted together with it.
bool undoes_what_was_begun(const DrillView& drill, const AttemptKey& key) {
    if (key.part != Part::undo) return false;
    return std::ranges::any_of(drill.attempts, [&](const auto& entry) {
        return entry.first.step == key.step && entry.first.part == Part::act;
    });
}

Result<void> without_policy(const Local& local, const plan::Plan& plan) {
    if (local.production || plan.environment != plan::Environment::production) return {};
    const Language language = terminal_language(plan.languages);
    return fail(Errc::refused, say(language, text::no_policy),
                say(language, text::no_policy_remedy));
}

/// A check counts as an act where the policy does not know that it only looks.
Result<void> is_signed_for(const State& state, const DrillView& drill, const Asked& asked,
                           const AttemptKey& key) {
    if (!changes_host(*state.local.policy, asked)) return {};
    return has_signatures(state,
                          {.plan = asked.plan,
                           .drill = key.drill,
                           .hash = drill.plan_hash,
                           .approvals = drill.approvals,
                           .wall = asked.wall},
                          !drill.attempts.empty());
}

std::string in_words(const Objection& objection, std::size_t number, Language language) {
    const auto& wording = objection.part == Part::act     ? text::step_refused
                          : objection.part == Part::check ? text::check_refused
                                                          : text::undo_refused;
    return say(language, wording, number, objection.step, objection.error.what);
}

}  // namespace

Result<void> may_begin(const State& state, const wire::Execute& message, Nanos wall) {
    const AttemptKey& key = message.key;
    const DrillView& drill = view_of(state, key.drill);
    const plan::Step& step = *find_step(state, key);
    const Local& local = state.local;
    for (const plan::Action& action : actions_of(step, key.part))
        DRILL_CHECK(mends_its_own(drill, step, action));
    if (key.part != Part::check && only_reverts(step, key.part)) return {};
    if (local.stopped)
        return fail(Errc::refused, say(language_of(drill), text::stopped, *local.stopped));
    if (local.policy == nullptr) return without_policy(local, *drill.plan);
    const Asked asked{.plan = *drill.plan,
                      .step = step,
                      .part = key.part,
                      .values = &message.values,
                      .wall = wall};
    if (!undoes_what_was_begun(drill, key)) {
        DRILL_CHECK(permits(*local.policy, asked));
        return is_signed_for(state, drill, asked, key);
    }
    for (const plan::Action& action : step.undo)
        if (needs_values(action)) DRILL_CHECK(permits_action(*local.policy, asked, action));
    return {};
}

Result<void> may_take(const State& state, const Taking& taking) {
    constexpr std::size_t told_max = 10;  // the rest: firedrill-agent policy check --plan
    const Local& local = state.local;
    const plan::Plan& plan = taking.plan;
    const Language language = terminal_language(plan.languages);
    if (local.stopped) return fail(Errc::refused, say(language, text::stopped, *local.stopped));
    if (local.policy == nullptr) return without_policy(local, plan);
    DRILL_CHECK(permits_plan(*local.policy, plan));
    const auto found = objections(*local.policy, plan, state.host, taking.wall);
    if (found.empty())
        return changes_host(*local.policy, plan, state.host) ? has_signatures(state, taking, false)
                                                             : Result<void>();
    std::string all;
    for (std::size_t i = 0; i < std::min(found.size(), told_max); ++i)
        all += (i == 0 ? "" : "; ") + in_words(found[i], i + 1, language);
    if (found.size() > told_max)
        all += "; " + say(language, text::more_refused, found.size() - told_max);
    return fail(Errc::refused, std::move(all), found.front().error.remedy);
}

Directives halt(const State& state) {
    Directives out;
    if (!state.local.stopped) return out;
    for (const auto& [id, drill] : state.drills) {
        for (const auto& [key, attempt] : drill.attempts) {
            const plan::Step* step = attempt.running() ? find_step(state, key) : nullptr;
            if (step != nullptr && !only_reverts(*step, key.part)) out.push_back(Kill{key});
        }
        revert_all(drill, "stopped at the host by " + *state.local.stopped, out);
    }
    return out;
}

}  // namespace firedrill::agent::machine
