// network.partition: which traffic is dropped, and the name of the nft table that drops it. Pure.
#pragma once

#include "core/plan/action.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::plan {

/// As the drilled host sees it.
enum class Direction { in, out, both };

/// Addresses or networks ("10.2.0.0/16") in the notation of the user; nothing else is in them.
struct Peers {
    std::vector<std::string> v4;
    std::vector<std::string> v6;
};

struct Partition {
    Peers peers;
    std::optional<int> port;  ///< TCP or UDP, on either side
    Direction direction = Direction::both;
};

inline constexpr std::size_t peers_max = 64;

std::optional<Peers> read_peers(std::string_view text);
std::optional<int> read_port(std::string_view text);
std::optional<Direction> read_direction(std::string_view text);
/// Nothing if a parameter is not of its type.
std::optional<Partition> read_partition(const Parameters& with);

/// Of family inet; different for each step of each drill, and no name that others would use.
std::string partition_table(std::string_view drill, std::string_view step);

}  // namespace firedrill::plan
