// `${{ steps.ID.output }}` in an argument: the one way in which it is replaced, for whoever judges
// the argument and for whoever passes it on. Pure.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <map>
#include <string>
#include <string_view>

namespace firedrill::agent {

using Values = std::map<std::string, std::string>;

inline constexpr std::size_t value_bytes_max = 4096;

/// Without the blanks at its ends.
std::string_view trimmed(std::string_view text);
/// Whether fill_in() would look for a value.
bool has_placeholder(std::string_view word);
/// `word` with each `${{ steps.ID.output }}` replaced by its value, blanks at its ends cut off.
Result<std::string> fill_in(std::string_view word, const Values& values, Language language);

}  // namespace firedrill::agent
