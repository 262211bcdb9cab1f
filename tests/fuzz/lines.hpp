// The lines of an input, at most so many that one input stays quick.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace firedrill::fuzz {

inline std::vector<std::string_view> lines_of(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t lines_max = 200;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    std::vector<std::string_view> out;
    while (!rest.empty() && out.size() < lines_max) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        out.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
}

}  // namespace firedrill::fuzz
