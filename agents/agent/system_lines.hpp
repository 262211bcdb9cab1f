// Lines and words of what tools print (internal to system_reading).
#pragma once

#include "agents/agent/fact_sheet.hpp"

#include <fmt/format.h>

#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace firedrill::agent::reading::lines {

using Words = std::vector<std::string>;

inline Words words_of(const std::string& line) {
    std::istringstream in(line);
    return {std::istream_iterator<std::string>(in), {}};
}

template <class F>
void each_line(const std::string& text, F&& f) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) f(line);
}

inline std::string joined(const Words& words) {
    return fmt::format("{}", fmt::join(words, " "));
}

/// Two facts of one name are one.
inline void put(Facts& facts, const std::string& item, const std::string& value) {
    auto [found, fresh] = facts.emplace(item, value);
    if (!fresh) found->second += "; " + value;
}

}  // namespace firedrill::agent::reading::lines
