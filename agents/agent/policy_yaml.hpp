// YAML as plain data: values with their lines. No anchors, aliases, tags, merge keys, duplicate
// keys or second documents; at most so many values, so deep. The limits hold while it is parsed,
// before anything is built from it. Thread-safe.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent::yaml {

struct Complaint {
    int line = 0;
    Text what;
};
using Complaints = std::vector<Complaint>;

struct Node {
    enum class Kind { null, scalar, list, map };
    Kind kind = Kind::null;
    std::string text;  ///< of a scalar, as written
    int line = 0;
    std::vector<Node> items;  ///< of a list; of a map: key, value, key, value

    const Node* find(std::string_view key) const;
};

inline constexpr std::size_t bytes_max = 256U << 10U;
inline constexpr int values_max = 20'000;
inline constexpr std::size_t levels_max = 12;

/// The tree as far as it is in order; what is not stands in `complaints`.
Node parse(std::string_view text, Complaints& complaints);

/// "faults[1].with.size.max: 1GiB": one line for each scalar, to see what changed.
std::vector<std::string> lines_of(const Node& root);

}  // namespace firedrill::agent::yaml
