#include "core/base/json.hpp"
#include "core/base/attempt.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace firedrill;

namespace {

struct Circle {
    static constexpr std::string_view tag = "circle";
    int radius = 0;
};
BOOST_DESCRIBE_STRUCT(Circle, (), (radius))
struct Square {
    static constexpr std::string_view tag = "square";
    Nanos side{};
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Square, (), (side, name))

struct Drawing {
    std::vector<std::variant<Circle, Square>> shapes;
    std::map<std::string, int> counts;
    std::set<std::string> names;
    bool done = false;
};
BOOST_DESCRIBE_STRUCT(Drawing, (), (shapes, counts, names, done))

}  // namespace

TEST_CASE("members are sorted by their bytes and nothing is blank") {
    const json::value value = {{"b", 1}, {"a", {{"z", true}, {"Z", nullptr}}}, {"", {1, -2}}};
    CHECK(canonical(value) == R"({"":[1,-2],"a":{"Z":null,"z":true},"b":1})");
}

TEST_CASE("a text with every kind of character survives canonical form") {
    std::string all;
    for (int c = 1; c < 128; ++c) all.push_back(static_cast<char>(c));
    all += "\u6f14\u7ec3 \U0001f525 \u2028";
    const std::string text = canonical(json::value(std::string_view(all)));
    const auto back = parse_json(text);
    REQUIRE(back.has_value());
    CHECK(std::string_view(back->get_string()) == all);
    CHECK(canonical(*back) == text);
}

TEST_CASE("a program's output that is no UTF-8 still gives JSON that parses") {
    // given bytes that stand for nothing: a lone byte, a cut character, an overlong one, a
    // surrogate
    AttemptReport report;
    report.output = std::string("ok \xff|\xe6\xbc|\xc0\xaf|\xed\xa0\x80|") + '\0' + "\xe6\xbc\x94";
    // when written and read back
    const std::string text = canonical(to_json(report));
    const auto value = parse_json(text);
    REQUIRE(value.has_value());
    const auto back = from_json<AttemptReport>(*value);
    // then what was text is kept, the rest is marked, and there is one spelling
    REQUIRE(back.has_value());
    CHECK(back->output.find("ok \ufffd|") == 0);
    CHECK(back->output.find("\u6f14") != std::string::npos);
    CHECK(canonical(to_json(*back)) == text);
}

TEST_CASE("random bytes never make canonical form unreadable") {
    std::mt19937_64 random(7);
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        for (auto n = random() % 24; n > 0; --n) bytes.push_back(static_cast<char>(random() % 256));
        const std::string text = canonical(json::value(std::string_view(bytes)));
        const auto back = parse_json(text);
        REQUIRE(back.has_value());
        REQUIRE(canonical(*back) == text);
    }
}

TEST_CASE("what is not strict JSON is refused") {
    for (const char* bad : {"", "{", "{} x", "[1,]", "{\"a\":1,}", "// c\n1", "nan", "01", "1.5",
                            "1e3", "\"\xff\"", "'a'", "[1e400]", "{\"a\":{\"b\":0.1}}"}) {
        CAPTURE(bad);
        const auto value = parse_json(bad);
        REQUIRE(value.has_error());
        CHECK(value.error().code == Errc::invalid_input);
    }
}

TEST_CASE("depth and length are bounded") {
    CHECK(parse_json(std::string(64, '[') + std::string(64, ']')).has_value());
    CHECK(parse_json(std::string(65, '[') + std::string(65, ']')).has_error());
    CHECK(parse_json("[1,2]", 5).has_value());
    CHECK(parse_json("[1,2]", 4).has_error());
}

TEST_CASE("a described struct goes out and comes back") {
    Drawing drawing;
    drawing.shapes = {Circle{3}, Square{Nanos{5}, "box"}, Square{}};
    drawing.counts = {{"a", 1}, {"b", 2}};
    drawing.names = {"x", "y"};
    drawing.done = true;
    const std::string text = canonical(to_json(drawing));
    CHECK(text == R"({"counts":{"a":1,"b":2},"done":true,"names":["x","y"],"shapes":[)"
                  R"({"radius":3,"type":"circle"},{"name":"box","side":5,"type":"square"},)"
                  R"({"side":0,"type":"square"}]})");
    const auto back = from_json<Drawing>(*parse_json(text));
    REQUIRE(back.has_value());
    CHECK(canonical(to_json(*back)) == text);
}

TEST_CASE("unknown members are ignored, absent ones keep their default, wrong ones are named") {
    const auto ok = from_json<Drawing>(*parse_json(R"({"new":[1],"done":true})"));
    REQUIRE(ok.has_value());
    CHECK(ok->done);
    CHECK(ok->shapes.empty());
    const auto wrong =
        from_json<Drawing>(*parse_json(R"({"shapes":[{"type":"circle","radius":"3"}]})"));
    REQUIRE(wrong.has_error());
    CHECK(describe(wrong.error()).find("$.shapes[0].radius") != std::string::npos);
    CHECK(from_json<Drawing>(*parse_json(R"({"shapes":[{"type":"line"}]})")).has_error());
    CHECK(from_json<Circle>(*parse_json(R"({"radius":2147483648})")).has_error());
}

TEST_CASE("an attempt key names its part") {
    CHECK(to_text(AttemptKey{"loss-1", "promote", 1, Part::act}) == "loss-1/promote/1");
    CHECK(to_text(AttemptKey{"loss-1", "promote", 2, Part::undo}) == "loss-1/promote/2/undo");
    CHECK(to_text(AttemptKey{"loss-1", "a/b@db1", 1, Part::check}) == "loss-1/a/b@db1/1/check");
}
