// Sentences in both languages at once: our Message filled with figures and users' texts.
//
// `**` in a Message is bold; it becomes a pair of control characters before the arguments go in,
// so no argument can make itself bold, and renderers turn them into their own markup.
#pragma once

#include "core/base/text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::reports {

inline constexpr char bold_on = '\x02';
inline constexpr char bold_off = '\x03';

namespace detail {

/// The pattern with each pair of `**` replaced by the control characters.
std::string mark_bold(std::string_view pattern);

inline const std::string& pick(Language language, const Text& text) {
    return text.in(language);
}
template <class T>
const T& pick(Language, const T& value) {
    return value;
}

}  // namespace detail

template <class... Args>
Text phrase(const Message& message, const Args&... args) {
    const std::string en = detail::mark_bold(message.en);
    const std::string zh = detail::mark_bold(message.zh);
    const Message marked{.en = en, .zh = zh};
    return {.en = say(Language::en, marked, detail::pick(Language::en, args)...),
            .zh = say(Language::zh, marked, detail::pick(Language::zh, args)...)};
}

/// The same text in both languages: an id, a figure.
inline Text plain(std::string_view text) {
    return {.en = std::string(text), .zh = std::string(text)};
}

/// Both languages one after the other.
inline Text operator+(Text a, const Text& b) {
    a.en += b.en;
    a.zh += b.zh;
    return a;
}

/// A list: "a, b" and "a、b".
Text joined(const std::vector<Text>& items);

/// Without the bold marks.
std::string without_bold(std::string_view text);

}  // namespace firedrill::reports
