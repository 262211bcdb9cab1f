// Where a planted mutant gets between the simulation and the machines under test: it may change
// what goes into apply, decide and respond, and what comes out. Empty: the machines as they are.
#pragma once

#include "core/agent/agent.hpp"
#include "core/drill/drill.hpp"

#include <functional>
#include <vector>

namespace firedrill::simulation {

struct Seams {
    std::function<void(plan::Plan&)> plan;  ///< as the orchestrator gets it
    /// False: the record is not applied.
    std::function<bool(drill::Record&)> apply;
    /// The same, only when a process reads its journal.
    std::function<bool(drill::Record&)> replayed;
    std::function<void(const drill::Drill&, std::vector<drill::Command>&)> decide;
    /// The input and the state that respond() sees (copies).
    std::function<void(agent::State&, agent::Input&)> respond_input;
    std::function<void(std::vector<agent::Directive>&)> respond_output;
    bool acts_before_commit = false;  ///< the orchestrator does not wait for its journal
};

}  // namespace firedrill::simulation
