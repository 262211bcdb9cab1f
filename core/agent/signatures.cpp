// Who has signed the plan of a drill: what is offered is added to what is kept, and what has served
// another drill here counts for none. Whether it is enough says the policy.
#include "core/agent/machine.hpp"
#include "core/agent/policy_texts.hpp"

#include <algorithm>

namespace firedrill::agent::machine {

namespace {

bool holds(const std::vector<plan::Approval>& approvals, const std::string& id) {
    return std::ranges::find(approvals, id, &plan::Approval::id) != approvals.end();
}

/// Which of these have served another drill, and which one: a signature is given once.
std::map<std::string, std::string> used_up(const State& state, const Taking& taking) {
    std::map<std::string, std::string> out;
    for (const auto& [id, other] : state.drills) {
        if (id == taking.drill || other.approvals.empty() || !has_begun(other)) continue;
        for (const plan::Approval& approval : taking.approvals)
            if (holds(other.approvals, approval.id)) out.emplace(approval.id, id);
    }
    return out;
}

bool is_of_an_approver(const Policy* policy, const plan::Approval& approval) {
    if (policy == nullptr || !policy->approvers) return true;
    return std::ranges::any_of(policy->approvers->keys, [&](const Approver& approver) {
        return approver.key == approval.key && approver.person == approval.person;
    });
}

}  // namespace

std::vector<plan::Approval> approvals_of(const DrillView& known, const wire::OfferPlan& message) {
    std::vector<plan::Approval> out;
    if (known.plan_hash == message.hash) out = known.approvals;
    if (!message.approvals) return out;
    for (const std::string& text : *message.approvals) {
        if (out.size() >= plan::approvals_max) break;
        // One that cannot be read is of a later version, or nobody's.
        if (auto approval = plan::read_approval(text); approval && !holds(out, approval->id))
            out.push_back(std::move(*approval));
    }
    return out;
}

std::vector<plan::Approval> worth_keeping(const State& state, const std::string& hash,
                                          std::vector<plan::Approval> approvals) {
    std::erase_if(approvals, [&](const plan::Approval& approval) {
        return approval.plan != hash || !plan::is_genuine(approval) ||
               !is_of_an_approver(state.local.policy.get(), approval);
    });
    return approvals;
}

Result<void> has_signatures(const State& state, const Taking& taking, bool has_begun) {
    const Policy& policy = *state.local.policy;
    const Signed given{.approvals = taking.approvals,
                       .occasion = {.plan = taking.hash,
                                    .drill = taking.drill,
                                    .step = {},
                                    .wall = taking.wall,
                                    .grace = has_begun ? policy.max_duration : Nanos{}},
                       .used = used_up(state, taking)};
    return is_signed(policy, given, terminal_language(taking.plan.languages));
}

}  // namespace firedrill::agent::machine
