// A figure beside the truth: whether its interval held it, how far its middle was off, and how wide
// it was. What calibration is made of. Pure; plain values.
#pragma once

#include "core/base/time.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace firedrill::measure {

/// One figure of the measuring code, and what is known to have been. The truth is an interval, too:
/// its ends were stamped before and after the act.
struct Judged {
    std::optional<Interval> measured;
    Interval truth;
    std::optional<Nanos> allowed;  ///< how wide the formula lets it be; none: it does not say
    bool late = false;             ///< the prober itself was late beside it: wider than the formula
    bool doubted = false;  ///< so many slots were late that a drill gives no verdict `met` on it
};

/// Whether both may be true.
bool holds(const Judged& judged);
/// Of the middles; only of a figure.
Nanos error_of(const Judged& judged);

/// Quantiles of lengths of time; all 0 without any.
struct Spread {
    std::int64_t count = 0;
    Nanos p50{}, p95{}, p99{}, most{};
};
BOOST_DESCRIBE_STRUCT(Spread, (), (count, p50, p95, p99, most))
Spread spread_of(std::vector<Nanos> lengths);

struct Held {
    std::int64_t judged = 0;
    std::int64_t held = 0;
    std::int64_t wider = 0;    ///< than the formula allows, of those with no late slot beside
    std::int64_t late = 0;     ///< had a late slot beside
    std::int64_t doubted = 0;  ///< so late that a drill would not trust it, held or not
    std::int64_t doubted_missed = 0;  ///< of these, those that did not hold the truth
    std::int64_t unclaimed = 0;       ///< no figure, because the prober was late: not judged
    Nanos truth_width{};              ///< how well the truth itself was known, at worst
    Spread error;
    Spread width;
    bool all() const { return held == judged; }
};
BOOST_DESCRIBE_STRUCT(Held, (),
                      (judged, held, wider, late, doubted, doubted_missed, unclaimed, truth_width,
                       error, width))

/// No figure where the prober was not late is a figure, too: it says that nothing happened.
Held hold(const std::vector<Judged>& all);

}  // namespace firedrill::measure
