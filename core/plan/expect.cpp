// Whether a program's end is what the plan expects.
#include "core/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <regex>

namespace firedrill::plan {

namespace {

// std::regex recurses once per character; a longer line could overflow the stack.
constexpr std::size_t line_bytes_max = 4096;
constexpr std::size_t shown_bytes_max = 80;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string shown(std::string_view text) {
    if (text.size() <= shown_bytes_max) return fmt::format("\"{}\"", text);
    std::size_t end = shown_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return fmt::format("\"{}...\"", text.substr(0, end));
}

Error unmet(std::string what) {
    return fail(Errc::invalid_input, std::move(what));
}

Result<void> exit_is(const std::vector<int>& wanted, int exit) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), exit) != wanted.end()) return {};
    return unmet(
        fmt::format("it ended with exit code {}, expected {}", exit, fmt::join(wanted, " or ")));
}

bool found_in_a_line(const std::regex& pattern, std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, std::min(end, line_bytes_max));
        if (std::regex_search(line.begin(), line.end(), pattern)) return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

Result<void> output_matches(const std::string& pattern, std::string_view output) {
    try {
        const std::regex regex(pattern, std::regex::ECMAScript);
        if (found_in_a_line(regex, output) || (output.empty() && std::regex_search("", regex)))
            return {};
        return unmet(fmt::format("its output {} has no match of \"{}\"", shown(output), pattern));
    } catch (const std::regex_error& error) {
        return unmet(fmt::format("\"{}\" is no regular expression: {}", pattern, error.what()));
    }
}

Result<void> output_in_bounds(const Expect& expect, std::string_view output) {
    if (!expect.at_least && !expect.at_most) return {};
    std::int64_t value = 0;
    const auto* end = output.data() + output.size();
    const auto [stop, problem] = std::from_chars(output.data(), end, value);
    if (problem != std::errc{} || stop != end)
        return unmet(fmt::format("its output {} is not an integer", shown(output)));
    if (expect.at_least && value < *expect.at_least)
        return unmet(fmt::format("its output {} is less than {}", value, *expect.at_least));
    if (expect.at_most && value > *expect.at_most)
        return unmet(fmt::format("its output {} is more than {}", value, *expect.at_most));
    return {};
}

}  // namespace

Result<void> meets(const Expect& expect, int exit, std::string_view output) {
    DRILL_CHECK(exit_is(expect.exit, exit));
    const std::string_view text = trimmed(output);
    if (expect.output && text != trimmed(*expect.output))
        return unmet(
            fmt::format("its output is {}, expected {}", shown(text), shown(*expect.output)));
    if (expect.matches) DRILL_CHECK(output_matches(*expect.matches, text));
    return output_in_bounds(expect, text);
}

}  // namespace firedrill::plan
