// What the parts of a simulation of rival drills share.
#pragma once

#include "tests/simulation/rivals_truth.hpp"
#include "tests/simulation/seams.hpp"
#include "tests/simulation/swarm.hpp"
#include "tests/simulation/timeline.hpp"

namespace firedrill::simulation {

struct RivalsStage {
    Swarm& swarm;
    const Seams& seams;
    Timeline& timeline;
    RivalsTruth& truth;
    int reboots = 0;
    int torn = 0;  ///< crashes that left a part of what was being written
};

}  // namespace firedrill::simulation
