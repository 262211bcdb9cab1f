#include "agents/agent/helper_judge.hpp"

#include "agents/agent/fences.hpp"
#include "agents/agent/helper_texts.hpp"
#include "agents/resident/texts.hpp"
#include "core/base/json.hpp"

#include <sys/stat.h>
#include <algorithm>

namespace firedrill::agent::helper {

namespace {

std::vector<plan::Action> actions_of(const plan::Step& step, Part part) {
    switch (part) {
        case Part::act: return {step.action};
        case Part::check: break;
        case Part::undo: return step.undo;
    }
    return step.check ? std::vector<plan::Action>{*step.check} : std::vector<plan::Action>{};
}

bool holds(const plan::Step& step, const Task& task) {
    const std::string wanted = canonical(to_json(task.action));
    return std::ranges::any_of(actions_of(step, task.key.part), [&](const plan::Action& action) {
        return canonical(to_json(action)) == wanted;
    });
}

Result<std::vector<plan::Approval>> read_all(const std::vector<std::string>& texts) {
    std::vector<plan::Approval> out;
    for (const std::string& text : texts) {
        DRILL_TRY(approval, plan::read_approval(text));
        out.push_back(std::move(approval));
    }
    return out;
}

/// What was fenced by us may be released by whoever may ask us.
bool is_our_fence(const plan::Action& action, const Charge& charge, const AttemptKey& key) {
    const auto* release = std::get_if<plan::Release>(&action);
    if (release == nullptr) return false;
    const auto note = fences::read_note({.kind = release->kind,
                                         .with = release->with,
                                         .drill = key.drill,
                                         .step = key.step,
                                         .state = charge.state});
    return note && *note;
}

Result<void> is_signed_for(const Policy& policy, const Asked& asked, const Task& task) {
    if (!changes_host(policy, asked)) return {};
    DRILL_TRY(approvals, read_all(task.approvals));
    const std::string hash = plan::hash(asked.plan);
    const Signed given{.approvals = approvals,
                       .occasion = {.plan = hash,
                                    .drill = task.key.drill,
                                    .step = {},
                                    .wall = asked.wall,
                                    .grace = policy.max_duration},
                       .used = {}};
    return is_signed(policy, given, resident::language_of(asked.plan));
}

Result<void> is_allowed(const Charge& charge, const Task& task, const Asked& asked) {
    const Language language = resident::language_of(asked.plan);
    if (std::holds_alternative<plan::Revert>(task.action)) return {};
    if (is_our_fence(task.action, charge, task.key)) return {};
    // Whatever stands there throws the switch, also a link that leads nowhere.
    if (struct stat found{}; ::lstat(charge.stop_file.c_str(), &found) == 0)
        return fail(Errc::refused, say(language, text::helper_stopped, charge.stop_file));
    DRILL_TRY(read, charge.read_policy(charge.policy));
    const Policy& policy = *read.policy;
    DRILL_CHECK(permits_plan(policy, asked.plan));
    if (task.key.part == Part::act) {
        DRILL_CHECK(permits(policy, asked));
    } else {
        DRILL_CHECK(permits_action(policy, asked, task.action));
    }
    return is_signed_for(policy, asked, task);
}

}  // namespace

Result<Allowed> judge(const Charge& charge, const Task& task, Nanos wall) {
    DRILL_TRY(plan, plan::read_plan(task.plan));
    const Language language = resident::language_of(plan);
    const plan::Step* step = plan::find_step(plan, task.key.step);
    const bool ours = step != nullptr && step->host == charge.host &&
                      step->performer == plan::Performer::agent && is_for_helper(task.action) &&
                      holds(*step, task);
    if (!ours) return fail(Errc::refused, say(language, text::helper_not_in_plan, task.key.step));
    DRILL_CHECK(is_allowed(
        charge, task,
        {.plan = plan, .step = *step, .part = task.key.part, .values = nullptr, .wall = wall}));
    Allowed out;
    out.step = *step;
    out.plan = std::make_shared<const plan::Plan>(std::move(plan));
    return out;
}

Result<Nanos> longest_lease(const Charge& charge, Nanos wanted) {
    DRILL_TRY(read, charge.read_policy(charge.policy));
    return std::min(wanted, read.policy->max_lease);
}

}  // namespace firedrill::agent::helper
