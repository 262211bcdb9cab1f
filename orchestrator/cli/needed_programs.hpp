// Which resident programs a workspace needs on which hosts: what its scenarios compile to, and an
// agent on every host that no scenario uses yet. Pure.
#pragma once

#include "core/model/workspace.hpp"
#include "core/plan/plan.hpp"

#include <map>
#include <string>
#include <vector>

namespace firedrill::cli {

struct NeededPrograms {
    plan::Plan plan;                                            ///< environment and hosts only
    std::map<std::string, std::vector<std::string>> scenarios;  ///< by host
};

NeededPrograms needed_programs(const model::Workspace& workspace);

/// Leaves only these hosts; not_found names one that the inventory does not have. None: all stay.
Result<void> keep_only(plan::Plan& plan, const std::vector<std::string>& hosts);

/// "ssh drill@10.0.1.10", "local /run/firedrill/agent.sock", "local".
std::string way_to(const plan::Host& host);

}  // namespace firedrill::cli
