// The small languages inside an Ansible inventory: words of a line as Python's shlex splits them,
// Python literals, host names with ranges. Pure; follows what ansible-core does, quirks included.
#pragma once

#include "core/base/text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firedrill::load::ansible {

inline constexpr std::size_t hosts_max = 10'000;

/// A word of a line with its place in characters, quotes removed.
struct Token {
    std::string text;
    int column = 0;
    int length = 0;
};

/// Quotes and backslashes as in a shell; `#` begins a comment, also inside a word. Nothing if a
/// quotation does not end.
std::optional<std::vector<Token>> split_words(std::string_view line, int first_column,
                                              bool comments);

/// The value of what stands right of `key=`: a quoted Python literal loses its quotes, a number its
/// comment; everything else is the text as it stands.
std::string literal(std::string_view value);

/// Hosts that a line names: "db[01:03].example:2222" -> db01.example …, 2222.
struct HostNames {
    std::vector<std::string> names;
    std::optional<int> port;
};
/// Or what is wrong with the pattern.
std::variant<HostNames, const Message*> host_names(std::string_view pattern);

/// Ends `text` where its last character that is no blank stands, and begins it at the first.
std::string_view trimmed(std::string_view text);

/// What Ansible would compute when it runs: {{ … }}, {% … %}.
bool is_template(std::string_view text);

}  // namespace firedrill::load::ansible
