#include "core/plan/partition.hpp"

#include "core/base/hash.hpp"

#include <algorithm>
#include <charconv>

namespace firedrill::plan {

namespace {

/// The whole text is a number in 0..most.
std::optional<int> number(std::string_view text, int most) {
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = ec == std::errc{} && end == text.data() + text.size();
    if (!whole || text.starts_with('-') || value > most) return std::nullopt;
    return value;
}

std::vector<std::string_view> parts_of(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> out;
    for (;;) {
        const std::size_t end = text.find_first_of(separators);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

bool is_v4(std::string_view text) {
    const auto parts = parts_of(text, ".");
    return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](auto part) {
               const bool plain = part.size() == 1 || !part.starts_with('0');
               return plain && number(part, 255);
           });
}

bool is_group(std::string_view text) {
    return !text.empty() && text.size() <= 4 &&
           text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

/// How many groups stand between the colons; nothing if one of them is none.
std::optional<std::size_t> groups_in(std::string_view text) {
    if (text.empty()) return 0;
    const auto parts = parts_of(text, ":");
    if (!std::all_of(parts.begin(), parts.end(), is_group)) return std::nullopt;
    return parts.size();
}

bool is_v6(std::string_view text) {
    const std::size_t gap = text.find("::");
    if (gap == text.npos) return groups_in(text) == 8U;
    const auto before = groups_in(text.substr(0, gap));
    const auto after = groups_in(text.substr(gap + 2));
    return before && after && *before + *after <= 7;
}

bool is_prefix(std::string_view text, int bits) {
    return text.size() <= 3 && number(text, bits).has_value();
}

bool add_peer(std::string_view text, Peers& out) {
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const bool v4 = is_v4(address);
    if (!v4 && !is_v6(address)) return false;
    if (slash != text.npos && !is_prefix(text.substr(slash + 1), v4 ? 32 : 128)) return false;
    (v4 ? out.v4 : out.v6).emplace_back(text);
    return true;
}

std::string_view value_of(const Parameters& with, const std::string& name) {
    const auto found = with.find(name);
    return found == with.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace

std::optional<Peers> read_peers(std::string_view text) {
    Peers out;
    for (const std::string_view word : parts_of(text, " ,\t\n"))
        if (!word.empty() && !add_peer(word, out)) return std::nullopt;
    const std::size_t count = out.v4.size() + out.v6.size();
    if (count == 0 || count > peers_max) return std::nullopt;
    return out;
}

std::optional<int> read_port(std::string_view text) {
    const auto port = number(text, 65535);
    return port && *port > 0 ? port : std::nullopt;
}

std::optional<Direction> read_direction(std::string_view text) {
    if (text == "in") return Direction::in;
    if (text == "out") return Direction::out;
    if (text == "both") return Direction::both;
    return std::nullopt;
}

std::optional<Partition> read_partition(const Parameters& with) {
    auto peers = read_peers(value_of(with, "peers"));
    const auto port = value_of(with, "port");
    const auto direction = value_of(with, "direction");
    Partition out;
    if (!port.empty() && !(out.port = read_port(port))) return std::nullopt;
    const auto way = direction.empty() ? Direction::both : read_direction(direction);
    if (!peers || !way) return std::nullopt;
    out.peers = std::move(*peers);
    out.direction = *way;
    return out;
}

std::optional<Answer> read_answer(std::string_view text) {
    if (text == "drop") return Answer::drop;
    if (text == "reject") return Answer::reject;
    return std::nullopt;
}

std::optional<Address> read_address(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto peers = read_peers(text);
    if (!peers || slash == text.npos || text.find_first_of(" ,\t\n") != text.npos)
        return std::nullopt;
    const auto prefix = number(text.substr(slash + 1), 128);
    return Address{
        .address = std::string(text.substr(0, slash)), .prefix = *prefix, .v6 = !peers->v6.empty()};
}

std::optional<Partition> read_dns_failure(const Parameters& with) {
    constexpr int dns = 53;
    const auto resolvers = value_of(with, "resolvers");
    const auto answer = value_of(with, "answer");
    const auto peers = read_peers(resolvers.empty() ? "0.0.0.0/0 ::/0" : resolvers);
    const auto said = answer.empty() ? Answer::drop : read_answer(answer);
    if (!peers || !said) return std::nullopt;
    return Partition{.peers = *peers,
                     .port = dns,
                     .direction = Direction::out,
                     .only_to_port = true,
                     .answer = *said};
}

std::string partition_table(std::string_view drill, std::string_view step) {
    constexpr std::size_t readable_max = 120;
    const std::string name = std::string(drill) + "-" + std::string(step);
    std::string out = "firedrill-";
    for (const char c : name.substr(0, readable_max)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        out += plain ? c : '_';
    }
    return out + "-" + sha256_hex(std::string(drill) + "/" + std::string(step)).substr(0, 8);
}

std::string fence_table(std::string_view drill, std::string_view kind, const Parameters& with) {
    std::string what = "fence-" + std::string(kind);
    for (const auto& [name, value] : with)
        if (!value.empty()) what += "-" + name + "-" + value;
    return partition_table(drill, what);
}

}  // namespace firedrill::plan
