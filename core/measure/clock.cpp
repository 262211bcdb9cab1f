#include "core/measure/clock.hpp"

#include <algorithm>

namespace firedrill::measure {
namespace {

/// How far two clocks may drift apart within `distance`, rounded up.
Nanos drift(Nanos distance, std::int64_t rho_ppm) {
    const std::int64_t d = distance < Nanos{0} ? -distance.count() : distance.count();
    return Nanos{d / 1'000'000 * rho_ppm + (d % 1'000'000 * rho_ppm + 999'999) / 1'000'000};
}

/// What one exchange says about the offset at `at`. Its bounds held somewhere in [t1, t4], so the
/// distance is that to the farther end.
Interval bounds_of(const ClockSample& s, Nanos at, std::int64_t rho_ppm) {
    const Nanos distance =
        std::max(at > s.t1 ? at - s.t1 : s.t1 - at, at > s.t4 ? at - s.t4 : s.t4 - at);
    const Nanos slack = drift(distance, rho_ppm);
    return {s.t3 - s.t4 - slack, s.t2 - s.t1 + slack};
}

/// Stamps come from another host: nothing that is computed from these overflows.
bool is_plausible(Nanos t) {
    constexpr Nanos most{1'000'000'000'000'000'000};
    return t >= -most && t <= most;
}

Result<void> check(const std::vector<ClockSample>& samples) {
    if (samples.empty()) return fail(Errc::not_found, "no clock exchange with this host");
    for (const auto& s : samples) {
        if (!is_plausible(s.t1) || !is_plausible(s.t2) || !is_plausible(s.t3) ||
            !is_plausible(s.t4))
            return fail(Errc::corrupt, "a clock shows an impossible time");
        if (s.t4 < s.t1 || s.t3 < s.t2)
            return fail(Errc::corrupt, "a clock went backwards within one exchange");
    }
    return {};
}

const ClockSample& nearest(const std::vector<ClockSample>& samples, Nanos x) {
    const auto distance = [x](const ClockSample& s) { return x > s.t2 ? x - s.t2 : s.t2 - x; };
    return *std::min_element(samples.begin(), samples.end(), [&](const auto& a, const auto& b) {
        return distance(a) < distance(b);
    });
}

}  // namespace

Result<Interval> offset_at(const std::vector<ClockSample>& samples, Nanos at,
                           std::int64_t rho_ppm) {
    DRILL_CHECK(check(samples));
    if (!is_plausible(at)) return fail(Errc::corrupt, "an impossible time");
    Interval out{Nanos::min(), Nanos::max()};
    for (const auto& sample : samples) {
        const Interval bounds = bounds_of(sample, at, rho_ppm);
        out = {std::max(out.lo, bounds.lo), std::min(out.hi, bounds.hi)};
    }
    if (out.lo > out.hi) return fail(Errc::corrupt, "clock exchanges contradict each other");
    return out;
}

Result<Interval> reference_of(const std::vector<ClockSample>& samples, Nanos x,
                              std::int64_t rho_ppm) {
    DRILL_CHECK(check(samples));
    if (!is_plausible(x)) return fail(Errc::corrupt, "an impossible time");
    // A first bracket from the nearest exchange alone: |T - T_k| is |x - t2| but for the drift.
    const ClockSample& near = nearest(samples, x);
    const Nanos away = (x > near.t2 ? x - near.t2 : near.t2 - x) + (near.t4 - near.t1);
    const Nanos slack = drift(away + drift(away, 2 * rho_ppm), rho_ppm);
    const Interval first = to_reference(x, {near.t3 - near.t4 - slack, near.t2 - near.t1 + slack});
    // Then all exchanges at its middle, widened by what the offset may drift within the bracket.
    const Nanos middle = first.lo + first.width() / 2;
    DRILL_TRY(offset, offset_at(samples, middle, rho_ppm));
    const Nanos spread = drift(first.width(), rho_ppm);
    return to_reference(x, {offset.lo - spread, offset.hi + spread});
}

Result<Interval> reference_of(const std::vector<ClockSample>& samples, Interval x,
                              std::int64_t rho_ppm) {
    DRILL_TRY(lo, reference_of(samples, x.lo, rho_ppm));
    DRILL_TRY(hi, reference_of(samples, x.hi, rho_ppm));
    return Interval{lo.lo, hi.hi};
}

Result<Interval> other_of(const std::vector<ClockSample>& samples, Interval t,
                          std::int64_t rho_ppm) {
    DRILL_TRY(lo, offset_at(samples, t.lo, rho_ppm));
    DRILL_TRY(hi, offset_at(samples, t.hi, rho_ppm));
    return Interval{t.lo + lo.lo, t.hi + hi.hi};
}

}  // namespace firedrill::measure
