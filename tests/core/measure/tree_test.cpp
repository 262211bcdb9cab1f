#include "core/measure/tree.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::measure;
using Catch::Contains;

namespace {

TreeEntry file(const std::string& path, const std::string& digest = "d") {
    return {.path = path,
            .kind = 'f',
            .size = 3,
            .mode = 0644,
            .owner = 1,
            .group = 2,
            .modified = 5,
            .digest = digest};
}

/// The second tree with one entry changed, compared with the first.
TreeComparison compared(TreeEntry other, const TreeRules& rules = {}) {
    return compare_trees({file("a"), file("b")}, {file("a"), std::move(other)}, rules, 10);
}

}  // namespace

TEST_CASE("a listing gives its entries back, whatever their names hold") {
    std::vector<TreeEntry> entries{file("a"), file("b\tc\nd\\e"), file("账单.csv", "?")};
    entries[0].kind = 'l';
    entries[0].digest = "to\tthere";
    const auto again = read_tree(tree_text(entries));
    REQUIRE(again.has_value());
    CHECK(*again == entries);
    CHECK(read_tree(tree_text({}))->empty());
}

TEST_CASE("a listing that was cut, reordered or is none is refused with its line") {
    const std::string text = tree_text({file("a"), file("b")});
    CHECK_FALSE(read_tree("").has_value());
    CHECK_FALSE(read_tree(text.substr(0, text.size() - 1)).has_value());
    CHECK_THAT(describe(read_tree(text.substr(0, text.size() - 1)).error()), Contains("line 3"));
    CHECK_FALSE(read_tree(tree_text({file("b"), file("a")})).has_value());
    CHECK_FALSE(read_tree(tree_text({file("a"), file("a")})).has_value());
    CHECK_FALSE(read_tree("firedrill-tree 1\nf\t1\t644\t0\t0\n").has_value());
    CHECK_FALSE(read_tree("firedrill-tree 1\nf\tx\t644\t0\t0\t0\td\tp\n").has_value());
}

TEST_CASE("each difference of a tree is of its class and of no other") {
    CHECK(agrees(compared(file("b")).figures));
    const auto only = [](const TreeComparison& all, const std::string& name) {
        return all.figures.changed == 1 && all.figures.classes.size() == 1 &&
               all.figures.classes.contains(name) && all.rows.size() == 1;
    };
    TreeEntry other = file("b", "e");
    CHECK(only(compared(other), "content"));
    other = file("b");
    other.mode = 0600;
    CHECK(only(compared(other), "mode"));
    CHECK(agrees(compared(other, {.mode = false}).figures));
    other = file("b");
    other.group = 9;
    CHECK(only(compared(other), "owner"));
    other = file("b");
    other.modified = 6;
    CHECK(agrees(compared(other).figures));
    CHECK(only(compared(other, {.modified = true}), "time"));
    other = file("b");
    other.kind = 'l';
    CHECK(only(compared(other), "kind"));
    other = file("b");
    other.size = 4;
    other.digest = "e";
    CHECK(compared(other).figures.classes ==
          std::map<std::string, std::int64_t>{{"content", 1}, {"size", 1}});
}

TEST_CASE("entries of one side only, and files that would not stand still") {
    const auto gone = compare_trees({file("a"), file("b")}, {file("b")}, {}, 10);
    CHECK(gone.figures.missing == 1);
    CHECK(gone.rows[0].key == "a");
    const auto more = compare_trees({file("b")}, {file("a"), file("b"), file("c")}, {}, 1);
    CHECK(more.figures.extra == 2);
    CHECK(more.rows.size() == 1);
    const auto moving = compared(file("b", "?"));
    CHECK(moving.figures.unsettled == 1);
    CHECK(moving.figures.changed == 0);
    CHECK_FALSE(agrees(moving.figures));
}
