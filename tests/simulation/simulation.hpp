// One simulated drill: a seed gives plan, world, faults and people; the real machines run it.
#pragma once

#include "tests/simulation/seams.hpp"
#include "tests/simulation/world.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace firedrill::simulation {

struct Result {
    std::vector<Violation> violations;
    std::string hash;  ///< of the world's history and the drill's last state
    std::size_t records = 0;
    std::size_t restarts = 0;  ///< of the orchestrator
    drill::Ending ending = drill::Ending::completed;
    bool past_point = false;
    bool resumed = false;
    std::map<std::string, std::size_t> steered;  ///< what the operator wanted, by the event's tag
    std::vector<std::string> story;              ///< if it was asked for
};

enum class Story { no, yes };

Result simulate(std::uint64_t seed, const Seams& seams = {}, Story story = Story::no);

}  // namespace firedrill::simulation
