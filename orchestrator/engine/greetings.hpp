// Greets every resident program of a plan and asks how it is: for `firedrill agent ping`. Blocks
// for at most `patience`; any thread.
#pragma once

#include "orchestrator/engine/survey.hpp"

#include <optional>
#include <vector>

namespace firedrill::engine {

struct Greeting {
    wire::Welcome welcome;
    std::optional<Nanos> round_trip;  ///< the best of sixteen
    std::optional<wire::Status> status;
};

/// In a lab absent programs are started, as a drill would.
std::vector<Told<Greeting>> greet(const FleetSettings& settings, const plan::Plan& plan,
                                  std::chrono::milliseconds patience);

}  // namespace firedrill::engine
