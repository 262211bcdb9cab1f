// Texts for people, in Chinese and English.
//
// A Text is written by the user (a title); a Message is written by us and takes arguments. Both
// languages of a Message stand side by side, so that one cannot be forgotten
// (tests/tidy_test.cpp compares their placeholders).
#pragma once

#include <fmt/format.h>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <string>
#include <string_view>

namespace firedrill {

enum class Language { en, zh };
BOOST_DESCRIBE_ENUM(Language, en, zh)

/// Which languages a workspace wants: reports may show both, a terminal shows one (both: zh).
enum class Languages { en, zh, both };
BOOST_DESCRIBE_ENUM(Languages, en, zh, both)

inline Language terminal_language(Languages wanted) {
    return wanted == Languages::en ? Language::en : Language::zh;
}

/// A user's text; one of the two may be empty.
struct Text {
    std::string en;
    std::string zh;
    /// The text in this language, or in the other one if this is empty.
    const std::string& in(Language language) const {
        const bool chinese = language == Language::zh;
        const std::string& first = chinese ? zh : en;
        return first.empty() ? (chinese ? en : zh) : first;
    }
    bool empty() const { return en.empty() && zh.empty(); }
    bool operator==(const Text&) const = default;
};
BOOST_DESCRIBE_STRUCT(Text, (), (en, zh))

/// One of our texts; {} and {0} are places for arguments as in fmt.
struct Message {
    std::string_view en;
    std::string_view zh;
};

template <class... Args>
std::string say(Language language, const Message& message, const Args&... args) {
    const std::string_view pattern = language == Language::zh ? message.zh : message.en;
    return fmt::vformat(fmt::string_view(pattern.data(), pattern.size()),
                        fmt::make_format_args(args...));
}

/// Columns that a text takes on a terminal: East Asian wide characters take two. UTF-8 in.
int display_width(std::string_view utf8);
/// `utf8` padded with spaces (or cut at a character) to exactly `columns`.
std::string pad_right(std::string_view utf8, int columns);
std::string pad_left(std::string_view utf8, int columns);

bool is_utf8(std::string_view bytes);
/// `bytes` with U+FFFD in place of what is no UTF-8.
std::string to_utf8(std::string_view bytes);

}  // namespace firedrill
