// What becomes of one message on its way: it may be lost, late, overtaken, repeated, or come when
// its connection has long ended.
#pragma once

#include "tests/simulation/swarm.hpp"

#include <optional>
#include <vector>

namespace firedrill::simulation {

struct Fate {
    std::optional<Nanos> due;   ///< on its connection
    std::vector<Nanos> astray;  ///< copies that come by themselves
};

/// When a message arrives that is sent now; `free`: until when those behind it must wait.
Nanos arrival(Swarm& swarm, Chance& chance, Nanos now, Nanos& free);

Fate fate_of_request(Swarm& swarm, Chance& chance, Nanos now, Nanos& free);

}  // namespace firedrill::simulation
