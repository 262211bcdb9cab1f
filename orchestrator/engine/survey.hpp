// Asks every resident program of a plan what is true now, without taking anything over: nothing is
// started, no epoch is raised, no attempt is queried. For `status` when no process owns the drill.
// Blocks for at most `patience`; any thread.
#pragma once

#include "orchestrator/engine/fleet.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::engine {

struct Surveyed {
    std::string host;
    plan::Performer program = plan::Performer::agent;
    std::optional<wire::Status> status;  ///< nothing: not reached
    std::string why;
};

std::vector<Surveyed> survey(const FleetSettings& settings, plan::Plan plan,
                             std::chrono::milliseconds patience);

}  // namespace firedrill::engine
