// Backup tests of plain archives: a ledger in a file, packed by tar.
#include "tests/agents/probe/servers/server.hpp"
#include "tests/support/postgres.hpp"
#include "tests/verify/backup_bench.hpp"

#include <sys/wait.h>
#include <unistd.h>

using namespace firedrill::test;
using Catch::Contains;

namespace {

const std::string questions = R"(
checks:
  - {id: whole, run: [sqlite3, "${{ inputs.scratch }}/data/ledger.db", "pragma integrity_check"], expect: {output: ok}}
application:
  - {id: ask, run: [sqlite3, "${{ inputs.scratch }}/data/ledger.db", "select count(*) from orders"], expect: {at_least: 1000}}
newest: {run: [sqlite3, "${{ inputs.scratch }}/data/ledger.db", "select max(made) from orders"]}
)";

/// A ledger whose newest order is `age` seconds old, as source/ledger.tar.gz with its checksum.
void back_up(const BackupBench& bench, const std::string& age = "0") {
    bench.shell_as_postgres(
        "cd " + bench.at("") +
        "; mkdir -p live; rm -f live/*; sqlite3 live/ledger.db \""
        "create table orders(id integer primary key, made integer, note text);"
        "with recursive n(i) as (select 1 union all select i+1 from n where i<2000) "
        "insert into orders select i, strftime('%s','now')-(" +
        age + "), hex(randomblob(500)) from n;\"");
    run_program({"/bin/bash", "-c",
                 "cd " + bench.at("source") +
                     " && tar -czf ledger.tar.gz -C ../live ledger.db && "
                     "sha256sum ledger.tar.gz > sums && chmod 644 *"});
}

std::string source(const BackupBench& bench, const std::string& more = "") {
    return "source: " + bench.at("source/ledger.tar.gz") + more;
}

}  // namespace

TEST_CASE("a good archive is restored, checked, judged and removed again") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench("rto: {target: 60s}, rpo: {target: 1h}, peak: 50/s");
    back_up(bench, "90");
    bench.test("recipe: backup/archive", source(bench, ", checksums: " + bench.at("source/sums")),
               questions +
                   "load: {run: [sh, -euc, 'for i in 1 2 3; do sqlite3 \"$1\" \"select count(*) "
                   "from orders\" "
                   "> /dev/null; done; echo 100 0.002', load, \"${{ inputs.scratch "
                   "}}/data/ledger.db\"]}\n");
    const auto before =
        run_program({"/usr/bin/sha256sum", bench.at("source/ledger.tar.gz")}).output;
    // given a workspace in order
    const auto checked = bench.firedrill("check");
    INFO(checked.output);
    REQUIRE(checked.exit == 0);
    REQUIRE_THAT(bench.firedrill("test-backup").output, Contains("never run"));
    // when
    const auto ended = bench.run();
    // then every target is met, with an interval, and nothing is left
    INFO(ended.output);
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.output, Contains("usable: restored, checked, asked by an application"));
    CHECK_THAT(ended.output, Contains("Level    EXAMPLE-2 of profile example, NOT VERIFIED"));
    CHECK(bench.is_clean());
    CHECK(run_program({"/usr/bin/sha256sum", bench.at("source/ledger.tar.gz")}).output == before);
    // and the table, the report and its JSON know it
    CHECK_THAT(bench.firedrill("test-backup").output, Contains("EXAMPLE-2 (!)"));
    CHECK_THAT(bench.firedrill("--json test-backup").output, Contains("\"level\":\"EXAMPLE-2\""));
    const auto report = bench.firedrill("report --format md -o -");
    CHECK_THAT(report.output, Contains("Backup capability") && Contains("not verified"));
    CHECK_THAT(report.output, Contains("age of restored data"));
    CHECK_THAT(bench.firedrill("report --lang zh --format md -o -").output, Contains("备份能力"));
    CHECK_THAT(bench.firedrill("--json report --format json -o -").output,
               Contains("\"usable\":{\"reason\":\"none\",\"verdict\":\"met\"}"));
}

TEST_CASE("a backup that cannot be used fails with the reason, whatever tar says") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench;
    back_up(bench);
    const std::string file = bench.at("source/ledger.tar.gz");
    bench.test("recipe: backup/archive", source(bench), questions);
    const auto fails_with = [&](const std::string& damage, const std::string& reason) {
        back_up(bench);
        run_program({"/bin/bash", "-euc", damage});
        const auto ended = bench.run();
        INFO(damage << "\n" << ended.output);
        CHECK(ended.exit == 1);
        CHECK_THAT(ended.output, Contains(reason) && Contains("NOT USABLE"));
        CHECK(bench.is_clean());
    };
    fails_with("rm " + file, "there is no archive");
    fails_with(": > " + file, "is empty");
    fails_with("truncate -s 60% " + file + " 2>/dev/null || truncate -s 400000 " + file, "tar: ");
    fails_with("printf XXXX | dd of=" + file + " bs=1 seek=300000 conv=notrunc status=none",
               "tar: ");
    fails_with("tar -czf " + file + " -T /dev/null", "the backup is empty");
    fails_with("cd " + bench.at("source") +
                   "; head -c 100000 ../live/ledger.db > ledger.db; tar -czf " + file +
                   " ledger.db",
               "whole");  // tar is content with a file that was cut before it was packed
    // and one that somebody has changed since, which tar reads without a word
    bench.test("recipe: backup/archive", source(bench, ", checksums: " + bench.at("source/sums")),
               questions);
    fails_with("cd " + bench.at("live") +
                   "; sqlite3 ledger.db 'delete from orders where id = 1'; tar -czf " + file +
                   " ledger.db",
               "is corrupt");
}

TEST_CASE("a stale backup is usable and misses its RPO") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench;
    back_up(bench, "7200");
    bench.test("recipe: backup/archive", source(bench), questions);
    const auto ended = bench.run();
    INFO(ended.output);
    CHECK(ended.exit == 1);
    CHECK_THAT(ended.output,
               Contains("the newest restored data were 7") && Contains("usable: restored"));
    CHECK_THAT(ended.output, Contains("Level    EXAMPLE-1"));
    // and without the question nobody claims an age
    bench.test("recipe: backup/archive", source(bench),
               questions.substr(0, questions.find("newest")));
    const auto unasked = bench.run();
    INFO(unasked.output);
    CHECK(unasked.exit == 2);
    CHECK_THAT(unasked.output, Contains("nothing said how old"));
    // nor when it has no answer
    bench.test(
        "recipe: backup/archive", source(bench),
        questions.substr(0, questions.find("newest")) + "newest: {run: [echo, yesterday]}\n");
    const auto unclear = bench.run();
    INFO(unclear.output);
    CHECK(unclear.exit == 2);
}

TEST_CASE("throughput is judged by what is known of it, and a clock from the future gives no age") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench("rto: {target: 60s}, peak: 1000/s");
    back_up(bench);
    const auto loaded = [&](const std::string& prints) {
        bench.test("recipe: backup/archive", source(bench),
                   questions + "load: {run: [sh, -c, \"" + prints + "\"]}\n");
        return bench.run();
    };
    // fewer than the peak at most
    const auto slow = loaded("sleep 0.2; echo 10 0.19");
    INFO(slow.output);
    CHECK(slow.exit == 1);
    CHECK_THAT(slow.output, Contains("the restored service did") && Contains("not met"));
    // fewer at least, and nobody knows how many at most
    const auto unclear = loaded("sleep 0.1; echo 10");
    INFO(unclear.output);
    CHECK(unclear.exit == 2);
    // one that says that it took longer than its step is not believed
    const auto contradicts = loaded("echo 10 5.5");
    INFO(contradicts.output);
    CHECK(contradicts.exit == 2);
    // a load that fails is no throughput
    const auto failed = loaded("exit 3");
    INFO(failed.output);
    CHECK(failed.exit == 2);
    CHECK(bench.is_clean());
    // a record that was made in an hour
    back_up(bench, "-3600");
    const auto future = loaded("echo 100000 0.01");
    INFO(future.output);
    CHECK_THAT(bench.firedrill("--json report --format json -o -").output,
               !Contains("\"age\":{\"hi\"") && Contains("\"newest\""));
}

TEST_CASE("a restore that is given up after its target has missed it") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench("rto: {target: 1s}");
    back_up(bench);
    bench.test("recipe: backup/archive", source(bench),
               "start:\n  - {id: slow, run: [sleep, \"60\"], timeout: 2s}\n" + questions);
    const auto late = bench.run();
    INFO(late.output);
    CHECK(late.exit == 1);
    CHECK_THAT(late.output, Contains("not_met") && !Contains("NOT USABLE"));
    CHECK(bench.is_clean());
    // and one that is given up before says nothing
    bench.test("recipe: backup/archive", source(bench),
               "start:\n  - {id: slow, run: [sleep, \"60\"], timeout: 300ms}\n" + questions);
    const auto early = bench.run();
    INFO(early.output);
    CHECK(early.exit == 3);
    CHECK(bench.is_clean());
}

TEST_CASE("a scratch target that fills up says nothing about the backup") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench;
    std::filesystem::create_directory(bench.at("small"));
    const auto mounted = run_program(
        {"/bin/mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "tmpfs", bench.at("small")});
    if (mounted.exit != 0) {
        WARN("nothing can be mounted here: " << mounted.output);
        return;
    }
    back_up(bench);
    bench.test("recipe: backup/archive", source(bench), questions, bench.at("small/scratch"));
    const auto ended = bench.run();
    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK_THAT(ended.output, Contains("no room left") && !Contains("NOT USABLE"));
    CHECK_FALSE(std::filesystem::exists(bench.at("small/scratch")));
    // and one that is too small from the start is refused before anything happens
    bench.test("recipe: backup/archive", source(bench), questions, bench.at("small/scratch"));
    run_program({"/bin/sed", "-i", "s/64KiB/64MiB/", bench.at("work/backups/one.yaml")});
    const auto refused = bench.run();
    INFO(refused.output);
    CHECK(refused.exit == 3);
    CHECK_THAT(refused.output, Contains("and the test asks for 67108864"));
}

TEST_CASE("what is not the test's own is never touched") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench;
    back_up(bench);
    bench.test("recipe: backup/archive", source(bench), questions, bench.at("live"));
    const auto ended = bench.run();
    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK_THAT(ended.output,
               Contains("is not empty and no backup test made it (it holds ledger.db)"));
    CHECK(std::filesystem::exists(bench.at("live/ledger.db")));
    // a directory that the inventory names is refused before the plan
    for (const char* live : {"/var/lib/live/data", "/var/lib/live/data/base", "/var/lib/live",
                             "/srv", "/var/../var/x"}) {
        bench.test("recipe: backup/archive", source(bench), questions, live);
        const auto refused = bench.run();
        INFO(refused.output);
        CHECK(refused.exit == 65);
    }
}

namespace {

/// A test whose service takes `slow` to start, killed when the backup stands restored.
void kill_in_the_middle(const BackupBench& bench, const std::string& slow) {
    bench.test(
        "recipe: backup/archive", source(bench),
        "start:\n  - {id: slow, run: [sleep, \"" + slow + "\"], timeout: 400s}\n" + questions);
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("FIREDRILL_PLAYBOOKS", DRILL_SOURCE_DIR "/playbooks", 1);
        ::execl("/bin/sh", "sh", "-c",
                ("exec " DRILL_BINARY_DIR "/firedrill -C " + bench.at("work") +
                 " test-backup one --yes >/dev/null 2>&1")
                    .c_str(),
                nullptr);
        ::_exit(127);
    }
    REQUIRE(
        eventually([&] { return std::filesystem::exists(bench.scratch() + "/data/ledger.db"); }));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
}

}  // namespace

TEST_CASE("a test that was killed leaves nothing for long") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench;
    back_up(bench);
    // given the orchestrator is killed while the backup stands restored
    kill_in_the_middle(bench, "300");
    // when somebody wants another test, he is told; and an abort removes what was left
    const auto refused = bench.run();
    INFO(refused.output);
    CHECK(refused.exit == 6);
    CHECK_THAT(refused.output, Contains("firedrill abort"));
    const auto aborted = bench.firedrill("abort --why \"test\"");
    INFO(aborted.output);
    CHECK(bench.is_clean());
    // and where nobody aborted, because the record was lost, the next test finds and removes it
    bench.shell_as_postgres("mkdir -p " + bench.scratch() + "/data; echo made > " +
                            bench.scratch() + "/.firedrill-scratch; cd " + bench.scratch() +
                            "/data; touch old; setsid sleep 300 >/dev/null 2>&1 &");
    bench.test("recipe: backup/archive", source(bench), questions);
    const auto again = bench.run();
    INFO(again.output);
    CHECK(again.exit == 0);
    CHECK(bench.is_clean());
    CHECK(run_program(
              {"/bin/bash", "-c", "ls -l /proc/*/cwd 2>/dev/null | grep -c " + bench.scratch()})
              .output == "0\n");
}

TEST_CASE("a test whose orchestrator was killed can also go on") {
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench;
    back_up(bench);
    kill_in_the_middle(bench, "2");
    const auto resumed = bench.firedrill("resume");
    INFO(resumed.output);
    CHECK(resumed.exit == 0);
    CHECK_THAT(resumed.output, Contains("usable: restored"));
    CHECK(bench.is_clean());
}
