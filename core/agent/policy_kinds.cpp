// Faults and fences: kinds and the ranges of their parameters.
#include "core/agent/policy_parts.hpp"
#include "core/agent/policy_texts.hpp"
#include "core/plan/fault_kinds.hpp"

#include <algorithm>

namespace firedrill::agent::policy_parts {

namespace {

/// Where the policy speaks of it: `faults` or `fences`.
struct Section {
    const Policy& policy;
    std::string_view name;
    const std::vector<KindGrant>& grants;
    Language language;
};

/// Words that are a program stand among the commands.
bool is_command(std::string_view kind, std::string_view parameter) {
    if (kind == "service.stop") return parameter == "stop" || parameter == "start";
    if (kind != "command") return false;
    return parameter == "set" || parameter == "verify" || parameter == "release";
}

/// As the agent cuts them; any blank but " " is no way to write them.
Result<void> permits_words(const Section& section, std::string_view words) {
    plan::Run run;
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (end > 0) run.argv.emplace_back(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    for (const std::string& word : run.argv)
        if (word.find_first_of("\t\n\v\f\r") != word.npos || has_placeholder(word))
            return refuse(say(section.language, text::no_command, section.policy.file, word),
                          section.language);
    DRILL_TRY(grant, permits_command(section.policy, run, nullptr, section.language));
    (void)grant;
    return {};
}

Result<void> permits_parameter(const Section& section, const KindGrant& grant,
                               const std::string& name, const std::string& value) {
    if (is_command(grant.kind, name)) return permits_words(section, value);
    const auto& [policy, where, grants, language] = section;
    const auto rule = grant.with.find(name);
    if (rule == grant.with.end())
        return refuse(say(language, text::parameter, policy.file, where, grant.kind, name),
                      language);
    if (!accepts(rule->second, value))
        return refuse(say(language, text::parameter_value, policy.file, where, grant.kind, name,
                          value, in_words(rule->second, language)),
                      language);
    return not_never(policy, {value}, "/", language);
}

/// Of those of which exactly one is given, the others are absent.
bool is_one_of_several(std::string_view kind, std::string_view parameter) {
    const plan::KindRule* rule = plan::find_kind(kind);
    return rule != nullptr && std::ranges::any_of(rule->one_of, [&](const auto& one) {
               return one.name == parameter;
           });
}

Result<void> nothing_is_absent(const Section& section, const KindGrant& grant,
                               const plan::Parameters& with) {
    for (const auto& [name, rule] : grant.with) {
        const auto given = with.find(name);
        const bool present = given != with.end() && !given->second.empty();
        if (present || grant.may_be_absent.contains(name) || is_one_of_several(grant.kind, name))
            continue;
        return refuse(say(section.language, text::parameter_absent, section.policy.file,
                          section.name, grant.kind, name),
                      section.language);
    }
    return {};
}

Result<void> permits_kind(const Section& section, const KindGrant& grant,
                          const plan::Parameters& with, Nanos lease) {
    const auto& [policy, where, grants, language] = section;
    const Nanos longest = grant.max_lease.value_or(policy.max_lease);
    if (lease > longest || lease > policy.max_lease)
        return refuse(say(language, text::lease_too_long, policy.file, to_text(lease),
                          to_text(std::min(longest, policy.max_lease))),
                      language);
    DRILL_CHECK(nothing_is_absent(section, grant, with));
    for (const auto& [name, value] : with)
        if (!value.empty()) DRILL_CHECK(permits_parameter(section, grant, name, value));
    return {};
}

/// One grant of the kind has to cover all of it.
Result<void> permits(const Section& section, const std::string& kind, const plan::Parameters& with,
                     Nanos lease) {
    const auto& [policy, where, grants, language] = section;
    if (std::ranges::find(policy.never.kinds, kind) != policy.never.kinds.end())
        return refuse(say(language, text::never_kind, policy.file, kind), language);
    Error nearest = refuse(say(language, text::kind, policy.file, where, kind), language);
    for (const KindGrant& grant : grants) {
        if (grant.kind != kind) continue;
        const auto permitted = permits_kind(section, grant, with, lease);
        if (permitted) return {};
        nearest = permitted.error();
    }
    return nearest;
}

}  // namespace

Result<void> permits_fault(const Policy& policy, const plan::Fault& fault, Language language) {
    return permits({policy, "faults", policy.faults, language}, fault.kind, fault.with,
                   fault.lease);
}

Result<void> permits_fence(const Policy& policy, const plan::Fence& fence, Language language) {
    return permits({policy, "fences", policy.fences, language}, fence.kind, fence.with, Nanos{});
}

}  // namespace firedrill::agent::policy_parts
