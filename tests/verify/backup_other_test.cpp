// Backup tests of mariadb-dump and restic.
#include "tests/agents/probe/servers/mariadb.hpp"
#include "tests/verify/backup_bench.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

const std::string mariadb =
    "[mariadb, --no-defaults, \"--socket=${{ inputs.scratch }}/run/socket\", --user=root, -BNe, ";
const std::string questions =
    "checks:\n  - {id: count, run: " + mariadb +
    "\"select count(*) from ledger.orders\"], expect: {output: \"200\"}}\n"
    "application:\n  - {id: join, run: " +
    mariadb +
    "\"select count(*) from ledger.orders a join ledger.orders b on b.id = a.id + 1\"], expect: "
    "{output: \"199\"}}\nnewest: {run: " +
    mariadb + "\"select unix_timestamp(max(made)) from ledger.orders\"]}\n";

}  // namespace

TEST_CASE("a dump of MariaDB is loaded into a server of its own") {
    DRILL_NEEDS_PROGRAM(MariaDb::program);
    const BackupBench bench;
    // given a dump of a live server that the test knows nothing of
    const std::string live = bench.at("live"),
                      socket = " --no-defaults --socket=" + live + "/socket ";
    bench.shell_as_postgres(
        "mkdir " + live + "; mariadb-install-db --no-defaults --datadir=" + live +
        "/data --tmpdir=" + live +
        " --auth-root-authentication-method=normal --skip-test-db >/dev/null 2>&1; "
        "setsid /usr/sbin/mariadbd --no-defaults --datadir=" +
        live + "/data --tmpdir=" + live + " --socket=" + live +
        "/socket --skip-networking --pid-file=" + live +
        "/pid >/dev/null 2>&1 & "
        "for i in $(seq 200); do mariadb" +
        socket +
        "-u root -e 'select 1' >/dev/null 2>&1 && break; sleep 0.1; done; "
        "mariadb" +
        socket +
        "-u root -e 'create database ledger; create table ledger.orders(id int primary key, made "
        "timestamp); "
        "insert into ledger.orders select seq, now() from ledger.seq_1_to_200'; "
        "mariadb-dump" +
        socket + "-u root --single-transaction --databases ledger | gzip > " +
        bench.at("source/../ledger.sql.gz") +
        "; "
        "mariadb-admin" +
        socket + "-u root shutdown");
    const std::string file = bench.at("ledger.sql.gz");
    bench.test("recipe: backup/mariadb-dump", "source: " + file, questions);
    const auto good = bench.run();
    INFO(good.output);
    CHECK(good.exit == 0);
    CHECK_THAT(good.output, Contains("usable: restored"));
    CHECK(bench.is_clean());
    // when it breaks off, or its compression is damaged, or it is of nothing
    const auto fails_with = [&](const std::string& damage, const std::string& reason) {
        bench.shell_as_postgres("cp " + file + " " + file + ".good; " + damage);
        const auto bad = bench.run();
        INFO(damage << "\n" << bad.output);
        CHECK(bad.exit == 1);
        CHECK_THAT(bad.output, Contains(reason) && Contains("NOT USABLE"));
        CHECK(bench.is_clean());
        bench.shell_as_postgres("mv " + file + ".good " + file);
    };
    fails_with("truncate -s 700 " + file, "corrupt or breaks off");
    fails_with("gzip -dc " + file + " | head -n 20 | gzip > " + bench.at("cut.gz") + "; cp " +
                   bench.at("cut.gz") + " " + file,
               "Dump completed");
    fails_with(": > " + file, "is empty");
}

TEST_CASE("a snapshot of restic is restored without a word into its repository") {
    DRILL_NEEDS_PROGRAM("/usr/bin/restic");
    DRILL_NEEDS_PROGRAM("/usr/bin/sqlite3");
    const BackupBench bench;
    const std::string repository = bench.at("repo"), live = bench.at("live");
    const std::string restic = "restic --no-cache --quiet --repo " + repository +
                               " --password-file " + bench.at("password") + " ";
    bench.write("password", "secret\n");
    run_program({"/bin/chown", "postgres", bench.at("password")});
    bench.shell_as_postgres(
        "mkdir " + live + "; sqlite3 " + live +
        "/ledger.db \"create table o(made integer, note text); "
        "insert into o values (strftime('%s','now'), hex(randomblob(300000)))\"; " +
        restic + "init; " + restic + "backup " + live);
    const std::string restored = "\"${{ inputs.scratch }}/data" + live + "/ledger.db\"";
    bench.test("recipe: backup/restic",
               "repository: " + repository + ", password_file: " + bench.at("password"),
               "checks: [{id: whole, run: [sqlite3, " + restored +
                   ", \"pragma integrity_check\"], expect: {output: ok}}]\n"
                   "application: [{run: [sqlite3, " +
                   restored +
                   ", \"select count(*) from o\"], expect: {output: \"1\"}}]\n"
                   "newest: {run: [sqlite3, " +
                   restored + ", \"select max(made) from o\"]}\n");
    const std::string listing = "cd " + repository + "; find . -type f | sort | xargs sha256sum";
    const auto before = bench.shell_as_postgres(listing);
    const auto good = bench.run();
    INFO(good.output);
    CHECK(good.exit == 0);
    CHECK(bench.is_clean());
    CHECK(bench.shell_as_postgres(listing) == before);
    // when the largest pack is damaged
    bench.shell_as_postgres("cd " + repository +
                            "; f=$(ls -S data/*/* | head -n 1); chmod u+w $f; printf XXXXXXXX | dd "
                            "of=$f bs=1 seek=2000 conv=notrunc status=none");
    const auto bad = bench.run();
    INFO(bad.output);
    CHECK(bad.exit == 1);
    CHECK_THAT(bad.output, Contains("NOT USABLE"));
    CHECK(bench.is_clean());
}
