// Fence "command": programs of the user's own. `set` fences, `verify` proves it (exit code 0),
// `release` lifts it, after which `verify` must say no. What `verify` does not prove is not fenced.
// Stateless.
#pragma once

#include "agents/agent/fences.hpp"

namespace firedrill::agent::command {

namespace asio = boost::asio;

Result<void> check(const plan::Parameters& with, Language language);
asio::awaitable<AttemptReport> fence(fences::Order order);
asio::awaitable<AttemptReport> release(fences::Order order);

}  // namespace firedrill::agent::command
