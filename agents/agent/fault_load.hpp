// cpu.load and memory.load: a child that keeps cores busy or holds memory. The kernel ends it with
// this program (PR_SET_PDEATHSIG), and before any other when memory runs out. One thread.
#pragma once

#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"

#include <boost/asio/awaitable.hpp>

#include <sys/types.h>
#include <map>
#include <string>

namespace firedrill::agent::load {

namespace asio = boost::asio;

/// The children of this program that make load, by "drill/step".
using Held = std::map<std::string, pid_t>;

constexpr bool is_load(std::string_view kind) {
    return kind == "cpu.load" || kind == "memory.load";
}

/// "cores", or "bytes" to take of the memory that is available now, and who holds it (holder.hpp).
/// Refuses where there is not so much.
Result<plan::Parameters> find(const plan::Fault& fault, Language language);
/// Succeeds when cores have worked, or the memory is resident.
asio::awaitable<AttemptReport> inflict(resident::Job job, Held& held);
asio::awaitable<resident::Mended> mend(FaultArmed fault, Held& held, Language language);

}  // namespace firedrill::agent::load
