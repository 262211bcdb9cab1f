#include "core/measure/comparison.hpp"

#include <catch2/catch.hpp>

using namespace firedrill::measure;

namespace {

std::vector<DifferentRow> of(const std::vector<KeyedDigest>& first,
                             const std::vector<KeyedDigest>& second) {
    return different_rows(first, second);
}

}  // namespace

TEST_CASE("rows of two places in any order: missing, extra and changed are told apart") {
    const auto rows =
        of({{"3", "c"}, {"1", "a"}, {"2", "b"}}, {{"2", "B"}, {"4", "d"}, {"1", "a"}});
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == DifferentRow{"2", RowState::changed, "b", "B"});
    CHECK(rows[1] == DifferentRow{"3", RowState::missing, "c", ""});
    CHECK(rows[2] == DifferentRow{"4", RowState::extra, "", "d"});
}

TEST_CASE("read again: what arrived agrees, what stays differs, what moves is not settled") {
    const auto before = of({{"late", "x"}, {"lost", "y"}, {"busy", "1"}}, {{"busy", "0"}});
    // when one has arrived, one is as it was, one has changed at both places
    const auto again =
        of({{"late", "x"}, {"lost", "y"}, {"busy", "3"}}, {{"late", "x"}, {"busy", "2"}});
    const auto rows = settled(before, again);
    // then
    REQUIRE(rows.size() == 2);
    CHECK_FALSE(is_settled(rows));
    CHECK(is_settled(before));
    CHECK(rows[0].key == "busy");
    CHECK(rows[0].state == RowState::unsettled);
    CHECK(rows[1].key == "lost");
    CHECK(rows[1].state == RowState::missing);
    // and once it rests, it is what it is
    CHECK(settled(rows, of({{"busy", "3"}}, {{"busy", "2"}}))[0].state == RowState::changed);
    // and what did not differ before is not added
    CHECK(settled(before, of({{"new", "1"}}, {})).empty());
}

TEST_CASE("data agree only where nothing differs, moves, or sums up otherwise") {
    const SetFigures same{.name = "orders", .first = 2, .second = 2};
    CHECK(agrees(same));
    const auto with = [&](auto change) {
        SetFigures other = same;
        change(other);
        return agrees(other);
    };
    CHECK_FALSE(with([](SetFigures& set) { set.missing = 1; }));
    CHECK_FALSE(with([](SetFigures& set) { set.extra = 1; }));
    CHECK_FALSE(with([](SetFigures& set) { set.changed = 1; }));
    CHECK_FALSE(with([](SetFigures& set) { set.unsettled = 1; }));
    CHECK_FALSE(with([](SetFigures& set) { set.differs = true; }));
    CHECK_FALSE(with([](SetFigures& set) { set.more = true; }));
    CHECK_FALSE(with([](SetFigures& set) { set.sums["price"] = {"1.00", "1.01"}; }));
    CHECK(with([](SetFigures& set) { set.sums["price"] = {"1.00", "1.00"}; }));
}

TEST_CASE("keys are masked to their last three characters, of any alphabet") {
    CHECK(masked("6230480012345678") == "*************678");
    CHECK(masked("账户甲乙丙") == "**甲乙丙");
    CHECK(masked("42") == "42");
    CHECK(masked("") == "");
    CHECK(masked(std::string(1000, 'x')) == std::string(20, '*') + "xxx");
    // and no more than a report has room for are kept
    std::vector<KeyedDigest> many;
    for (int i = 100; i < 200; ++i) many.push_back({"A0" + std::to_string(i), "d"});
    SetFigures figures;
    count(of(many, {}), figures);
    CHECK(figures.missing == 100);
    REQUIRE(figures.examples.size() == examples_shown);
    CHECK(figures.examples.front() == "**100");
}
