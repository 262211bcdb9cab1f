// network.delay and network.loss: what leaves through an interface is held up or thrown away by the
// kernel's netem (tc). Only where the interface has one of the kernel's own queues, which comes
// back by itself when ours is removed; a queue that somebody set up is left alone.
//
// The kernel has no lease for it: the agent ends it. Stateless.
#pragma once

#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>

namespace firedrill::agent::netem {

namespace asio = boost::asio;

bool is_netem(std::string_view kind);

/// Whether this kernel has netem: loaded, built in, or among its modules. `root` is "/".
bool kernel_has_netem(const std::string& root);

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language);
/// The "queue" of the interface now.
asio::awaitable<Result<plan::Parameters>> find(plan::Fault fault, Language language);
asio::awaitable<AttemptReport> inflict(resident::Job job);
asio::awaitable<resident::Mended> mend(FaultArmed fault, Language language);

/// Of `tc qdisc show dev X`: the kind at the root, and whether it is ours. Pure.
struct Queue {
    std::string kind;
    bool of_kernel = true;  ///< nobody set it up
    bool ours = false;
    bool has_netem = false;
};
Queue read_queue(std::string_view shown);

}  // namespace firedrill::agent::netem
