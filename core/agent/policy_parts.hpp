// What the files of the policy share. Nobody else includes it.
#pragma once

#include "core/agent/policy.hpp"

namespace firedrill::agent::policy_parts {

/// With the remedy that is the same for everything.
Error refuse(std::string what, Language language);

/// None of the words is, or means, what the policy never allows.
Result<void> not_never(const Policy& policy, const std::vector<std::string>& words,
                       std::string_view directory, Language language);

// policy_commands.cpp
/// The grant that covers it. `values` as in Asked.
Result<const CommandGrant*> permits_command(const Policy& policy, const plan::Run& run,
                                            const Values* values, Language language);
Result<void> permits_script(const Policy& policy, const plan::Script& script, Language language);

// policy_kinds.cpp
Result<void> permits_fault(const Policy& policy, const plan::Fault& fault, Language language);
Result<void> permits_fence(const Policy& policy, const plan::Fence& fence, Language language);

}  // namespace firedrill::agent::policy_parts
