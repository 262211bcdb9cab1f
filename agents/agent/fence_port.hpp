// Fence "port": a table of our own in the packet filter drops what comes to a port from anybody but
// this host itself and the peers that are excepted. It has no timeout and needs no program alive. A
// boot forgets it. Stateless.
#pragma once

#include "agents/agent/fences.hpp"

namespace firedrill::agent::port {

namespace asio = boost::asio;

/// The table's content.
std::string rules_of(const fences::Order& order);

Result<void> check(Language language);
asio::awaitable<AttemptReport> fence(fences::Order order);
asio::awaitable<AttemptReport> release(fences::Order order);

}  // namespace firedrill::agent::port
