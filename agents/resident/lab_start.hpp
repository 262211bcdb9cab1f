// Starts this program's own `serve --lab` in a session of its own, for a laboratory that reaches it
// through ssh. Blocking; no thread rule.
#pragma once

#include "agents/resident/options.hpp"
#include "core/base/result.hpp"

namespace firedrill::resident {

/// Makes options.state (mode 0700; refuses one that somebody else made) and returns when somebody
/// listens to options.socket, or after ten seconds. Output goes to options.state/log.
Result<void> start_in_lab(const Options& options);

}  // namespace firedrill::resident
