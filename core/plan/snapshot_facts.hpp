// Names of facts in an agent's snapshot that agents of all versions do not have alike. A category
// is compared where both snapshots say that they looked: `seen:CATEGORY` is "yes"; else it is the
// reason why not, and an older agent says nothing. Items of a category begin with its name and ':'.
#pragma once

#include <array>
#include <string_view>

namespace firedrill::plan {

inline constexpr std::array<std::string_view, 6> snapshot_categories{
    "addresses", "routes", "nft", "tc", "units", "owners"};
inline constexpr std::string_view seen_prefix = "seen:";
inline constexpr std::string_view seen_yes = "yes";

}  // namespace firedrill::plan
