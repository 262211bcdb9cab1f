// Many seeds in a row: what broke, what struck, how drills ended.
#pragma once

#include "tests/simulation/simulation.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firedrill::simulation {

struct Range {
    std::uint64_t from = 1;
    std::uint64_t to = 0;
    std::uint64_t size() const { return to - from + 1; }
};

struct Tally {
    Range range;
    std::vector<std::uint64_t> broken;               ///< seeds
    std::string failures;                            ///< of the first few, made small
    std::array<std::uint64_t, fault_count> fired{};  ///< in how many seeds
    std::array<std::uint64_t, 4> endings{};          ///< by drill::Ending
    std::uint64_t past_point = 0, resumed = 0, restarted = 0, records = 0, twins = 0;
    Nanos longest{};
    std::uint64_t hash = 0;  ///< of all drills
};

Tally run(Range range);

/// Each fault with the seeds in which it struck.
std::string table(const Tally& tally);
std::string summary(const Tally& tally);

/// "100" or "1-100"; throws std::invalid_argument.
Range parse_range(const std::string& text);
/// Of seeds.txt: lines of a seed, its faults or nothing, and "# what it found".
std::vector<std::pair<std::uint64_t, std::optional<Schedule>>> kept_seeds();

}  // namespace firedrill::simulation
