#include "core/measure/lag.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace firedrill::measure {

namespace {

/// Three hours at two readings a second.
constexpr std::size_t points_max = 20'000;

std::optional<std::uint32_t> hex(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

}  // namespace

Result<std::uint64_t> parse_lsn(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto high = hex(text.substr(0, slash));
    const auto low = slash == std::string_view::npos ? std::nullopt : hex(text.substr(slash + 1));
    if (!high || !low)
        return fail(Errc::invalid_input, "\"" + std::string(text) + "\" is no position in a log");
    return std::uint64_t{*high} << 32U | *low;
}

void Lag::primary_was_at(Nanos asked, std::uint64_t position) {
    primary_answers_ = true;
    // a primary on another timeline may have lost what the one before it had
    while (!points_.empty() && points_.back().position > position) points_.pop_back();
    // of a primary at rest the last moment at which it was there counts, and the first
    const std::size_t size = points_.size();
    if (size >= 2 && points_[size - 1].position == position &&
        points_[size - 2].position == position)
        points_.back().asked = asked;
    else
        points_.push_back({asked, position});
    if (points_.size() > points_max) points_.pop_front();
    last_asked_ = asked;
}

void Lag::forget() {
    points_.clear();
    primary_answers_ = false;
}

std::optional<Nanos> Lag::of(Nanos now, std::uint64_t replayed) const {
    if (points_.empty()) return std::nullopt;
    const Nanos until = primary_answers_ ? now : last_asked_;
    const auto ahead = std::partition_point(points_.begin(), points_.end(),
                                            [&](const Point& p) { return p.position <= replayed; });
    const Nanos has = ahead == points_.begin() ? ahead->asked : std::prev(ahead)->asked;
    return std::max(until - has, Nanos{});
}

}  // namespace firedrill::measure
