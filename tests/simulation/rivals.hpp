// Two to four drills that know nothing of each other, on two to four hosts: a seed gives plans,
// clocks and faults; the agents' real machines must keep the drills apart (P7). After a phase of
// chaos everything heals, and each drill must come to an end or hear who is in its way.
#pragma once

#include "tests/simulation/rivals_truth.hpp"
#include "tests/simulation/simulation.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace firedrill::simulation {

struct RivalsResult {
    std::vector<Violation> violations;
    std::uint64_t hash = 0;
    Schedule fired;
    RivalsTruth::Situations situations;
    int drills = 0;
    int to_their_end = 0;
    int resumes = 0;
    int reboots = 0;  ///< of hosts
    int torn = 0;     ///< crashes that left a part of what was being written
    Nanos ended{};
    std::vector<std::string> story;  ///< if it was asked for
};

RivalsResult simulate_rivals(std::uint64_t seed, const Setup& setup = {});

/// The faults that can strike rivals.
std::span<const Fault> faults_of_rivals();

}  // namespace firedrill::simulation
