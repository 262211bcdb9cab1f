// The short way must read what the long way reads, or say that it cannot.
#include "core/base/canonical_reader.hpp"

#include "core/base/attempt.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace firedrill;

namespace {

struct Point {
    static constexpr std::string_view tag = "point";
    int x = 0;
    std::int64_t y = 0;
    bool operator==(const Point&) const = default;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, y))
struct Label {
    static constexpr std::string_view tag = "label";
    std::string text;
    Nanos when{};
    std::optional<Outcome> zeal;  // sorts behind "type"
    bool operator==(const Label&) const = default;
};
BOOST_DESCRIBE_STRUCT(Label, (), (text, when, zeal))
struct Sheet {
    std::vector<std::variant<Point, Label>> marks;
    std::map<std::string, std::vector<bool>> flags;
    std::set<std::string> names;
    std::optional<Point> centre;
    bool operator==(const Sheet&) const = default;
};
BOOST_DESCRIBE_STRUCT(Sheet, (), (marks, flags, names, centre))

using Random = std::mt19937_64;

std::string random_text(Random& random) {
    static const std::vector<std::string> pieces = {
        "a", "\"", "\\", "\n", "\t",   "\r",  std::string(1, '\0'), "\x1f", "\u6f14", "/",
        "{", "}",  ",",  "]",  "\x7f", "\xff"};
    std::string out;
    for (auto left = random() % 9; left > 0; --left) out += pieces[random() % pieces.size()];
    return out;
}

Nanos random_time(Random& random) {
    constexpr std::uint64_t most = 4'000'000'000'000'000'000;
    return Nanos{static_cast<std::int64_t>(random() % (2 * most + 1)) -
                 static_cast<std::int64_t>(most)};
}

Sheet random_sheet(Random& random) {
    Sheet sheet;
    for (auto left = random() % 4; left > 0; --left) {
        if (random() % 2 == 0)
            sheet.marks.emplace_back(
                Point{static_cast<int>(random()), static_cast<std::int64_t>(random())});
        else
            sheet.marks.emplace_back(
                Label{.text = random_text(random), .when = random_time(random)});
        if (auto* label = std::get_if<Label>(&sheet.marks.back()); label && random() % 2 == 0)
            label->zeal = Outcome::unknown;
    }
    for (auto left = random() % 3; left > 0; --left)
        sheet.flags["flag " + std::to_string(random() % 9)] = {true, random() % 2 == 0};
    for (auto left = random() % 3; left > 0; --left) sheet.names.insert(random_text(random));
    if (random() % 2 == 0) sheet.centre = Point{.x = -1};
    return sheet;
}

/// What the long way makes of it; nothing where it is not a sheet.
std::optional<Sheet> the_long_way(const std::string& text) {
    const auto value = parse_json(text);
    if (!value) return std::nullopt;
    const auto sheet = from_json<Sheet>(*value);
    return sheet ? std::optional(*sheet) : std::nullopt;
}

std::string spoilt(std::string text, Random& random) {
    static constexpr std::string_view letters = "{}[]\",:\\ 0-1.eutrx\x01\xc3";
    const std::size_t place = random() % text.size();
    switch (random() % 3) {
        case 0: text[place] = letters[random() % letters.size()]; break;
        case 1: text.erase(place, 1 + random() % 3); break;
        default: text.insert(place, 1, letters[random() % letters.size()]);
    }
    return text;
}

}  // namespace

TEST_CASE("the short way reads what canonical() wrote as the long way does") {
    Random random(1);
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = canonical(to_json(random_sheet(random)));
        Sheet read;
        INFO(text);
        REQUIRE(read_canonical(text, read));
        REQUIRE(the_long_way(text) == read);
    }
}

TEST_CASE("of a spoilt text the short way never reads what the long way does not") {
    Random random(2);
    int taken = 0;
    for (int i = 0; i < 100'000; ++i) {
        const std::string text = spoilt(canonical(to_json(random_sheet(random))), random);
        Sheet read;
        INFO(text);
        if (!read_canonical(text, read)) continue;
        ++taken;
        REQUIRE(the_long_way(text) == read);
    }
    CHECK(taken > 100);
}

TEST_CASE("the short way leaves to the long way what it does not understand") {
    Point point;
    CHECK(read_canonical(R"({"x":1,"y":2})", point));
    for (const char* text :
         {R"({"x": 1})", R"({"y":1,"x":2})", R"({"x":1,"x":2})", R"({"x":1,"z":2})", R"({"x":01})",
          R"({"x":-0})", R"({"x":1.0})", R"({"x":1e2})", R"({"x":5000000000})", R"({"x":"1"})",
          R"({"x":1)", R"({"x":1}})", R"({"x":1,})", R"({"\u0078":1})", ""}) {
        INFO(text);
        CHECK_FALSE(read_canonical(text, point));
    }
}
