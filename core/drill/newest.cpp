#include "core/drill/newest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace firedrill::drill {

namespace {

constexpr std::int64_t seconds_max = 8'000'000'000;  // what Nanos can hold

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto from = text.find_first_not_of(blanks);
    if (from == text.npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

/// The digits at the front: at least `least`, at most `most`; what is behind them stays.
std::optional<std::int64_t> digits(std::string_view& text, std::size_t least, std::size_t most) {
    const auto end = std::ranges::find_if(text, [](char c) { return c < '0' || c > '9'; });
    const auto count = static_cast<std::size_t>(end - text.begin());
    if (count < least || count > most) return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + count, value);
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

/// ".376" in front, or nothing: then a whole second is one unit.
bool add_fraction(std::string_view& text, Newest& out) {
    out.resolution = std::chrono::seconds{1};
    if (!skip(text, ".,")) return true;
    const std::size_t before = text.size();
    auto value = digits(text, 1, 9);
    if (!value) return false;
    std::int64_t unit = 1'000'000'000;
    for (std::size_t i = text.size(); i < before; ++i) unit /= 10;
    out.at += Nanos{*value * unit};
    out.resolution = Nanos{unit};
    return true;
}

std::optional<Newest> since_1970(std::string_view text) {
    const auto seconds = digits(text, 1, 10);
    if (!seconds || *seconds > seconds_max) return std::nullopt;
    Newest out{.at = std::chrono::seconds{*seconds}};
    if (!add_fraction(text, out) || !text.empty()) return std::nullopt;
    return out;
}

/// Minutes east of UTC.
std::optional<int> zone(std::string_view text) {
    if (text == "Z") return 0;
    const int sign = text.starts_with('-') ? -1 : 1;
    if (!skip(text, "+-")) return std::nullopt;
    const auto hours = digits(text, 2, 4);
    if (!hours) return std::nullopt;
    if (*hours > 99) {  // +0800
        const bool fits = text.empty() && *hours % 100 < 60 && *hours <= 1459;
        return fits ? std::optional(sign * static_cast<int>(*hours / 100 * 60 + *hours % 100))
                    : std::nullopt;
    }
    std::int64_t minutes = 0;
    if (skip(text, ":")) {
        const auto more = digits(text, 2, 2);
        if (!more) return std::nullopt;
        minutes = *more;
    }
    if (!text.empty() || *hours > 14 || minutes > 59) return std::nullopt;
    return sign * static_cast<int>(*hours * 60 + minutes);
}

std::optional<Newest> calendar(std::string_view text) {
    std::array<std::int64_t, 6> parts{};
    constexpr std::array<std::string_view, 5> between{"-", "-", "T ", ":", ":"};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto value = digits(text, i == 0 ? 4 : 2, i == 0 ? 4 : 2);
        if (!value || (i < between.size() && !skip(text, between[i]))) return std::nullopt;
        parts[i] = *value;
    }
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(parts[0])},
                                           std::chrono::month{static_cast<unsigned>(parts[1])},
                                           std::chrono::day{static_cast<unsigned>(parts[2])}};
    const bool in_range =
        parts[0] >= 1970 && parts[0] < 2200 && parts[3] < 24 && parts[4] < 60 && parts[5] <= 60;
    if (!date.ok() || !in_range) return std::nullopt;
    Newest out{.at = std::chrono::sys_days{date}.time_since_epoch() + std::chrono::hours{parts[3]} +
                     std::chrono::minutes{parts[4]} + std::chrono::seconds{parts[5]}};
    if (!add_fraction(text, out)) return std::nullopt;
    skip(text, " ");
    const auto east = zone(text);
    if (!east) return std::nullopt;
    out.at -= std::chrono::minutes{*east};
    return out;
}

}  // namespace

std::optional<Newest> read_newest(std::string_view text) {
    text = trim(text);
    return text.find(':') == text.npos ? since_1970(text) : calendar(text);
}

std::optional<Load> read_load(std::string_view text) {
    text = trim(text);
    const auto operations = digits(text, 1, 15);
    if (!operations) return std::nullopt;
    Load out{.operations = *operations};
    if (text.empty()) return out;
    if (!skip(text, " \t")) return std::nullopt;
    const auto took = since_1970(trim(text));
    if (!took) return std::nullopt;
    // Cut or rounded, it may have been shorter by one unit of its last digit.
    if (took->at > took->resolution) out.took = took->at - took->resolution;
    return out;
}

}  // namespace firedrill::drill
