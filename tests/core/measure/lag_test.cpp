// How far a standby is behind, from positions read on both sides.
#include "core/measure/lag.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

TEST_CASE("positions in the log are read, and nothing else is") {
    CHECK(parse_lsn("0/3000148").value() == 0x3000148U);
    CHECK(parse_lsn("16/B374D848").value() == 0x16B374D848U);
    for (const char* text : {"", "0", "/", "0/", "x/1", "0/100000000", "0/3000148 "}) {
        INFO(text);
        CHECK_FALSE(parse_lsn(text).has_value());
    }
}

TEST_CASE("a standby that has what the primary had a moment ago is a moment behind") {
    Lag lag;
    CHECK_FALSE(lag.of(1s, 100));
    lag.primary_was_at(1s, 100);
    lag.primary_was_at(2s, 200);
    lag.primary_was_at(3s, 300);
    CHECK(lag.of(3100ms, 300) == Nanos{100ms});
    CHECK(lag.of(3100ms, 299) == Nanos{1100ms});
    CHECK(lag.of(3100ms, 200) == Nanos{1100ms});
    CHECK(lag.of(3100ms, 150) == Nanos{2100ms});
}

TEST_CASE("an idle primary makes nobody late, however long it rests") {
    Lag lag;
    for (int second = 1; second <= 100; ++second)
        lag.primary_was_at(std::chrono::seconds{second}, 100);
    CHECK(lag.of(100s + 20ms, 100) == Nanos{20ms});
    // and what it writes then is late from then on
    lag.primary_was_at(101s, 500);
    CHECK(lag.of(104s, 100) == Nanos{4s});
}

TEST_CASE("a link that was cut under writes: the lag grows from the cut on") {
    Lag lag;
    for (int second = 1; second <= 10; ++second)
        lag.primary_was_at(std::chrono::seconds{second}, static_cast<std::uint64_t>(second) * 100);
    CHECK(lag.of(10s + 10ms, 430) == Nanos{6010ms});
}

TEST_CASE("a primary that died is where it was last seen") {
    Lag lag;
    lag.primary_was_at(1s, 100);
    lag.primary_was_at(2s, 200);
    lag.primary_was_silent();
    CHECK(lag.of(60s, 200) == Nanos{0});
    CHECK(lag.of(60s, 100) == Nanos{1s});
}

TEST_CASE("behind all that is known, the lag is at least the time since the first reading") {
    Lag lag;
    lag.primary_was_at(5s, 1000);
    CHECK(lag.of(5s, 10) == Nanos{0});
    lag.primary_was_at(9s, 1500);
    CHECK(lag.of(9s, 10) == Nanos{4s});
}

TEST_CASE("another timeline that has less is not compared with what was lost") {
    Lag lag;
    lag.primary_was_at(1s, 100);
    lag.primary_was_at(2s, 300);
    lag.primary_was_at(3s, 250);  // the new primary never had the rest
    CHECK(lag.of(3100ms, 250) == Nanos{100ms});
    lag.forget();
    CHECK_FALSE(lag.of(4s, 250));
}
