#include "reports/figure.hpp"

#include "core/base/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace firedrill::reports {
namespace {

constexpr const char* minus = "\u2212";
constexpr std::int64_t million = 1'000'000;

/// A typographic minus in front of a negative number.
std::string with_minus(std::string text) {
    if (!text.empty() && text[0] == '-') text.replace(0, 1, minus);
    return text;
}

}  // namespace

Figure interval_figure(const std::optional<Interval>& measured) {
    if (!measured) return {};
    return {.text = with_minus(seconds_interval(*measured, 2, Signs::print)),
            .lo = measured->lo.count(),
            .hi = measured->hi.count()};
}

Figure exact_figure(Nanos length) {
    return {
        .text = with_minus(seconds(length, 3)) + " s", .lo = length.count(), .hi = length.count()};
}

Figure margin_figure(const std::optional<Nanos>& margin) {
    if (!margin) return {};
    return {.text = signed_seconds(*margin, 2, Rounding::down, Signs::print) + " s",
            .lo = margin->count(),
            .hi = margin->count()};
}

Figure stated_figure(const std::optional<Nanos>& target) {
    if (!target) return {};
    const bool whole = target->count() % 1'000'000'000 == 0;
    return {.text = seconds(*target, whole ? 0 : 3) + " s",
            .lo = target->count(),
            .hi = target->count()};
}

Figure bound_figure(Interval interval) {
    const std::int64_t half = (interval.width().count() + 1) / 2;
    return {.text = bound(interval, Signs::print), .lo = half, .hi = half};
}

Figure count_figure(std::int64_t lo, std::int64_t hi) {
    const std::string text =
        lo == hi ? thousands(lo) : fmt::format("{}\u2013{}", thousands(lo), thousands(hi));
    return {.text = text, .unit = "count", .lo = lo, .hi = hi};
}

Figure bytes_figure(const std::optional<std::int64_t>& bytes) {
    if (!bytes) return {.unit = "bytes"};
    return {.text = thousands(*bytes) + " B", .unit = "bytes", .lo = *bytes, .hi = *bytes};
}

Figure share_figure(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return {.unit = "ppm"};
    for (; part > 1'000'000'000'000; part /= 10) whole /= 10;
    if (whole == 0) return {.unit = "ppm"};
    const std::int64_t ppm = part * million / whole;
    return {.text = percent(ppm, 2), .unit = "ppm", .lo = ppm, .hi = ppm};
}

Moment moment(Nanos utc, int minutes_east) {
    const std::string iso = to_iso(utc + std::chrono::minutes{minutes_east});
    return {.utc = utc, .date = iso.substr(0, 10), .time = iso.substr(11, 12)};
}

std::string zone_name(int minutes_east) {
    if (minutes_east == 0) return "UTC";
    const int size = std::abs(minutes_east);
    const std::string sign = minutes_east < 0 ? "-" : "+";
    if (size % 60 == 0) return fmt::format("UTC{}{}", sign, size / 60);
    return fmt::format("UTC{}{}:{:02}", sign, size / 60, size % 60);
}

std::string clean(std::string_view text) {
    return visible(text);
}

Text clean(const Text& text) {
    return {.en = clean(text.en), .zh = clean(text.zh)};
}

}  // namespace firedrill::reports
