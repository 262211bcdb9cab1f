// disk.fill: a file without a name takes the room of a file system. The kernel gives it back when
// its descriptor is closed, also by the death of this program. One thread.
#pragma once

#include "agents/resident/files.hpp"
#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <string>

namespace firedrill::agent::fill {

namespace asio = boost::asio;

/// The files that this program holds, by "drill/step".
using Held = std::map<std::string, resident::Fd>;

/// Looks at the file system: "bytes" to take, "holder" (this program), its "start" and "boot".
/// Refuses where there is no room for it, and that of `state` unless the plan says otherwise.
Result<plan::Parameters> find(const plan::Fault& fault, const std::string& state,
                              Language language);
asio::awaitable<AttemptReport> inflict(resident::Job job, Held& held);
asio::awaitable<resident::Mended> mend(FaultArmed fault, Held& held, Language language);

}  // namespace firedrill::agent::fill
