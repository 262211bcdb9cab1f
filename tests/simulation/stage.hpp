// What every part of a simulated drill shares.
#pragma once

#include "tests/simulation/program.hpp"
#include "tests/simulation/seams.hpp"
#include "tests/simulation/swarm.hpp"
#include "tests/simulation/timeline.hpp"
#include "tests/simulation/world.hpp"

#include <memory>

namespace firedrill::simulation {

struct Stage {
    Swarm& swarm;
    const Seams& seams;
    Timeline& timeline;
    World& world;
    std::shared_ptr<const plan::Plan> plan;
    bool tells = false;  ///< the story is wanted
};

}  // namespace firedrill::simulation
