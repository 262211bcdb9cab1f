#include "core/base/text.hpp"
#include "core/base/format.hpp"
#include "core/base/hash.hpp"
#include "core/base/visible.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace firedrill;
using namespace std::chrono_literals;

TEST_CASE("Chinese characters take two columns, combining marks none") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("\u6f14\u7ec3") == 4);
    CHECK(display_width("\uff08\u9632\u8111\u88c2\uff09") == 10);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("\uac00\uff21\U0001f525") == 6);
    CHECK(display_width("a\u200bb") == 2);
    CHECK(display_width("") == 0);
}

TEST_CASE("padding gives exactly the columns and never half a character") {
    CHECK(pad_right("\u8fbe\u6807", 6) == "\u8fbe\u6807  ");
    CHECK(pad_left("\u8fbe\u6807", 6) == "  \u8fbe\u6807");
    CHECK(pad_right("\u8fbe\u6807", 3) == "\u8fbe ");
    CHECK(pad_left("abc", 2) == "ab");
    CHECK(pad_right("x", 0).empty());
    std::mt19937_64 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        for (auto n = random() % 12; n > 0; --n) bytes.push_back(static_cast<char>(random() % 256));
        const std::string text = to_utf8(bytes);
        REQUIRE(is_utf8(text));
        const int columns = static_cast<int>(random() % 10);
        REQUIRE(display_width(pad_right(text, columns)) == columns);
        REQUIRE(display_width(pad_left(text, columns)) == columns);
    }
}

TEST_CASE("texts fall back to the other language") {
    CHECK(Text{"a", ""}.in(Language::zh) == "a");
    CHECK(Text{"a", "b"}.in(Language::zh) == "b");
    CHECK(say(Language::en, Message{"{1} of {0}", "{0} / {1}"}, 3, 2) == "2 of 3");
}

TEST_CASE("digests are the published ones") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(xxh3_128_hex("") == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("intervals are rounded outward, so that they still hold the truth") {
    CHECK(seconds_interval({151'894'000'000ns, 151'904'000'001ns}) == "151.89 .. 151.91 s");
    CHECK(seconds_interval({151'894'000'000ns, 151'904'000'001ns}, 2, Signs::print) ==
          "151.89\u2013151.91 s");
    CHECK(seconds_interval({-1ns, 1ns}) == "-0.01 .. 0.01 s");
    CHECK(seconds_interval({0ns, 0ns}) == "0.00 .. 0.00 s");
    CHECK(seconds_interval({141'200ms, 200'001ms}, 0) == "141 .. 201 s");
    std::mt19937_64 random(5);
    for (int i = 0; i < 20'000; ++i) {
        const Nanos lo{static_cast<std::int64_t>(random() % 10'000'000'000) - 5'000'000'000};
        const Nanos hi = lo + Nanos{static_cast<std::int64_t>(random() % 1'000'000'000)};
        const std::string text = seconds_interval({lo, hi});
        const auto gap = text.find(" .. ");
        REQUIRE(std::stod(text.substr(0, gap)) * 1e9 <= static_cast<double>(lo.count()) + 0.5);
        REQUIRE(std::stod(text.substr(gap + 4)) * 1e9 >= static_cast<double>(hi.count()) - 0.5);
    }
}

TEST_CASE("bounds are rounded up") {
    CHECK(bound(Interval{0ns, 9'500'001ns}) == "+-4.8 ms");
    CHECK(bound(Nanos{30s}) == "+-30 s");
    CHECK(bound(Nanos{30'000'000'001}) == "+-30.1 s");
    CHECK(bound(Nanos{1}, Signs::print) == "\u00b10.1 ms");
    CHECK(bound(Nanos{999'999'999}) == "+-1000.0 ms");
}

TEST_CASE("margins, shares, counts and times as people read them") {
    CHECK(signed_seconds(148'096ms, 2) == "+148.09");
    CHECK(signed_seconds(-201ms, 2) == "-0.21");
    CHECK(signed_seconds(-201ms, 2, Rounding::down, Signs::print) == "\u22120.21");
    CHECK(seconds(1'005ms, 2) == "1.01");
    CHECK(seconds(1s, 0) == "1");
    CHECK(thousands(12'480) == "12,480");
    CHECK(thousands(-1'234'567) == "-1,234,567");
    CHECK(thousands(999) == "999");
    CHECK(percent(999'999) == "99.99 %");
    CHECK(percent(1'000'000, 0) == "100 %");
    CHECK(spoken(151'900ms) == "2 min 31.9 s");
    CHECK(spoken(480ms) == "480 ms");
    CHECK(spoken(31'940ms) == "31.9 s");
    CHECK(spoken(59'960ms) == "1 min 0.0 s");
    CHECK(spoken(65min) == "1 h 5 min");
    CHECK(elapsed(154'999ms) == "00:02:34");
    CHECK(middle({3ns, 6ns}) == 4ns);
}

TEST_CASE("text of others is shown so that nothing in it acts") {
    CHECK(visible("plain 演练 🔥 é") == "plain 演练 🔥 é");
    CHECK(visible("\x1b[2J\x07") == "\\x1b[2J\\x07");
    CHECK(visible("a\u202egpj.exe") == "a\\u202egpj.exe");
    CHECK(visible("\u009b31m") == "\\u009b31m");
    CHECK(visible("one\ntwo\tthree\r") == "one two three ");
    CHECK(visible("\xff") == "\uFFFD");
    CHECK(visible("") == "");
}

TEST_CASE("text that is too long is cut at a character, and cutting twice is cutting once") {
    const std::string text = "演练演练演练";  // three bytes each
    for (std::size_t most = 3; most <= text.size() + 1; ++most) {
        const std::string shown = visible(text, most);
        CHECK(shown.size() <= most);
        CHECK(is_utf8(shown));
        CHECK(shown.ends_with("…") == (most < text.size()));
        CHECK(visible(shown, most) == shown);
    }
}
