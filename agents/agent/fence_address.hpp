// Fence "address": this host gives up an address, so that another one may take it. After it no
// interface here holds it and no packet to it is taken for ours; what else the interface held
// stays. A release puts it back as it was, with the routes that went with it. A boot or a cluster
// manager may put it back, too: the fence is proven when it is set, not watched. Stateless.
#pragma once

#include "agents/agent/fences.hpp"

namespace firedrill::agent::address {

namespace asio = boost::asio;

Result<void> check(Language language);
asio::awaitable<AttemptReport> fence(fences::Order order);
asio::awaitable<AttemptReport> release(fences::Order order);

}  // namespace firedrill::agent::address
