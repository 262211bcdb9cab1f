// Drills that go wrong: each ends as promised, with a plain message, the right exit code, and
// before the point of no return with everything undone.
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"
#include "tests/truth/stage.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;

namespace {

const std::string file = "scenarios/primary-loss.yaml";
const std::string library = DRILL_SOURCE_DIR "/playbooks/";

/// The library's playbook with a part of it replaced, in the workspace, where it comes first.
void own_playbook(const Workplace& work, const std::string& name, const std::string& from,
                  const std::string& to) {
    work.write("playbooks/" + name, read_file(library + name));
    work.edit("playbooks/" + name, from, to);
}

const std::string promote_argv =
    R"(["${{ host.pgbin }}/pg_ctl", -D, "${{ host.pgconf }}", -s, -w, -t, "3600", promote])";

void promote_with(const Workplace& work, const std::string& run) {
    own_playbook(work, "postgresql/promote.yaml", "    run: " + promote_argv, "    run: " + run);
    work.edit("playbooks/postgresql/promote.yaml", "default: 60s", "default: 2s");
}

/// It stopped before the promotion: db1 is primary again, without fence, fault and drill rows.
void check_undone(const Stage& stage, const Ended& ended) {
    const auto report = stage.work.report();
    CHECK(ended.exit == 3);
    CHECK_FALSE(report.at("past_point_of_no_return").as_bool());
    CHECK(report.at("outstanding").as_array().empty());
    CHECK(report.at("fences").as_array().empty());
    CHECK(stage.as_in_the_beginning());
    CHECK(stage.ledger("db1", "select count(*) from pg_namespace where nspname = 'firedrill'") ==
          "0\n");
}

/// Nothing was done to the servers at all.
void check_untouched(const Stage& stage, const std::string& started) {
    CHECK(stage.lab.sql("db1", "select pg_postmaster_start_time()") == started);
    CHECK(stage.role("db2") == "standby");
    CHECK(stage.ledger("db1", "select count(*) from pg_namespace where nspname = 'firedrill'") ==
          "0\n");
}

/// The `sleep 600` that an agent has started; 0 = none yet.
pid_t hanging_child_of(pid_t agent) {
    for (const pid_t pid : children_of(agent))
        if (contains(read_file("/proc/" + std::to_string(pid) + "/cmdline"), "/bin/sleep"))
            return pid;
    return 0;
}

}  // namespace

TEST_CASE("a promotion that fails or hangs: the old primary serves again") {
    Stage stage;
    // when it fails
    promote_with(stage.work, "[/bin/sh, -c, \"echo no space left >&2; exit 7\"]");
    const Ended failed = stage.work.firedrill({"run", "primary-loss", "--yes"});
    // then
    INFO(failed.output);
    CHECK(contains(failed.output, "promote/promote"));
    CHECK(contains(failed.output, "no space left"));
    check_undone(stage, failed);

    // when it hangs
    promote_with(stage.work, "[/bin/sleep, \"600\"]");
    const Ended hung = stage.work.firedrill({"run", "primary-loss", "--yes"});
    // then
    INFO(hung.output);
    CHECK(contains(hung.output, "promote/promote"));
    CHECK(contains(hung.output, "2 s"));
    check_undone(stage, hung);
}

TEST_CASE("an agent that dies in the middle of a step: its outcome is unknown, and undone") {
    Stage stage;
    promote_with(stage.work, "[/bin/sleep, \"600\"]");
    stage.work.edit("playbooks/postgresql/promote.yaml", "default: 2s", "default: 60s");
    const auto run = stage.work.start({"run", "primary-loss", "--yes"});
    stage.work.await_step("promote/promote", {"running"});

    // when
    const pid_t agent = stage.work.resident("db2", "agent");
    REQUIRE(agent > 0);
    REQUIRE(eventually([&] { return hanging_child_of(agent) != 0; }));
    const pid_t hanging = hanging_child_of(agent);
    REQUIRE(::kill(agent, SIGKILL) == 0);
    const Ended ended = run->wait();

    // then
    INFO(ended.output);
    CHECK(contains(ended.output, "db2"));
    CHECK(contains(ended.output, "LOST"));
    check_undone(stage, ended);
    CHECK((::kill(hanging, 0) != 0 || is_zombie(hanging)));  // it died with its agent
}

TEST_CASE("what is wrong before the drill is found before anything changes") {
    Stage stage;
    const std::string started = stage.lab.sql("db1", "select pg_postmaster_start_time()");

    // when the password is wrong
    stage.ledger("db1", "alter role drill password 'another'");
    const Ended locked = stage.work.firedrill({"run", "primary-loss", "--yes"});
    // then
    INFO(locked.output);
    CHECK(locked.exit == 3);
    CHECK(contains(locked.output, "password authentication failed"));
    CHECK_FALSE(contains(locked.output, "another"));
    check_untouched(stage, started);

    // when the standby does not replicate
    own_playbook(stage.work, "postgresql/check-replication.yaml", "timeout: 30s", "timeout: 2s");
    stage.lab.sql("db2", "alter system set primary_conninfo = ''");
    stage.lab.sql("db2", "select pg_reload_conf()");
    REQUIRE(eventually(
        [&] { return stage.lab.sql("db2", "select count(*) from pg_stat_wal_receiver") == "0"; }));
    const Ended alone = stage.work.firedrill({"run", "primary-loss", "--yes"});
    // then
    INFO(alone.output);
    CHECK(alone.exit == 3);
    CHECK(contains(alone.output, "replication/streaming"));
    check_untouched(stage, started);
}
