// Secrets of steps: variables whose values are read from files of this host when the program is
// started, and never told to anybody.
#pragma once

#include "agents/resident/process.hpp"
#include "core/agent/redact.hpp"
#include "core/plan/plan.hpp"

#include <optional>
#include <string>

namespace firedrill::agent {

/// Whether every file can be read now, by nobody else, and holds what can be kept secret.
Result<void> check_secrets(const std::optional<plan::Parameters>& files, Language language);

/// Puts the variables into the environment, and what they hold into `hidden`.
Result<void> give_secrets(const std::optional<plan::Parameters>& files, Language language,
                          resident::Command& command, Redactor& hidden);

/// Every secret that the plan names and this host can read: steps print those of others, too.
Redactor known_secrets(const plan::Plan& plan, const std::string& host);

}  // namespace firedrill::agent
