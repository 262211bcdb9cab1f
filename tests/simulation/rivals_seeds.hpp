// Many seeds of rival drills in a row: what broke, what struck, and what came about.
#pragma once

#include "tests/simulation/rivals.hpp"
#include "tests/simulation/seeds.hpp"

#include <array>
#include <string>
#include <vector>

namespace firedrill::simulation {

struct RivalsTally {
    /// In how many seeds something came about, by its name in the table.
    struct Count {
        const char* what;
        std::uint64_t seeds = 0;
    };

    Range range;
    std::vector<std::uint64_t> broken;  ///< seeds
    std::string failures;               ///< of the first few, made small
    std::vector<Count> counts;          ///< faults, then situations
    std::uint64_t drills = 0, begun = 0;
    Nanos longest{};
    std::uint64_t hash = 0;  ///< of all seeds
};

RivalsTally run_rivals(Range range);
std::string table(const RivalsTally& tally);
std::string summary(const RivalsTally& tally);

/// What broke, with the seed, the commit, the faults that are enough, and how to see it again.
std::string told_of_rivals(std::uint64_t seed, const Seams& seams, const RivalsResult& result);

}  // namespace firedrill::simulation
