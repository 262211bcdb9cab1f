// interface.down: a network interface is taken down; the revert brings it up with what the kernel
// dropped with it: static routes, IPv6 addresses. What it held is in the receipts before it goes.
//
// The kernel has no lease for it. The agent ends it, on the end of the lease, when it is told to
// end and when it starts; it needs nobody for that who would come through this interface.
// Stateless.
#pragma once

#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent::interface {

namespace asio = boost::asio;

Result<void> check(const plan::Parameters& with, Language language);
/// "addresses", "routes" (link.hpp) and the "boot"; refused if it is down already.
asio::awaitable<Result<plan::Parameters>> find(plan::Fault fault, Language language);
asio::awaitable<AttemptReport> inflict(resident::Job job);
asio::awaitable<resident::Mended> mend(FaultArmed fault, Language language);

}  // namespace firedrill::agent::interface
