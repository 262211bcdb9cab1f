// Backup tests as users write them: the page of the documentation, and what is complained of.
#include "core/plan/compile.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

test::Files page() {
    return test::documented_files("# file: ", "backup_tests.md");
}

load::Loaded load_with_library(const test::Files& files) {
    const test::Directory directory(files);
    return load::load_workspace(directory.path(), {.library = DRILL_SOURCE_DIR "/playbooks"});
}

/// What is said when the page's test is written otherwise.
std::string said_of(const std::string& from, const std::string& to) {
    auto files = page();
    auto& text = files.at("backups/ledger-base.yaml");
    text = test::replaced(text, from, to);
    return test::brief(load_with_library(files).complaints);
}

}  // namespace

TEST_CASE("the backup test of backup_tests.md compiles into a plan that cleans up") {
    const auto loaded = load_with_library(page());
    REQUIRE(test::brief(loaded.complaints) == "");
    const auto compiled = plan::compile(loaded.workspace, "ledger-base");
    INFO(test::brief(compiled.complaints, true));
    REQUIRE(compiled.plan.has_value());
    REQUIRE(plan::validate(*compiled.plan).has_value());
    const auto& backup = compiled.plan->backup;
    REQUIRE(backup.has_value());
    CHECK(backup->restore == std::vector<std::string>{"restore"});
    CHECK(backup->checks == std::vector<std::string>{"amcheck"});
    CHECK(backup->peak == Rate{300'000});
    REQUIRE(backup->profile.has_value());
    CHECK(backup->profile->levels.size() == 3);
    CHECK_FALSE(backup->profile->verified);
    // what was made is removed at the end and by the undo
    const auto* made = plan::find_step(*compiled.plan, "scratch");
    const auto* removed = plan::find_step(*compiled.plan, "remove");
    REQUIRE(made != nullptr);
    REQUIRE(removed != nullptr);
    REQUIRE(made->undo.size() == 1);
    CHECK(std::get<plan::Run>(made->undo[0]).argv == std::get<plan::Run>(removed->action).argv);
    // and the plan survives its journey
    const auto read = plan::read_plan(plan::canonical_bytes(*compiled.plan));
    REQUIRE(read.has_value());
    CHECK(plan::hash(*read) == plan::hash(*compiled.plan));
}

TEST_CASE("a plan of a drill says nothing of backups, so that its hash stays what it was") {
    plan::Plan drill;
    CHECK(plan::canonical_bytes(drill).find("\"backup\"") == std::string::npos);
}

TEST_CASE("a backup test that would prove nothing, or come near something live, is refused") {
    const auto contains = [](const std::string& said, const std::string& what) {
        INFO(said);
        CHECK(said.find(what) != said.npos);
    };
    contains(said_of("application:                    # does", "start: # does"), "application");
    contains(said_of("room: 20GiB", "room: twenty"), "is no amount of room");
    contains(said_of("/var/tmp/firedrill-restore/ledger", "/srv"), "no place for a scratch target");
    contains(said_of("/var/tmp/firedrill-restore/ledger", "/usr/lib/postgresql"), "`pgbin`");
    contains(said_of("service: ledger-db", "service: ledger"), "unknown service");
    contains(said_of("on: restore1", "on: db9"), "db9");
    contains(said_of("recipe: backup/pg-basebackup", "recipe: backup/pg-basebackups"), "playbook");
    contains(said_of("newest: ", "oldest: "), "oldest");
    auto files = page();
    files.erase("profiles/example.yaml");
    contains(test::brief(load_with_library(files).complaints), "has no file");
}
