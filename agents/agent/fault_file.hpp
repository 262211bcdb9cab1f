// file.remove and file.permissions. A removed file is only moved aside, in its own directory under
// a name that nobody else uses: with all its links, attributes and owners. No symbolic link is
// followed on the way to it, and what the system lives on is refused (core/plan/target.hpp).
//
// The agent ends them, on the end of the lease, when it is told to end and when it starts. Both are
// known again by device and inode: what somebody put in their place is not touched. Stateless; no
// thread rule.
#pragma once

#include "agents/resident/job.hpp"
#include "agents/resident/performer.hpp"
#include "core/agent/agent.hpp"

#include <string>
#include <string_view>

namespace firedrill::agent::file {

bool is_file_fault(std::string_view kind);

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language);
/// "device", "inode" and "boot"; with file.remove "beside", with file.permissions "mode".
Result<plan::Parameters> find(const resident::Job& job, const std::string& state);
AttemptReport inflict(const resident::Job& job);
resident::Mended mend(const FaultArmed& fault, Language language);

}  // namespace firedrill::agent::file
