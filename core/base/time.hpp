// Time as data. Core never asks a clock: every instant comes in with an event or a sample.
//
// Durations come from monotonic clocks only; wall time is for people. Plain values.
#pragma once

#include "core/base/result.hpp"

#include <boost/describe/class.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill {

/// Nanoseconds: of a monotonic clock, of UTC since 1970, or of a length of time.
using Nanos = std::chrono::nanoseconds;

/// One moment as one host saw it.
struct Instant {
    std::string host;  ///< whose clock
    std::string boot;  ///< its boot id: monotonic values of two boots are not comparable
    Nanos mono{};      ///< CLOCK_MONOTONIC_RAW where it exists
    Nanos wall{};      ///< UTC since 1970, for people
    bool operator==(const Instant&) const = default;
};
BOOST_DESCRIBE_STRUCT(Instant, (), (host, boot, mono, wall))

/// A closed interval that holds the truth; lo <= hi.
struct Interval {
    Nanos lo{};
    Nanos hi{};
    Nanos width() const { return hi - lo; }
    bool contains(Nanos t) const { return lo <= t && t <= hi; }
    bool operator==(const Interval&) const = default;
};
BOOST_DESCRIBE_STRUCT(Interval, (), (lo, hi))

inline Interval operator+(Interval a, Nanos d) {
    return {a.lo + d, a.hi + d};
}
/// Every value of a minus every value of b.
inline Interval operator-(Interval a, Interval b) {
    return {a.lo - b.hi, a.hi - b.lo};
}

/// "250ms", "30s", "1h30m", "1.5s", "0s". Units h, m, s, ms, us; each once, largest first; only
/// the last may have a fraction (down to whole nanoseconds). A bare number, a sign, a blank or
/// more than 10 years is invalid_input.
Result<Nanos> parse_duration(std::string_view text);

/// "1h30m", "1m30s", "250ms": the usual text, which parse_duration reads back to the same value
/// (whole microseconds; a negative one gets a "-", which parse_duration refuses).
std::string to_text(Nanos duration);

/// "200/s", "5/m": how many in one second, times 1000 (so that 1/m stays exact enough to pace).
struct Rate {
    std::int64_t per_second_milli = 0;
    /// Time between two events; per_second_milli must be > 0.
    Nanos period() const { return Nanos{1'000'000'000'000 / per_second_milli}; }
    bool operator==(const Rate&) const = default;
};
BOOST_DESCRIBE_STRUCT(Rate, (), (per_second_milli))
Result<Rate> parse_rate(std::string_view text);

/// "99%", "99.93%" -> parts per million.
Result<std::int64_t> parse_percent_ppm(std::string_view text);

/// UTC as "2027-01-09T10:04:12.386Z"; cut, not rounded, to the millisecond.
std::string to_iso(Nanos wall);

}  // namespace firedrill
