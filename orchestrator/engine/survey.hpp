// Asks every resident program of a plan what is true now, without taking anything over: no epoch is
// raised, no attempt is queried. For `status` and `recover` when no process owns the drill. Blocks
// for at most `patience`; any thread.
#pragma once

#include "orchestrator/engine/fleet.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::engine {

template <class Answer>
struct Told {
    std::string host;
    plan::Performer program = plan::Performer::agent;
    std::optional<Answer> answer;  ///< nothing: not reached
    std::string why;
};

/// Starts the links, and stops them when that is so of each, or the patience is at its end.
Task<void> run_until_all(Fleet& fleet, std::function<bool(const links::Link&)> done,
                         std::chrono::milliseconds patience);

using Surveyed = Told<wire::Status>;
/// Absent programs stay absent.
std::vector<Surveyed> survey(const FleetSettings& settings, plan::Plan plan,
                             std::chrono::milliseconds patience);

using DrillsTold = Told<wire::DrillsHeld>;
/// What each keeps. In a lab a program that is absent is started: its receipts may be all there is.
std::vector<DrillsTold> survey_drills(const FleetSettings& settings, const plan::Plan& plan,
                                      const wire::AskDrills& question,
                                      std::chrono::milliseconds patience);

}  // namespace firedrill::engine
