// Comparisons of data, as docs/comparison.md writes them, in the plan.
#include "core/plan/compile.hpp"
#include "core/plan/describe.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using Catch::Contains;

namespace {

const char* const page = "scenarios/reconcile.yaml";

/// The documented workspace, with `from` replaced by `to` in the scenario that compares.
auto load_page(const std::string& from = {}, const std::string& to = {}) {
    auto files = test::documented_workspace();
    for (const auto& [name, text] : test::documented_files("# with comparison: ", "comparison.md"))
        files[name] = text;
    const std::string connections = "connections:\n";
    std::string& inventory = files.at("inventory.yaml");
    inventory.insert(inventory.find(connections) + connections.size(),
                     "  archive: {kind: postgresql, url: \"host=10.0.2.11 dbname=drill\"}\n"
                     "  shop: {kind: mariadb, url: \"host=10.0.1.20 user=drill database=o\"}\n"
                     "  cache-main: {kind: redis, url: \"10.0.1.31:6379\"}\n"
                     "  cache-dr: {kind: redis, url: \"10.0.2.31:6379\"}\n");
    std::string& scenario = files.at(page);
    if (!from.empty()) scenario.replace(scenario.find(from), from.size(), to);
    return test::load_files(files);
}

std::string complaints(const std::string& from, const std::string& to) {
    const auto loaded = load_page(from, to);
    const auto compiled = plan::compile(loaded.workspace, "reconcile");
    return test::brief(loaded.complaints, true) + test::brief(compiled.complaints, true);
}

}  // namespace

TEST_CASE("the comparisons of comparison.md compile, and read back as they were") {
    const auto loaded = load_page();
    CHECK(test::brief(loaded.complaints).find("error") == std::string::npos);
    const auto compiled = plan::compile(loaded.workspace, "reconcile");
    INFO(test::brief(compiled.complaints, true));
    REQUIRE(compiled.plan.has_value());
    REQUIRE(plan::validate(*compiled.plan).has_value());
    // then the plan says what of which connection is compared, from where
    const plan::Step* books = plan::find_step(*compiled.plan, "books");
    REQUIRE(books != nullptr);
    CHECK(books->performer == plan::Performer::probe);
    CHECK(books->host == "client1");
    CHECK(books->on_failure == plan::OnFailure::carry_on);
    const auto& tables = std::get<plan::CompareTables>(books->action);
    CHECK(tables.second == "archive");
    CHECK(tables.rate == Rate{200'000'000});
    CHECK(tables.tables[1].key == std::vector<std::string>{"day", "number"});
    CHECK(tables.tables[1].where == "day < current_date");
    const auto& queries =
        std::get<plan::CompareQueries>(plan::find_step(*compiled.plan, "positions")->action);
    CHECK_THAT(queries.queries[0].second, Contains("GROUP BY account"));
    CHECK(std::get<plan::CompareKeys>(plan::find_step(*compiled.plan, "sessions")->action).match ==
          "session:*");
    const auto text = plan::describe(*compiled.plan, plan::hash(*compiled.plan), {.all = true});
    CHECK_THAT(text, Contains("compares 2 tables of ledger and archive, read only"));
    // and the same plan comes back from its bytes
    const std::string bytes = plan::canonical_bytes(*compiled.plan);
    const auto again = plan::read_plan(bytes);
    REQUIRE(again.has_value());
    CHECK(plan::canonical_bytes(*again) == bytes);
}

TEST_CASE("comparisons that cannot be made are complained about at their place") {
    CHECK_THAT(complaints("[ledger, archive]", "[ledger, archiv]"),
               Contains("unknown connection \"archiv\""));
    CHECK_THAT(complaints("[ledger, archive]", "[ledger]"), Contains("needs two connections"));
    CHECK_THAT(complaints("[ledger, archive]", "[ledger, ledger]"),
               Contains("compared with itself"));
    CHECK_THAT(complaints("[ledger, archive]", "[ledger, shop]"), Contains("cannot be compared"));
    CHECK_THAT(complaints("[cache-main, cache-dr]", "[cache-main, ledger]"),
               Contains("reads redis"));
    CHECK_THAT(complaints("      from: client1 ", "      form: client1 "), Contains("form"));
    CHECK_THAT(complaints("sums: [quantity]", "sum: [quantity]"), Contains("sum"));
    CHECK_THAT(complaints("            first: \"SELECT account, quantity FROM positions\"\n", ""),
               Contains("first"));
}

TEST_CASE("a plan from elsewhere that compares what it does not name is refused") {
    const auto loaded = load_page();
    auto compiled = plan::compile(loaded.workspace, "reconcile");
    REQUIRE(compiled.plan.has_value());
    const auto refused = [&](const auto& change) {
        plan::Plan plan = *compiled.plan;
        for (auto& step : plan.steps)
            if (step.id == "books") change(std::get<plan::CompareTables>(step.action));
        return !plan::validate(plan).has_value();
    };
    CHECK_FALSE(refused([](plan::CompareTables&) {}));
    CHECK(refused([](plan::CompareTables& tables) { tables.first = "elsewhere"; }));
    CHECK(refused([](plan::CompareTables& tables) { tables.tables.clear(); }));
    CHECK(refused([](plan::CompareTables& tables) { tables.tables.resize(100'000); }));
    CHECK(refused([](plan::CompareTables& tables) { tables.rate = Rate{-1}; }));
}
