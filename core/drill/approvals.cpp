// Who may answer which step: pure policy, used before an answer is journaled and again when it is
// applied, so that an answer that slipped into the journal still counts for nothing.
#include "core/base/assert.hpp"
#include "core/drill/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::drill {

namespace {

using namespace machine;

bool holds(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

/// A member, or the backup of one.
bool is_among(const plan::Plan& plan, const std::vector<std::string>& members,
              const std::string& person) {
    if (holds(members, person)) return true;
    return std::any_of(plan.people.begin(), plan.people.end(), [&](const plan::Person& p) {
        return p.backup == person && holds(members, p.id);
    });
}

/// `assignee` is a person, a role or a department; empty: anybody.
bool is_assigned(const plan::Plan& plan, const std::string& assignee, const std::string& person) {
    if (assignee.empty() || is_among(plan, {assignee}, person)) return true;
    for (const auto& role : plan.roles)
        if (role.id == assignee) return is_among(plan, role.members, person);
    return std::any_of(plan.people.begin(), plan.people.end(), [&](const plan::Person& p) {
        return p.id == person && p.department == assignee;
    });
}

bool fits(const plan::Step& step, Answer answer) {
    if (answer == Answer::refused) return true;
    if (std::holds_alternative<plan::Approve>(step.action)) return answer == Answer::approved;
    if (std::holds_alternative<plan::Manual>(step.action)) return answer == Answer::confirmed;
    if (std::holds_alternative<plan::Decide>(step.action)) return answer == Answer::chose;
    return answer == Answer::approved || answer == Answer::confirmed;
}

Error refuse(std::string what) {
    return fail(Errc::refused, std::move(what));
}

/// Whoever says no need not prove it: an abort takes no more.
Result<void> may_approve(const Drill& drill, const plan::Approve& approve, Answer answer,
                         const Identity& by) {
    if (!is_among(drill.plan, approve.members, by.person))
        return refuse(fmt::format("{} is not in role {}", by.person, approve.role));
    if (by.person == drill.started_by.person)
        return refuse(fmt::format("{} started this drill and may not approve it", by.person));
    if (drill.plan.environment == plan::Environment::production && by.proof != Proof::signature &&
        answer != Answer::refused)
        return fail(Errc::refused, "in production an approval must be signed",
                    "firedrill key sign PLAN --drill " + drill.id +
                        " --step STEP, where the person's key is; then firedrill approve with "
                        "--approval FILE");
    return {};
}

Result<void> may_act(const Drill& drill, const plan::Step& step, Answer answer,
                     const Identity& by) {
    const plan::Plan& plan = drill.plan;
    if (const auto* approve = std::get_if<plan::Approve>(&step.action))
        return may_approve(drill, *approve, answer, by);
    if (const auto* manual = std::get_if<plan::Manual>(&step.action);
        manual != nullptr && !is_assigned(plan, manual->assignee, by.person))
        return refuse(fmt::format("{} is assigned to {}", step.id, manual->assignee));
    if (const auto* decide = std::get_if<plan::Decide>(&step.action);
        decide != nullptr && !is_assigned(plan, decide->by, by.person))
        return refuse(fmt::format("{} is decided by {}", step.id, decide->by));
    if (!is_for_person(step) && by.person == drill.started_by.person)
        return refuse(
            fmt::format("{} needs four eyes: not {}, who started the drill", step.id, by.person));
    return {};
}

/// What was agreed to so far and what this answer says must be the same thing.
Result<void> option_fits(const plan::Step& step, const StepState& state, Answer answer,
                         const std::string& option) {
    const auto* decide = std::get_if<plan::Decide>(&step.action);
    if (decide == nullptr || answer == Answer::refused) return {};
    if (!option.empty() && !holds(decide->options, option))
        return refuse(fmt::format("\"{}\" is none of the options of {}", option, step.id));
    if (!state.answers.empty() && state.answers.front().option != option)
        return refuse(
            fmt::format("{} already has an answer: {}", step.id, state.answers.front().option));
    return {};
}

bool has_answered(const StepState& state, const std::string& person) {
    return std::any_of(state.answers.begin(), state.answers.end(),
                       [&](const PersonAnswered& answer) { return answer.by.person == person; });
}

}  // namespace

Result<void> may_answer(const Drill& drill, const std::string& step_id, Answer answer,
                        const Identity& by, const std::string& option) {
    const auto found = drill.steps.find(step_id);
    const plan::Step* step = plan::find_step(drill.plan, step_id);
    if (found == drill.steps.end() || step == nullptr)
        return fail(Errc::not_found, fmt::format("this drill has no step {}", step_id));
    const StepState& state = found->second;
    if (state.status != StepStatus::waiting)
        return refuse(fmt::format("{} waits for nobody", step_id));
    if (!fits(*step, answer)) return refuse(fmt::format("{} takes another answer", step_id));
    DRILL_CHECK(option_fits(*step, state, answer, option));
    if (by.proof == Proof::waived)
        return drill.approvals_waived ? Result<void>{}
                                      : refuse("approvals are not waived in this drill");
    if (by.person.empty()) return refuse("nobody is named");
    if (holds(drill.plan.evaluators, by.person))
        return refuse(fmt::format("{} evaluates this drill and takes no part in it", by.person));
    if (has_answered(state, by.person) && answer != Answer::refused)
        return refuse(fmt::format("{} has answered {} already", by.person, step_id));
    return may_act(drill, *step, answer, by);
}

Result<std::string> signer_of(const Drill& drill, const plan::Approval& approval,
                              const std::string& step, Nanos wall) {
    DRILL_CHECK(stands_for(approval,
                           {.plan = drill.plan_hash, .drill = drill.id, .step = step, .wall = wall},
                           Language::en));
    if (approval.drill.empty()) return refuse("the signature names no drill");
    const auto& people = drill.plan.people;
    const auto signer = std::ranges::find(people, approval.person, &plan::Person::id);
    if (signer == people.end() || signer->key != approval.key)
        return refuse(fmt::format("it is not the key of {} in this plan", approval.person));
    return approval.person;
}

}  // namespace firedrill::drill
