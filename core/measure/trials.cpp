#include "core/measure/trials.hpp"

#include "core/measure/writes.hpp"

#include <algorithm>

namespace firedrill::measure {
namespace {

constexpr std::uint64_t one = 1'000'000'000'000'000'000U;  // fixed point
constexpr std::uint64_t one_in_twenty = one / 20;
constexpr std::int64_t million = 1'000'000;

/// Rounded up: what is proved must not look like more.
std::uint64_t times(std::uint64_t a, std::uint64_t b) {
    using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((Wide{a} * b + (one - 1)) / one);
}

/// (1 - share)^n, rounded up.
std::uint64_t all_pass(std::int64_t share_ppm, std::int64_t n) {
    std::uint64_t base = static_cast<std::uint64_t>(million - share_ppm) * (one / million);
    std::uint64_t out = one;
    for (auto left = static_cast<std::uint64_t>(n); left > 0; left /= 2) {
        if (left % 2 == 1) out = times(out, base);
        base = times(base, base);
    }
    return out;
}

/// The middle one, or the middle of the two.
template <class T>
T median(std::vector<T> values) {
    std::sort(values.begin(), values.end());
    const T& low = values[(values.size() - 1) / 2];
    const T& high = values[values.size() / 2];
    return low + (high - low) / 2;
}

template <class Range, class T>
void order(std::vector<T> lows, std::vector<T> highs, std::optional<Range>& least,
           std::optional<Range>& middle, std::optional<Range>& most) {
    if (lows.empty()) return;
    least = Range{*std::min_element(lows.begin(), lows.end()),
                  *std::min_element(highs.begin(), highs.end())};
    most = Range{*std::max_element(lows.begin(), lows.end()),
                 *std::max_element(highs.begin(), highs.end())};
    middle = Range{median(std::move(lows)), median(std::move(highs))};
}

void count(Verdict verdict, TrialFigures& out) {
    switch (verdict) {
        case Verdict::met: ++out.met; break;
        case Verdict::not_met: ++out.not_met; break;
        case Verdict::inconclusive: ++out.inconclusive; break;
        case Verdict::not_measured:
        case Verdict::not_applicable: ++out.not_measured; break;
    }
}

}  // namespace

TrialFigures figures_of(const std::vector<Trial>& trials) {
    TrialFigures out;
    out.trials = static_cast<std::int64_t>(trials.size());
    std::vector<Nanos> low, high;
    std::vector<std::int64_t> lost_low, lost_high;
    for (const Trial& trial : trials) {
        count(trial.verdict, out);
        if (trial.recovery) {
            low.push_back(trial.recovery->lo);
            high.push_back(trial.recovery->hi);
        }
        if (!trial.lost_lo || !trial.lost_hi) continue;
        lost_low.push_back(*trial.lost_lo);
        lost_high.push_back(*trial.lost_hi);
        out.acked += trial.acked;
    }
    out.recoveries = static_cast<std::int64_t>(low.size());
    out.counted = static_cast<std::int64_t>(lost_low.size());
    order(std::move(low), std::move(high), out.recovery_min, out.recovery_median, out.recovery_max);
    order(std::move(lost_low), std::move(lost_high), out.lost_min, out.lost_median, out.lost_max);
    if (out.trials > 0 && out.met == out.trials)
        out.failure_bound_ppm = failure_bound_ppm(out.trials);
    if (out.lost_max && out.lost_max->hi == 0 && out.acked > 0)
        out.loss_bound_ppm = zero_loss_bound_ppm(out.acked);
    return out;
}

std::int64_t failure_bound_ppm(std::int64_t n) {
    if (n < 1) return million;
    std::int64_t low = 0, high = million;  // too small, large enough
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (all_pass(middle, n) <= one_in_twenty ? high : low) = middle;
    }
    return high;
}

}  // namespace firedrill::measure
