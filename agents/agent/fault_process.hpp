// process.kill, process.pause, service.stop. Each first finds exactly what it will break (number
// and start time), so that neither breaking nor mending can hit anything else. Stateless.
#pragma once

#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent::process_fault {

namespace asio = boost::asio;

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language);

/// "pid", "start", "boot", "command"; of service.stop its "program". Changes nothing.
Result<plan::Parameters> find(const plan::Fault& fault, Language language);

/// The effect lies between just before the system call and the moment at which the process was
/// seen to be gone or stopped.
asio::awaitable<AttemptReport> inflict(resident::Job job);

/// As a step of the plan, with the words that the plan has for it.
asio::awaitable<resident::Mended> revert(resident::Job job);

/// What now runs in place of a process that was killed: somebody started it. Nothing if none does,
/// or if the kind leaves nothing to be seen.
std::optional<std::string> seen_again(const FaultArmed& fault, Language language);

/// By itself, when a lease ended or the program restarted.
asio::awaitable<resident::Mended> mend(FaultArmed fault, Language language);

}  // namespace firedrill::agent::process_fault
