// Text of others as a terminal, a log or a page may show it: nothing in it acts. Pure.
#pragma once

#include <string>
#include <string_view>

namespace firedrill {

/// Control characters (escape sequences with them), marks that turn the direction of writing and
/// invisible ones stand as "\x1b" or "\u202e"; line breaks and tabs are blanks. UTF-8 comes out.
std::string visible(std::string_view text);
/// At most `bytes_max` of it; of a longer one the beginning and "…".
std::string visible(std::string_view text, std::size_t bytes_max);

}  // namespace firedrill
