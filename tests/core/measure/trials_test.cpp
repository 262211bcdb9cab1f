#include "core/measure/trials.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

namespace {

Trial trial(Nanos lo, Nanos hi, Verdict verdict = Verdict::met) {
    return {.recovery = Interval{lo, hi},
            .verdict = verdict,
            .lost_lo = 0,
            .lost_hi = 0,
            .acked = 1'000};
}

}  // namespace

TEST_CASE("how much n drills that all passed prove") {
    CHECK(failure_bound_ppm(0) == 1'000'000);
    CHECK(failure_bound_ppm(1) == 950'000);
    CHECK(failure_bound_ppm(10) == 258'866);  // 26 %
    CHECK(failure_bound_ppm(58) == 50'340);
    CHECK(failure_bound_ppm(59) == 49'508);  // the first n that proves 5 %
    CHECK(failure_bound_ppm(1'000'000) == 3);
}

TEST_CASE("smallest, middle and largest recovery time keep the intervals of what was measured") {
    // given intervals that overlap, in no order
    const TrialFigures f = figures_of({trial(5s, 9s), trial(1s, 8s), trial(6s, 7s)});

    CHECK(f.trials == 3);
    CHECK(f.met == 3);
    CHECK(f.recovery_min == Interval{1s, 7s});  // the smallest may be any of them
    CHECK(f.recovery_median == Interval{5s, 8s});
    CHECK(f.recovery_max == Interval{6s, 9s});
    CHECK(f.failure_bound_ppm == failure_bound_ppm(3));
}

TEST_CASE("of an even number of drills the median lies between the two in the middle") {
    const TrialFigures f = figures_of({trial(4s, 5s), trial(1s, 2s), trial(2s, 3s), trial(9s, 9s)});
    CHECK(f.recovery_median == Interval{3s, 4s});
}

TEST_CASE("one drill that did not meet its target takes the bound away") {
    const TrialFigures f =
        figures_of({trial(1s, 2s), trial(1s, 2s, Verdict::not_met), trial(1s, 2s)});
    CHECK(f.met == 2);
    CHECK(f.not_met == 1);
    CHECK_FALSE(f.failure_bound_ppm.has_value());
}

TEST_CASE("a drill that measured nothing is neither met nor left out") {
    const TrialFigures f = figures_of({trial(1s, 2s), Trial{}});
    CHECK(f.trials == 2);
    CHECK(f.not_measured == 1);
    CHECK(f.recoveries == 1);
    CHECK(f.counted == 1);
    CHECK_FALSE(f.failure_bound_ppm.has_value());
    CHECK_FALSE(figures_of({}).failure_bound_ppm.has_value());
    CHECK_FALSE(figures_of({}).recovery_min.has_value());
}

TEST_CASE("no acknowledged write lost in all drills bounds the share of lost ones") {
    CHECK(figures_of({trial(1s, 2s), trial(1s, 2s)}).loss_bound_ppm == 1'500);  // 3 of 2,000
    Trial some_lost = trial(1s, 2s);
    some_lost.lost_hi = 1;
    const TrialFigures f = figures_of({trial(1s, 2s), some_lost});
    CHECK_FALSE(f.loss_bound_ppm.has_value());
    REQUIRE(f.lost_max);
    CHECK(f.lost_max->lo == 0);
    CHECK(f.lost_max->hi == 1);
}
