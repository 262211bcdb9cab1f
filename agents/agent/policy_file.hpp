// The policy of this host from its file. It is believed only if nobody but root (or, where the
// agent is not root, its own user) can have written it. Blocking; thread-safe.
#pragma once

#include "agents/agent/policy_yaml.hpp"
#include "agents/resident/rules.hpp"
#include "core/base/text.hpp"

#include <string>

namespace firedrill::agent {

/// Errors name file and line, and hold every complaint.
Result<resident::PolicyRead> load_policy(const std::string& path);

/// As load_policy(), without asking whose file it is: of somebody who is still writing it.
Result<resident::PolicyRead> draft_policy(const std::string& path, Language language);

/// Whether an agent that runs as we do would believe the file.
Result<void> is_trustworthy(const std::string& path, Language language);

}  // namespace firedrill::agent
