// What the programs of a backup test print.
#include "core/drill/newest.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using drill::read_load;
using drill::read_newest;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("the newest record's time is read in every usual spelling, with its resolution") {
    const Nanos at = milliseconds{1'799'460'252'386};
    for (const char* text :
         {"1799460252.386", "2027-01-09T02:04:12.386Z\n", "2027-01-09 10:04:12.386+08",
          " 2027-01-09 10:04:12.386 +0800", "2027-01-08T21:34:12,386-04:30"}) {
        INFO(text);
        const auto read = read_newest(text);
        REQUIRE(read.has_value());
        CHECK(read->at == at);
        CHECK(read->resolution == milliseconds{1});
    }
    REQUIRE(read_newest("1799460252").has_value());
    CHECK(read_newest("1799460252")->resolution == seconds{1});
}

TEST_CASE("what is no time, or has no zone, gives no age") {
    for (const char* text :
         {"", "null", "yesterday", "2027-01-09", "2027-01-09 10:04:12", "2027-13-09T10:04:12Z",
          "2027-02-30T10:04:12Z", "1799460252.", "-5", "99999999999", "2027-01-09T10:04:12+99",
          "2027-01-09T10:04:12Z and more", "1799460252 1"}) {
        INFO(text);
        CHECK_FALSE(read_newest(text).has_value());
    }
}

TEST_CASE("a load says how much it did and, where it knows, in what time at least") {
    REQUIRE(read_load("12480\n").has_value());
    CHECK(read_load("12480")->operations == 12480);
    CHECK_FALSE(read_load("12480")->took.has_value());
    REQUIRE(read_load("12480 4.98").has_value());
    CHECK(read_load("12480 4.98")->took == milliseconds{4'970});
    CHECK_FALSE(read_load("many").has_value());
    CHECK_FALSE(read_load("12480 tps").has_value());
    CHECK_FALSE(read_load("-3").has_value());
}
