#include "core/measure/clock.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

namespace {

/// A clock that starts elsewhere and runs at another rate.
struct OtherClock {
    std::int64_t offset = 0;
    std::int64_t ppm = 0;
    Nanos at(Nanos t) const { return Nanos{t.count() + offset + t.count() / 1'000 * ppm / 1'000}; }
};

std::int64_t up_to(std::mt19937_64& random, std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n + 1));
}

ClockSample exchange(std::mt19937_64& random, const OtherClock& other, Nanos t1,
                     std::int64_t delay) {
    const bool lopsided = random() % 2 == 0;  // one way up to 10 times as slow as the other
    const Nanos there{1 + up_to(random, delay)};
    const Nanos inside{up_to(random, delay)};
    const Nanos back{1 + up_to(random, lopsided ? delay * 10 : delay)};
    return {t1, other.at(t1 + there), other.at(t1 + there + inside), t1 + there + inside + back};
}

}  // namespace

TEST_CASE("the true offset is always inside the bounds, whatever delay, asymmetry and drift") {
    std::mt19937_64 random(20270109);
    std::int64_t exchanges = 0;
    while (exchanges < 120'000) {
        // given a clock off by up to an hour that drifts by up to 98 ppm
        const OtherClock other{up_to(random, 7'200'000'000'000) - 3'600'000'000'000,
                               up_to(random, 196) - 98};
        const std::int64_t delay = std::int64_t{1'000} << (random() % 15);
        std::vector<ClockSample> samples;
        for (auto n = 1 + random() % 30; n > 0; --n)
            samples.push_back(
                exchange(random, other, Nanos{up_to(random, 600'000'000'000)}, delay));
        exchanges += static_cast<std::int64_t>(samples.size());
        for (int i = 0; i < 4; ++i) {
            const Nanos at{up_to(random, 700'000'000'000)};
            // when asked at any time, between or after the exchanges
            const auto offset = offset_at(samples, at);
            // then the truth is inside, there and back
            REQUIRE(offset.has_value());
            REQUIRE(offset->contains(other.at(at) - at));
            REQUIRE(reference_of(samples, other.at(at))->contains(at));
            REQUIRE(other_of(samples, {at, at})->contains(other.at(at)));
        }
    }
}

TEST_CASE("a bound is no wider than the best exchange and the drift since") {
    // given an exchange of 2 ms, 10 s ago, with the other clock 5 s ahead
    const std::vector<ClockSample> samples{{100s, 105s + 1ms, 105s + 1ms, 100s + 2ms}};
    // then: [5 s - 1 ms, 5 s + 1 ms] and 100 ppm of 10 s = 1 ms, counted from the farther end
    const auto offset = offset_at(samples, 110s);
    REQUIRE(offset.has_value());
    CHECK(offset->lo == 5s - 2ms);
    CHECK(offset->hi == 5s + 2ms);
    CHECK(to_reference(115s, *offset) == Interval{110s - 2ms, 110s + 2ms});
    CHECK(to_other({110s, 111s}, *offset) == Interval{115s - 2ms, 116s + 2ms});
}

TEST_CASE("a clock that was stepped between exchanges is found out") {
    const std::vector<ClockSample> samples{{0s, 5s, 5s, 1ms},
                                           {1s, 6s + 100ms, 6s + 100ms, 1s + 1ms}};
    REQUIRE(offset_at(samples, 1s).has_error());
    CHECK(offset_at(samples, 1s).error().code == Errc::corrupt);
    CHECK(reference_of(samples, 6s).error().code == Errc::corrupt);
    CHECK(other_of(samples, {0s, 1s}).error().code == Errc::corrupt);
}

TEST_CASE("an exchange that runs backwards is no evidence, and none is not zero") {
    CHECK(offset_at({{2ms, 0s, 0s, 1ms}}, 0s).error().code == Errc::corrupt);
    CHECK(offset_at({{1ms, 1s, 0s, 2ms}}, 0s).error().code == Errc::corrupt);
    CHECK(offset_at({{0s, Nanos::min(), Nanos::max(), 1s}}, 0s).error().code == Errc::corrupt);
    CHECK(reference_of({{0s, 0s, 0s, 1s}}, Nanos::max()).error().code == Errc::corrupt);
    CHECK(offset_at({}, 0s).error().code == Errc::not_found);
    CHECK(reference_of({}, Nanos{0}).error().code == Errc::not_found);
}
