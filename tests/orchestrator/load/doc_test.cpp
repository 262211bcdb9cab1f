// The documentation's own workspace is loaded, so that it cannot lie.
#include "core/plan/compile.hpp"
#include "core/plan/describe.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("the workspace of writing_scenarios.md has nothing to complain about") {
    const auto files = test::documented_workspace();
    REQUIRE(files.size() == 8);
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    CHECK(loaded.files_read == 8);
}

TEST_CASE("the scenario of writing_scenarios.md compiles into a plan") {
    const auto loaded = test::load_files(test::documented_workspace());
    const auto compiled = plan::compile(loaded.workspace, "primary-loss");
    INFO(test::brief(compiled.complaints, true));
    REQUIRE(compiled.plan.has_value());
    REQUIRE(plan::validate(*compiled.plan).has_value());
    const auto text = plan::describe(*compiled.plan, plan::hash(*compiled.plan), {.all = true});
    CHECK(text.find("POINT OF NO RETURN") != text.npos);
    CHECK(text.find("schema firedrill on ledger") != text.npos);
}
