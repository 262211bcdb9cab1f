// Who is it, and how do we know: accounts of the operating system as people of the drill.
// Reads the password database; no thread rule.
#pragma once

#include "core/drill/event.hpp"

#include <sys/types.h>

#include <string>

namespace firedrill::control {

/// The account is vouched for by the kernel. `person` (from --as) is only claimed, unless it is
/// the account's own name; empty takes the account's name.
drill::Identity identify(uid_t uid, const std::string& person);

/// Ourselves.
drill::Identity identify_self(const std::string& person);

}  // namespace firedrill::control
