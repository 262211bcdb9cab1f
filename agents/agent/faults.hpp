// Faults of every kind: what core/agent orders goes to the file of its kind.
#pragma once

#include "agents/agent/fault_fill.hpp"
#include "agents/agent/fault_load.hpp"
#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace firedrill::agent::faults {

namespace asio = boost::asio;

/// What this program holds and must end with it.
struct Held {
    fill::Held files;
    load::Held loads;
};

/// What the host's administrator gave this program.
struct Own {
    std::string state;      ///< directory
    std::string power_off;  ///< words; empty: the host is not switched off
};

/// Whether the kind is known, has what it needs, and this host and account can do it.
Result<void> check(const std::string& kind, const plan::Parameters& with, const Own& own,
                   Language language);

/// What will be broken and what mending needs. Changes nothing.
asio::awaitable<Result<plan::Parameters>> find(resident::Job job, Own own);

/// Breaks what find() found (job.found).
asio::awaitable<AttemptReport> inflict(resident::Job job, Held& held, Own own);

/// As a step of the plan: the undo of a fault, or its release.
asio::awaitable<AttemptReport> revert(resident::Job job, Held& held);

/// By itself, when a lease ended or the program restarted.
asio::awaitable<resident::Mended> mend(FaultArmed fault, Held& held, Language language);

/// The lease that the kernel holds lasts `fault.lease` from now; an error if it has ended.
asio::awaitable<Result<void>> extend(FaultArmed fault);

/// Why a fault that never ends by itself is seen to have no effect any more.
std::optional<std::string> seen_gone(const FaultArmed& fault, Language language);

}  // namespace firedrill::agent::faults
