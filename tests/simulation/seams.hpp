// Where others get between the simulation and the machines under test. A planted mutant changes
// what goes into apply, decide and respond, and what comes out; whoever measures the simulated
// drill says what it is made of, and sees what really happens. Empty: the machines as they are.
#pragma once

#include "core/agent/agent.hpp"
#include "core/drill/drill.hpp"
#include "tests/simulation/swarm.hpp"

#include <functional>
#include <vector>

namespace firedrill::simulation {

/// What really came about on a host, at the moment when it did.
struct Happening {
    enum class What {
        began,
        effect,         ///< of the attempt's part: the act's, or the undo's
        ended,          ///< by itself, killed, or cut off with its program
        self_reverted,  ///< the agent mended the fault of the step
        self_fenced,    ///< and had fenced its host before
    };
    What what = What::began;
    AttemptKey key;  ///< of a self-revert: only the step
    Nanos at{};
};

struct Seams {
    /// Before anybody has it: the plan, and which faults strike.
    std::function<void(plan::Plan&)> made;
    std::function<void(Swarm&)> swarm;
    std::function<void(const Happening&)> happened;
    /// What a performer reports, before its program keeps it.
    std::function<void(const AttemptKey&, AttemptReport&)> report;
    /// Everything has settled.
    std::function<void(const drill::Drill&, const std::vector<drill::Record>&)> settled;
    std::function<void(plan::Plan&)> plan;  ///< as the orchestrator gets it
    /// False: the record is not applied.
    std::function<bool(drill::Record&)> apply;
    std::function<void(const drill::Drill&, std::vector<drill::Command>&)> decide;
    /// The input and the state that respond() sees (copies).
    std::function<void(agent::State&, agent::Input&)> respond_input;
    std::function<void(std::vector<agent::Directive>&)> respond_output;
};

}  // namespace firedrill::simulation
