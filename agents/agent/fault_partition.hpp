// network.partition and dns.failure: a table of our own in the kernel's packet filter drops what
// passes between this host and its peers. docs/adr/0011-kernel-held-leases.md says why it is built
// so.
//
// Where nothing must hold before it ends, the rules drop only while a set element lives whose
// timeout is the lease: with no program alive the kernel ends it. Where the plan fences this host
// before a promotion it has no timeout, and what the element guards is the other way round: when
// nobody renews it, the kernel closes the port of the server that must not come back. Stateless.
#pragma once

#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"
#include "core/plan/partition.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent::partition {

namespace asio = boost::asio;

/// The table's content.
struct Cut {
    std::string table;
    plan::Partition what;
    Nanos lease{};
    bool sticky = false;        ///< no timeout: it ends behind a fence
    std::optional<int> closes;  ///< the port that is closed when the lease ends
};
std::string rules_of(const Cut& cut);
/// Deletes and adds the lease's elements in one transaction; fails if they have ended.
std::string renewal_of(const std::string& table, Nanos lease);

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language);
/// "table"; of a fault that may end only behind a fence also "fence" and its "data". Refused where
/// that fence is of a kind that cannot be armed.
Result<plan::Parameters> find(const resident::Job& job);
asio::awaitable<AttemptReport> inflict(resident::Job job);
asio::awaitable<resident::Mended> mend(plan::Parameters found, std::string name, Language language);
asio::awaitable<Result<void>> extend(FaultArmed fault);

}  // namespace firedrill::agent::partition
