// Whose signatures count, and whether there are enough of them.
#include "core/agent/policy_parts.hpp"
#include "core/agent/policy_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace firedrill::agent {

namespace {

using namespace policy_parts;

/// Keys are compared by people: the beginning is enough to see which one is meant.
std::string short_key(const std::string& key) {
    return key.substr(0, 20);
}

/// Empty where it counts.
std::string why_not(const Approvers& approvers, const plan::Approval& approval, const Signed& given,
                    Language language) {
    const auto approver = std::ranges::find(approvers.keys, approval.key, &Approver::key);
    if (approver == approvers.keys.end())
        return say(language, text::unknown_key, short_key(approval.key));
    if (approver->person != approval.person)
        return say(language, text::key_of_another, approver->person);
    if (const auto stands = stands_for(approval, given.occasion, language); !stands)
        return stands.error().what;
    if (const auto served = given.used.find(approval.id); served != given.used.end())
        return say(language, text::used_up, served->second);
    return {};
}

std::string joined(const std::set<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Result<void> is_signed(const Policy& policy, const Signed& given, Language language) {
    if (!policy.approvers) {
        if (policy.environment != plan::Environment::production) return {};
        return fail(Errc::refused, say(language, text::no_approvers, policy.file),
                    say(language, text::no_approvers_remedy));
    }
    std::set<std::string> people, missing;
    std::string others;
    for (const plan::Approval& approval : given.approvals) {
        const std::string why = why_not(*policy.approvers, approval, given, language);
        if (why.empty())
            people.insert(approval.person);
        else
            others += say(language, text::does_not_count, approval.person, why);
    }
    if (std::cmp_greater_equal(people.size(), policy.approvers->quorum)) return {};
    for (const Approver& approver : policy.approvers->keys)
        if (!people.contains(approver.person)) missing.insert(approver.person);
    std::string what =
        say(language, text::too_few_signatures, policy.file, people.size(),
            policy.approvers->quorum, people.empty() ? "-" : joined(people), joined(missing));
    return fail(Errc::refused, what + others, say(language, text::sign_remedy));
}

}  // namespace firedrill::agent
