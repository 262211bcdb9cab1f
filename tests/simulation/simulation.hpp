// One simulated drill: a seed gives plan, world, clocks, faults and people; the real machines run
// it through a phase of chaos, then everything heals and the drill must come to its end.
#pragma once

#include "tests/simulation/fault.hpp"
#include "tests/simulation/seams.hpp"
#include "tests/simulation/world.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::simulation {

struct Setup {
    Seams seams;
    std::optional<Schedule> only;  ///< exactly these faults strike, whatever the seed enables
    bool tells = false;            ///< the story is wanted
};

struct Result {
    std::vector<Violation> violations;
    std::string hash;  ///< of events, effects and durations; wall clocks do not count
    std::size_t records = 0;
    std::size_t restarts = 0;  ///< of the orchestrator
    Nanos ended{};             ///< when it was over
    drill::Ending ending = drill::Ending::completed;
    bool past_point = false;
    bool resumed = false;
    bool has_twin = false;  ///< it ran once more without steps of the wall clock
    Schedule fired;
    std::vector<std::string> story;  ///< if it was asked for
};

/// Runs the drill, and its twin without steps of the wall clock if there was one.
Result simulate(std::uint64_t seed, const Setup& setup = {});
Result simulate(std::uint64_t seed, const Seams& seams);

}  // namespace firedrill::simulation
