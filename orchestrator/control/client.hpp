// Asks the process that runs a drill. Blocks for as long as the answer takes (a fact becomes
// durable in milliseconds), at most for `limit`.
#pragma once

#include "orchestrator/control/protocol.hpp"

#include <chrono>
#include <filesystem>

namespace firedrill::control {

/// Errc::not_found when nobody listens, Errc::timeout when somebody does and says nothing. An
/// Answer with a code is what the owner said.
Result<Answer> ask(const std::filesystem::path& socket, const Request& request,
                   std::chrono::seconds limit = std::chrono::seconds{30});

}  // namespace firedrill::control
