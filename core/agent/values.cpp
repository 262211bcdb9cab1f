#include "core/agent/values.hpp"

#include "core/agent/policy_texts.hpp"

namespace firedrill::agent {

namespace {

constexpr std::string_view blanks = " \t\r\n";

Result<std::string> value_of(std::string_view name, const Values& values, Language language) {
    const std::string key(trimmed(name));
    const auto found = values.find(key);
    if (found == values.end()) return fail(Errc::refused, say(language, text::no_value, key));
    const std::string_view value = trimmed(found->second);
    if (value.size() > value_bytes_max)
        return fail(Errc::refused, say(language, text::value_too_long, key, value_bytes_max));
    if (value.find('\0') != std::string_view::npos)
        return fail(Errc::refused, say(language, text::value_with_nul, key));
    return std::string(value);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool has_placeholder(std::string_view word) {
    const std::size_t open = word.find("${{");
    return open != std::string_view::npos && word.find("}}", open) != std::string_view::npos;
}

Result<std::string> fill_in(std::string_view word, const Values& values, Language language) {
    std::string out;
    for (;;) {
        const std::size_t open = word.find("${{");
        const std::size_t close = word.find("}}", open == std::string_view::npos ? 0 : open);
        if (open == std::string_view::npos || close == std::string_view::npos) break;
        DRILL_TRY(value, value_of(word.substr(open + 3, close - open - 3), values, language));
        out += word.substr(0, open);
        out += value;
        word.remove_prefix(close + 2);
    }
    out += word;
    return out;
}

}  // namespace firedrill::agent
