// What one argument or parameter may be: a list of what is allowed, never of what is not.
//
// There are no regular expressions: they need anchors that people forget, and a hostile value can
// make them run for ever. Every rule here looks at the whole value and takes linear time. Bytes
// beyond ASCII pass only where the whole value is written in the policy, so no look-alike does.
// Pure.
#pragma once

#include "core/agent/values.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firedrill::agent {

/// One of these, byte for byte.
struct OneOf {
    std::vector<std::string> values;
};
/// `prefix`, then min to max characters of `chars`, then `suffix`. What the plan brings does not
/// begin with "-" where there is no prefix: it would be an option. It never holds "..".
struct Chars {
    std::string chars;  ///< every one of them (expand_chars)
    std::string prefix;
    std::string suffix;
    std::size_t min = 1;
    std::size_t max = 64;
};
/// An absolute path at or below one of these, written without ".", "..", "//" and blanks.
struct Below {
    std::vector<std::string> directories;
};
/// Addresses and networks, each inside one of these networks.
struct Within {
    std::vector<std::string> networks;
};
/// What a number counts: 7, 10GiB, 200ms, 5%.
enum class Unit { none, bytes, time, share };
/// A number without sign and leading zero, in its unit (bytes also without).
struct Numbers {
    std::int64_t min = 0;
    std::int64_t max = 0;
    Unit unit = Unit::none;
};
using ValueRule = std::variant<OneOf, Chars, Below, Within, Numbers>;

/// bytes, nanoseconds or parts per million.
std::optional<std::int64_t> read_number(std::string_view text, Unit unit);

bool accepts(const ValueRule& rule, std::string_view value);
/// For people: "one of a, b".
std::string in_words(const ValueRule& rule, Language language);

/// "a-z0-9._-" -> every character; printable ASCII only.
Result<std::string> expand_chars(std::string_view written);

/// Absolute, printable ASCII, no blank, no empty, "." or ".." part, no "/" at its end.
bool is_plain_path(std::string_view path);
bool is_at_or_below(std::string_view path, std::string_view directory);
/// Whether a word, read as a path from `directory` or holding one ("--file=/x"), means something
/// at or below `path`.
bool mentions(std::string_view word, std::string_view directory, std::string_view path);

/// Every address of `peers` lies in one of the networks; false for what is no address.
bool is_within(std::string_view peers, const std::vector<std::string>& networks);

}  // namespace firedrill::agent
