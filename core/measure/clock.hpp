// Clock offsets between two hosts, bounded by four-stamp exchanges (measurement.md 4.3).
//
// t1 and t4 are the reference's (orchestrator's) monotonic clock, t2 and t3 the other host's. The
// true offset o = other - reference lies in [t3 - t4, t2 - t1]; bounds of several exchanges are
// intersected, each widened by `rho` times its distance in time. Values only.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <boost/describe/class.hpp>

#include <vector>

namespace firedrill::measure {

struct ClockSample {
    Nanos t1{}, t2{}, t3{}, t4{};
    bool operator==(const ClockSample&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClockSample, (), (t1, t2, t3, t4))

/// Drift bound of two MONOTONIC_RAW clocks, parts per million.
inline constexpr std::int64_t rho_raw_ppm = 100;

/// Bounds of (other - reference) at reference time `at`. Errc::corrupt when the exchanges
/// contradict each other (a clock was stepped or stopped); not_found without any.
Result<Interval> offset_at(const std::vector<ClockSample>& samples, Nanos at,
                           std::int64_t rho_ppm = rho_raw_ppm);

/// When, in reference time, the other host's clock showed x (drift between samples included).
/// Errors as offset_at.
Result<Interval> reference_of(const std::vector<ClockSample>& samples, Nanos x,
                              std::int64_t rho_ppm = rho_raw_ppm);
Result<Interval> reference_of(const std::vector<ClockSample>& samples, Interval x,
                              std::int64_t rho_ppm = rho_raw_ppm);
/// What the other host's clock showed during reference time t.
Result<Interval> other_of(const std::vector<ClockSample>& samples, Interval t,
                          std::int64_t rho_ppm = rho_raw_ppm);

/// The other host's reading x in reference time: [x - o.hi, x - o.lo].
inline Interval to_reference(Nanos x, Interval offset) {
    return {x - offset.hi, x - offset.lo};
}
inline Interval to_reference(Interval x, Interval offset) {
    return {x.lo - offset.hi, x.hi - offset.lo};
}
/// Reference time in the other host's clock.
inline Interval to_other(Interval t, Interval offset) {
    return {t.lo + offset.lo, t.hi + offset.hi};
}

}  // namespace firedrill::measure
