// Fence "storage": a mount point is unmounted, never lazily: while somebody on this host still
// works in it, it is refused and says who. A release mounts it again as it was. Stateless.
#pragma once

#include "agents/agent/fences.hpp"

namespace firedrill::agent::storage {

namespace asio = boost::asio;

Result<void> check(const plan::Parameters& with, Language language);
asio::awaitable<AttemptReport> fence(fences::Order order);
asio::awaitable<AttemptReport> release(fences::Order order);

}  // namespace firedrill::agent::storage
