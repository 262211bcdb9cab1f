// The documentation's own workspace is loaded, so that it cannot lie.
#include "core/plan/compile.hpp"
#include "core/plan/describe.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("the workspace of writing_scenarios.md has nothing to complain about") {
    const auto files = test::documented_workspace();
    REQUIRE(files.size() == 9);
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    CHECK(loaded.files_read == 9);
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

TEST_CASE("the isolation drill of writing_scenarios.md heals only behind its fence") {
    const auto loaded = test::load_files(test::documented_workspace());
    const auto compiled = plan::compile(loaded.workspace, "isolated-primary");
    INFO(test::brief(compiled.complaints, true));
    REQUIRE(compiled.plan.has_value());
    REQUIRE(plan::validate(*compiled.plan).has_value());
    const plan::Step* heal = plan::find_step(*compiled.plan, "heal");
    REQUIRE(heal != nullptr);
    CHECK(std::get<plan::Revert>(heal->action).fault == "cut");
    CHECK(heal->resolves == "cut");
    const auto text = plan::describe(*compiled.plan, plan::hash(*compiled.plan), {.all = true});
    CHECK(text.find("cut reverts by itself only behind fence") != text.npos);
    CHECK(text.find("the kernel closes its server's port") != text.npos);
    CHECK(text.find("cut: network.partition on db1, peers=10.2.0.0/16 fd00:2::/32, port=5432") !=
          text.npos);
}

TEST_CASE("the Ansible inventory of writing_scenarios.md gives the same drill its hosts") {
    auto files = test::documented_workspace();
    for (const auto& [name, text] : test::documented_files("# with Ansible: ")) files[name] = text;
    REQUIRE(files.contains("hosts.ini"));
    REQUIRE(files.contains("group_vars/databases.yml"));
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    const auto* db2 = model::find(loaded.workspace.inventory.hosts, "db2");
    REQUIRE(db2 != nullptr);
    CHECK(db2->user == "drill");
    REQUIRE(db2->jump.size() == 1);
    CHECK(db2->jump[0].text == "ops@bastion.example:2200");
    const auto compiled = plan::compile(loaded.workspace, "primary-loss");
    INFO(test::brief(compiled.complaints, true));
    REQUIRE(compiled.plan.has_value());
    REQUIRE(plan::validate(*compiled.plan).has_value());
}
