#include "core/base/format.hpp"

#include "core/base/assert.hpp"

#include <fmt/format.h>

namespace firedrill {
namespace {

std::int64_t power_of_ten(int exponent) {
    std::int64_t out = 1;
    for (int i = 0; i < exponent; ++i) out *= 10;
    return out;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

/// a / b rounded; b > 0.
std::int64_t divide(std::int64_t a, std::int64_t b, Rounding rounding) {
    const std::int64_t down = floor_div(a, b);
    const std::int64_t rest = a - down * b;
    switch (rounding) {
        case Rounding::down: return down;
        case Rounding::up: return down + (rest > 0 ? 1 : 0);
        case Rounding::nearest: return down + (rest >= b - rest ? 1 : 0);
    }
    return down;
}

/// 15189 with 2 decimals: "151.89". `minus` stands before a negative one.
std::string decimal(std::int64_t value, int decimals, std::string_view minus = "-") {
    const std::int64_t scale = power_of_ten(decimals);
    const std::int64_t size = value < 0 ? -value : value;
    std::string out = value < 0 ? std::string(minus) : std::string();
    out += fmt::format("{}", size / scale);
    if (decimals > 0) out += fmt::format(".{:0{}}", size % scale, decimals);
    return out;
}

std::int64_t in_units(Nanos time, int decimals, Rounding rounding) {
    DRILL_ASSERT(decimals >= 0 && decimals <= 9);
    return divide(time.count(), power_of_ten(9 - decimals), rounding);
}

constexpr Nanos one_second = std::chrono::seconds{1};

}  // namespace

std::string seconds(Nanos time, int decimals, Rounding rounding) {
    return decimal(in_units(time, decimals, rounding), decimals);
}

std::string signed_seconds(Nanos time, int decimals, Rounding rounding, Signs signs) {
    const std::int64_t value = in_units(time, decimals, rounding);
    return (value >= 0 ? "+" : "") +
           decimal(value, decimals, signs == Signs::print ? "\u2212" : "-");
}

std::string seconds_interval(Interval time, int decimals, Signs signs) {
    return seconds(time.lo, decimals, Rounding::down) +
           (signs == Signs::print ? "\u2013" : " .. ") + seconds(time.hi, decimals, Rounding::up) +
           " s";
}

std::string bound(Interval time, Signs signs) {
    const std::int64_t width = time.width().count();
    return bound(Nanos{width / 2 + width % 2}, signs);
}

std::string bound(Nanos half_width, Signs signs) {
    const std::string sign = signs == Signs::print ? "\u00b1" : "+-";
    if (half_width < one_second)
        return sign + decimal(divide(half_width.count(), 100'000, Rounding::up), 1) + " ms";
    const bool whole = half_width.count() % 1'000'000'000 == 0;
    return sign + seconds(half_width, whole ? 0 : 1, Rounding::up) + " s";
}

std::string spoken(Nanos time) {
    if (time < Nanos{0}) return "-" + spoken(-time);
    if (time < one_second)
        return fmt::format("{} ms", divide(time.count(), 1'000'000, Rounding::nearest));
    const std::int64_t tenths = in_units(time, 1, Rounding::nearest);
    if (tenths < 600) return decimal(tenths, 1) + " s";
    if (tenths < 36'000) return fmt::format("{} min {} s", tenths / 600, decimal(tenths % 600, 1));
    return fmt::format("{} h {} min", tenths / 36'000, tenths % 36'000 / 600);
}

std::string elapsed(Nanos time) {
    const std::int64_t total = time.count() / 1'000'000'000;
    return fmt::format("{:02}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60);
}

std::string thousands(std::int64_t number) {
    std::string out = fmt::format("{}", number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t i = out.size(); i > first + 3;) out.insert(i -= 3, ",");
    return out;
}

std::string percent(std::int64_t ppm, int decimals) {
    DRILL_ASSERT(decimals >= 0 && decimals <= 4);
    return decimal(divide(ppm, power_of_ten(4 - decimals), Rounding::down), decimals) + " %";
}

Nanos middle(Interval time) {
    return time.lo + Nanos{time.width().count() / 2};
}

}  // namespace firedrill
