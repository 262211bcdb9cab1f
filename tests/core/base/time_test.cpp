#include "core/base/time.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("durations as users write them") {
    CHECK(*parse_duration("250ms") == 250ms);
    CHECK(*parse_duration("30s") == 30s);
    CHECK(*parse_duration("1h30m") == 90min);
    CHECK(*parse_duration("0s") == 0s);
    CHECK(*parse_duration("1.5s") == 1500ms);
    CHECK(*parse_duration("1h0.5m") == 3630s);
    CHECK(*parse_duration("20us") == 20us);
    CHECK(*parse_duration("0.001us") == 1ns);
    CHECK(*parse_duration("87600h") == 87600h);
}

TEST_CASE("what is no duration is refused") {
    for (const char* bad : {"",
                            "30",
                            "1.5",
                            "-30s",
                            "+30s",
                            "30 s",
                            " 30s",
                            "30s ",
                            "1m1h",
                            "1s1s",
                            "1.5m30s",
                            "s",
                            "1.s",
                            ".5s",
                            "1d",
                            "30S",
                            "88000h",
                            "1e3s",
                            "999999999999999999h",
                            "1000000000000000000s",
                            "0.0001us",
                            "1h30"}) {
        CAPTURE(bad);
        REQUIRE(parse_duration(bad).has_error());
        CHECK(parse_duration(bad).error().code == Errc::invalid_input);
    }
}

TEST_CASE("a duration's text reads back to the same value") {
    CHECK(to_text(90min) == "1h30m");
    CHECK(to_text(90s) == "1m30s");
    CHECK(to_text(1500ms) == "1s500ms");
    CHECK(to_text(0s) == "0s");
    CHECK(to_text(-250ms) == "-250ms");
    std::mt19937_64 random(1);
    for (int i = 0; i < 100'000; ++i) {
        const Nanos whole{static_cast<std::int64_t>(random() % (1ULL << (random() % 58))) / 1000 *
                          1000};
        REQUIRE(*parse_duration(to_text(whole)) == whole);
    }
    CHECK(to_text(Nanos::min()).starts_with("-2562047h47m16s"));
}

TEST_CASE("rates and shares") {
    CHECK(parse_rate("200/s")->per_second_milli == 200'000);
    CHECK(parse_rate("5/m")->per_second_milli == 83);
    CHECK(parse_rate("0.5/s")->period() == 2s);
    CHECK(*parse_percent_ppm("99%") == 990'000);
    CHECK(*parse_percent_ppm("99.93%") == 999'300);
    CHECK(*parse_percent_ppm("100%") == 1'000'000);
    for (const char* bad : {"200", "0/s", "-1/s", "1/h", "/s", "0.0001/s", "9999999999/s"})
        CHECK(parse_rate(bad).has_error());
    for (const char* bad : {"99", "101%", "99.99999%", "-1%", "%", "1000000%"})
        CHECK(parse_percent_ppm(bad).has_error());
}

TEST_CASE("wall time is written as UTC without a locale") {
    CHECK(to_iso(0ns) == "1970-01-01T00:00:00.000Z");
    CHECK(to_iso(1'799'489'052'386'999'999ns) == "2027-01-09T10:04:12.386Z");
    CHECK(to_iso(951'782'400s) == "2000-02-29T00:00:00.000Z");
    CHECK(to_iso(-1ns) == "1969-12-31T23:59:59.999Z");
}
