// What the helper believes: nothing that the agent says, but what follows from the plan, from the
// signatures under it, and from the policy of this host. What was refused to the agent is refused
// here again, for the agent's account may be somebody else's by now.
//
// What ends a fault is not judged here: it is sealed (seal.hpp). Blocking (reads the policy);
// no thread rule.
#pragma once

#include "agents/agent/helper_protocol.hpp"
#include "agents/resident/rules.hpp"

#include <memory>
#include <string>

namespace firedrill::agent::helper {

/// What an administrator gave the helper.
struct Charge {
    std::string host;       ///< our name in the inventory
    std::string policy;     ///< file
    std::string stop_file;  ///< the kill switch
    std::string state;      ///< the helper's own directory
    std::string power_off;  ///< words; empty: this host is not switched off
    resident::ReadPolicy read_policy;
};

struct Allowed {
    std::shared_ptr<const plan::Plan> plan;
    plan::Step step;
};

/// The step that the task belongs to, if its action may be performed at this time (UTC).
Result<Allowed> judge(const Charge& charge, const Task& task, Nanos wall);

/// Longer than the policy allows no fault is prolonged.
Result<Nanos> longest_lease(const Charge& charge, Nanos wanted);

}  // namespace firedrill::agent::helper
