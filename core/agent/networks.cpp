// Addresses inside networks: read_peers() has said that the text is in order.
#include "core/agent/value_rule.hpp"
#include "core/plan/partition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace firedrill::agent {

namespace {

struct Network {
    std::array<unsigned char, 16> bytes{};
    int length = 0;  ///< of the address, in bits
    int prefix = 0;
};

unsigned number(std::string_view text, int base) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

void read_v4(std::string_view text, Network& out) {
    out.length = 32;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t end = std::min(text.find('.'), text.size());
        out.bytes.at(i) = static_cast<unsigned char>(number(text.substr(0, end), 10));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::vector<unsigned> groups_of(std::string_view text) {
    std::vector<unsigned> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(':'), text.size());
        out.push_back(number(text.substr(0, end), 16));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

void read_v6(std::string_view text, Network& out) {
    out.length = 128;
    const std::size_t gap = text.find("::");
    std::vector<unsigned> groups = groups_of(text.substr(0, gap));
    const auto behind =
        gap == text.npos ? std::vector<unsigned>{} : groups_of(text.substr(gap + 2));
    groups.resize(8 - behind.size());
    groups.insert(groups.end(), behind.begin(), behind.end());
    for (std::size_t i = 0; i < 8; ++i) {
        out.bytes.at(2 * i) = static_cast<unsigned char>(groups.at(i) >> 8U);
        out.bytes.at(2 * i + 1) = static_cast<unsigned char>(groups.at(i) & 0xffU);
    }
}

Network read(std::string_view text, bool v6) {
    Network out;
    const std::size_t slash = text.find('/');
    if (v6)
        read_v6(text.substr(0, slash), out);
    else
        read_v4(text.substr(0, slash), out);
    out.prefix =
        slash == text.npos ? out.length : static_cast<int>(number(text.substr(slash + 1), 10));
    return out;
}

std::vector<Network> read_all(const plan::Peers& peers) {
    std::vector<Network> out;
    for (const std::string& peer : peers.v4) out.push_back(read(peer, false));
    for (const std::string& peer : peers.v6) out.push_back(read(peer, true));
    return out;
}

bool is_inside(const Network& inner, const Network& outer) {
    if (inner.length != outer.length || inner.prefix < outer.prefix) return false;
    for (int bit = 0; bit < outer.prefix; ++bit) {
        const auto byte = static_cast<std::size_t>(bit / 8);
        const unsigned mask = 0x80U >> static_cast<unsigned>(bit % 8);
        if (((inner.bytes.at(byte) ^ outer.bytes.at(byte)) & mask) != 0) return false;
    }
    return true;
}

}  // namespace

bool is_within(std::string_view peers, const std::vector<std::string>& networks) {
    const auto wanted = plan::read_peers(peers);
    if (!wanted) return false;
    std::vector<Network> allowed;
    for (const std::string& network : networks)
        if (const auto read = plan::read_peers(network))
            for (const Network& one : read_all(*read)) allowed.push_back(one);
    return std::ranges::all_of(read_all(*wanted), [&](const Network& peer) {
        return std::ranges::any_of(allowed, [&](const Network& n) { return is_inside(peer, n); });
    });
}

}  // namespace firedrill::agent
