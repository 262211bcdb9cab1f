// Asks the process that owns the store. Blocks for as long as the answer takes (a fact becomes
// durable in milliseconds), at most 30 seconds.
#pragma once

#include "orchestrator/control/protocol.hpp"

#include <filesystem>

namespace firedrill::control {

/// Errc::not_found when nobody listens. An Answer with a code is what the owner said.
Result<Answer> ask(const std::filesystem::path& socket, const Request& request);

}  // namespace firedrill::control
