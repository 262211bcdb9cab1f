#include "core/plan/plan.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using plan::Expect;
using plan::meets;

TEST_CASE("without conditions a program must end with 0") {
    CHECK(meets({}, 0, "anything").has_value());
    CHECK_FALSE(meets({}, 1, "").has_value());
    CHECK(meets({.exit = {0, 1}}, 1, "").has_value());
}

TEST_CASE("output is compared without surrounding blanks") {
    CHECK(meets({.output = "t"}, 0, "  t\n").has_value());
    CHECK_FALSE(meets({.output = "t"}, 0, "true").has_value());
    CHECK(meets({.output = ""}, 0, "\n").has_value());
}

TEST_CASE("a pattern is searched in each line") {
    CHECK(meets({.matches = "^state: (up|down)$"}, 0, "a\nstate: up\nb").has_value());
    CHECK_FALSE(meets({.matches = "^up$"}, 0, "state: up").has_value());
    const auto broken = meets({.matches = "("}, 0, "x");
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().what.find("no regular expression") != std::string::npos);
}

TEST_CASE("a pattern on a very long line does not overflow the stack") {
    const std::string line(1'000'000, 'x');
    CHECK(meets({.matches = "(x|y)*"}, 0, line).has_value());
    CHECK_FALSE(meets({.matches = "(x|y)*z"}, 0, line).has_value());
}

TEST_CASE("an integer output is held against its bounds") {
    CHECK(meets({.at_least = 2, .at_most = 3}, 0, " 2\n").has_value());
    CHECK_FALSE(meets({.at_least = 2}, 0, "1").has_value());
    CHECK_FALSE(meets({.at_most = 3}, 0, "4").has_value());
    CHECK_FALSE(meets({.at_most = 3}, 0, "2 MB").has_value());
    CHECK_FALSE(meets({.at_most = 3}, 0, "").has_value());
    CHECK_FALSE(meets({.at_most = 3}, 0, "99999999999999999999").has_value());
}
