// network.partition, dns.failure and fence port: which traffic does not pass, and the name of the
// nft table that holds it up. Pure.
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

/// What happens to what does not pass.
enum class Answer { drop, reject };

struct Partition {
    Peers peers;
    std::optional<int> port;  ///< TCP or UDP, on either side
    Direction direction = Direction::both;
    bool only_to_port = false;  ///< the peer's side alone
    Answer answer = Answer::drop;
};

/// One address with its prefix length.
struct Address {
    std::string address;
    int prefix = 0;
    bool v6 = false;
};

inline constexpr std::size_t peers_max = 64;

std::optional<Peers> read_peers(std::string_view text);
std::optional<int> read_port(std::string_view text);
std::optional<Direction> read_direction(std::string_view text);
std::optional<Answer> read_answer(std::string_view text);
std::optional<Address> read_address(std::string_view text);
/// Nothing if a parameter is not of its type.
std::optional<Partition> read_partition(const Parameters& with);
/// dns.failure: questions to port 53 of `resolvers`, or of everybody.
std::optional<Partition> read_dns_failure(const Parameters& with);

/// Of family inet; different for each step of each drill, and no name that others would use.
std::string partition_table(std::string_view drill, std::string_view step);
/// The same for what a fence holds, whichever step set it: a second try means the same table.
std::string fence_table(std::string_view drill, std::string_view kind, const Parameters& with);

}  // namespace firedrill::plan
