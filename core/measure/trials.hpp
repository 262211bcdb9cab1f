// What several drills of one scenario show together, and how much that proves (measurement.md (c)).
//
// Every figure of a drill is an interval, so that of several is one, too: the smallest of the true
// values lies between the smallest lower and the smallest upper bound, and so do median and
// largest. Nothing is averaged over trials. Pure; plain values.
#pragma once

#include "core/base/time.hpp"
#include "core/measure/verdict.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::measure {

/// How one drill went for one service.
struct Trial {
    std::optional<Interval> recovery;  ///< on the declared clock; none: not measured
    Verdict verdict = Verdict::not_measured;
    std::optional<std::int64_t> lost_lo, lost_hi;  ///< acknowledged drill writes; none: not counted
    std::int64_t acked = 0;                        ///< drill writes that were acknowledged
};

struct CountRange {
    std::int64_t lo = 0, hi = 0;
};
BOOST_DESCRIBE_STRUCT(CountRange, (), (lo, hi))

struct TrialFigures {
    std::int64_t trials = 0;
    std::int64_t met = 0, not_met = 0, inconclusive = 0, not_measured = 0;  ///< by RTO verdict
    std::int64_t recoveries = 0;  ///< trials with an interval
    std::optional<Interval> recovery_min, recovery_median, recovery_max;
    std::int64_t counted = 0;  ///< trials whose losses were counted
    std::optional<CountRange> lost_min, lost_median, lost_max;
    std::int64_t acked = 0;  ///< in all of these
    /// All met: with 95 % confidence the share of drills that would not is at most this, in parts
    /// per million.
    std::optional<std::int64_t> failure_bound_ppm;
    /// None of the acknowledged writes was lost: the same of the share of lost ones.
    std::optional<std::int64_t> loss_bound_ppm;
};
BOOST_DESCRIBE_STRUCT(TrialFigures, (),
                      (trials, met, not_met, inconclusive, not_measured, recoveries, recovery_min,
                       recovery_median, recovery_max, counted, lost_min, lost_median, lost_max,
                       acked, failure_bound_ppm, loss_bound_ppm))

TrialFigures figures_of(const std::vector<Trial>& trials);

/// 1 - 0.05^(1/n), rounded up: n of n passed. 1'000'000 for n < 1.
std::int64_t failure_bound_ppm(std::int64_t n);

}  // namespace firedrill::measure
