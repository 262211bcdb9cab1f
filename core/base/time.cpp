#include "core/base/time.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace firedrill {
namespace {

using namespace std::chrono_literals;

struct Unit {
    std::string_view name;
    std::int64_t nanos;
};
constexpr std::array<Unit, 5> units{{{"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000}}};
constexpr std::int64_t longest = std::int64_t{10} * 366 * 24 * 3'600'000'000'000;

Error bad_duration(std::string_view text) {
    return fail(Errc::invalid_input, fmt::format("\"{}\" is not a duration", text),
                "write it with units, such as 250ms, 30s or 1h30m");
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes digits from the front; at most 18, so that they fit.
std::string_view take_digits(std::string_view& rest) {
    std::size_t n = 0;
    while (n < rest.size() && n < 18 && is_digit(rest[n])) ++n;
    const std::string_view digits = rest.substr(0, n);
    rest.remove_prefix(n);
    return digits;
}

std::string_view take_letters(std::string_view& rest) {
    std::size_t n = 0;
    while (n < rest.size() && rest[n] >= 'a' && rest[n] <= 'z') ++n;
    const std::string_view letters = rest.substr(0, n);
    rest.remove_prefix(n);
    return letters;
}

std::int64_t number(std::string_view digits) {
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// "whole.part" of something worth `scale`; nothing if it is no whole number of the base unit.
bool scaled(std::string_view whole, std::string_view part, std::int64_t scale, std::int64_t& out) {
    if (number(whole) > longest / scale) return false;
    out = number(whole) * scale;
    for (const char digit : part) {
        if (digit == '0' && scale % 10 != 0) continue;
        if (scale % 10 != 0) return false;
        scale /= 10;
        out += (digit - '0') * scale;
    }
    return true;
}

struct Number {
    std::string_view whole, part;
};

/// Digits with an optional ".digits"; whole is empty if there are none.
Number take_number(std::string_view& rest) {
    Number out{take_digits(rest), {}};
    if (out.whole.empty() || !rest.starts_with('.')) return out;
    rest.remove_prefix(1);
    out.part = take_digits(rest);
    if (out.part.empty()) out.whole = {};
    return out;
}

}  // namespace

Result<Nanos> parse_duration(std::string_view text) {
    std::string_view rest = text;
    std::int64_t sum = 0;
    std::size_t next_unit = 0;
    if (text.empty()) return bad_duration(text);
    while (!rest.empty()) {
        const Number count = take_number(rest);
        const std::string_view name = take_letters(rest);
        while (next_unit < units.size() && units[next_unit].name != name) ++next_unit;
        std::int64_t value = 0;
        if (count.whole.empty() || next_unit == units.size() ||
            (!count.part.empty() && !rest.empty()) ||
            !scaled(count.whole, count.part, units[next_unit].nanos, value))
            return bad_duration(text);
        sum += value;
        ++next_unit;
        if (sum > longest)
            return fail(Errc::invalid_input, fmt::format("\"{}\" is too long", text));
    }
    return Nanos{sum};
}

std::string to_text(Nanos duration) {
    // As unsigned, so that the most negative value has an absolute one too.
    const bool negative = duration.count() < 0;
    auto rest = static_cast<std::uint64_t>(duration.count());
    if (negative) rest = ~rest + 1;
    std::string out;
    for (const auto& unit : units) {
        const auto nanos = static_cast<std::uint64_t>(unit.nanos);
        if (rest >= nanos) out += fmt::format("{}{}", rest / nanos, unit.name);
        rest %= nanos;
    }
    if (out.empty()) return "0s";
    return negative ? "-" + out : out;
}

Result<Rate> parse_rate(std::string_view text) {
    std::string_view rest = text;
    const Number count = take_number(rest);
    const std::int64_t per = rest == "/s" ? 1 : rest == "/m" ? 60 : 0;
    std::int64_t milli = 0;
    if (count.whole.empty() || per == 0 || count.whole.size() > 9 ||
        !scaled(count.whole, count.part, 1000, milli) || milli / per == 0)
        return fail(Errc::invalid_input, fmt::format("\"{}\" is not a rate", text),
                    "write it as 200/s or 5/m");
    return Rate{milli / per};
}

Result<std::int64_t> parse_percent_ppm(std::string_view text) {
    std::string_view rest = text;
    const Number count = take_number(rest);
    std::int64_t ppm = 0;
    if (count.whole.empty() || rest != "%" || count.whole.size() > 3 ||
        !scaled(count.whole, count.part, 10'000, ppm) || ppm > 1'000'000)
        return fail(Errc::invalid_input, fmt::format("\"{}\" is not a share", text),
                    "write it as 99% or 99.93%");
    return ppm;
}

std::string to_iso(Nanos wall) {
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(wall);
    const auto days = std::chrono::floor<std::chrono::days>(millis);
    const std::chrono::year_month_day date{std::chrono::sys_days{days}};
    const std::chrono::hh_mm_ss time{millis - days};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(),
                       time.subseconds().count());
}

}  // namespace firedrill
