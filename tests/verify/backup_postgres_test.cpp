// Backup tests of PostgreSQL: pg_basebackup with a WAL archive, and pgBackRest.
#include "tests/agents/probe/servers/server.hpp"
#include "tests/support/postgres.hpp"
#include "tests/verify/backup_bench.hpp"

using namespace firedrill::test;
using Catch::Contains;

namespace {

const std::string psql =
    "[/usr/lib/postgresql/15/bin/psql, -XAtq, -h, \"${{ inputs.scratch }}/run\", -p, \"5432\", -U, "
    "postgres, -d, drill, -c, ";
const std::string questions = "checks:\n  - {id: count, run: " + psql +
                              "\"select count(*) from orders\"], expect: {output: \"300\"}}\n"
                              "application:\n"
                              "  - {id: enter, run: " +
                              psql +
                              "\"with new as (insert into orders(made) values (now()) returning 1) "
                              "select count(*) from new\"], expect: {output: \"1\"}}\n"
                              "newest: {run: " +
                              psql + "\"select max(made) from orders where id <= 300\"]}\n";

/// A primary whose base backup holds 100 orders and whose archive holds 200 more.
struct Primary {
    explicit Primary(const BackupBench& at)
        : bench(at),
          server({{"archive_mode", "on"},
                  {"archive_command", "cp %p " + at.at("wal") + "/%f"},
                  {"fsync", "off"}}) {
        bench.shell_as_postgres("mkdir " + bench.at("wal"));
        server.start();
        server.query("create table orders(id serial primary key, made timestamptz)");
        server.query("insert into orders(made) select now() from generate_series(1, 100)");
        bench.shell_as_postgres("pg_basebackup -h 127.0.0.1 -p " + std::to_string(server.port()) +
                                " -U postgres -c fast -D " + bench.at("base"));
        server.query("insert into orders(made) select now() from generate_series(1, 200)");
        const std::string last = server.value("select pg_walfile_name(pg_switch_wal())");
        REQUIRE(eventually([&] { return std::filesystem::exists(bench.at("wal/" + last)); }));
    }
    const BackupBench& bench;
    PostgresServer server;
};

std::string source(const BackupBench& bench) {
    return "source: " + bench.at("base") + ", archive: " + bench.at("wal");
}

}  // namespace

TEST_CASE(
    "a base backup is rolled forward beside the running primary, and the primary never knows") {
    const BackupBench bench;
    Primary primary(bench);
    const auto archived = bench.shell_as_postgres("ls " + bench.at("wal") + " | wc -l");
    bench.test("recipe: backup/pg-basebackup", source(bench),
               questions +
                   "load: {run: [sh, -euc, '\"$1/pgbench\" -n -h \"$2/run\" -p 5432 -U postgres -c "
                   "2 -t 200 "
                   "-f \"$3\" drill | sed -n \"s/^number of transactions actually processed: "
                   "\\([0-9]*\\).*/\\1/p\"', "
                   "load, /usr/lib/postgresql/15/bin, \"${{ inputs.scratch }}\", " +
                   bench.at("load.sql") + "]}\n");
    bench.write("load.sql", "select count(*) from orders;\n");
    // when
    const auto ended = bench.run();
    // then what came after the base backup is there, and everything was in time
    INFO(ended.output);
    CHECK(ended.exit == 0);
    CHECK_THAT(ended.output, Contains("usable: restored"));
    CHECK(bench.is_clean());
    // and the primary was not touched: no row, no file in its archive
    CHECK(primary.server.value("select count(*) from orders") == "300");
    CHECK(bench.shell_as_postgres("ls " + bench.at("wal") + " | wc -l") == archived);
    CHECK(
        primary.server.value(
            "select count(*) from pg_stat_activity where application_name like 'pg_basebackup%'") ==
        "0");
}

TEST_CASE("a base backup in a tar comes back without an archive") {
    const BackupBench bench;
    Primary primary(bench);
    bench.shell_as_postgres("pg_basebackup -h 127.0.0.1 -p " +
                            std::to_string(primary.server.port()) +
                            " -U postgres -c fast -Ft -z -D " + bench.at("packed"));
    bench.test("recipe: backup/pg-basebackup", "source: " + bench.at("packed"), questions);
    const auto ended = bench.run();
    INFO(ended.output);
    CHECK(ended.exit == 0);
    CHECK(bench.is_clean());
}

TEST_CASE("a base backup that cannot be used fails with the reason") {
    const BackupBench bench;
    Primary primary(bench);
    bench.test("recipe: backup/pg-basebackup", source(bench), questions);
    bench.shell_as_postgres("cp -R " + bench.at("base") + " " + bench.at("good-base") + "; cp -R " +
                            bench.at("wal") + " " + bench.at("good-wal"));
    const auto fails_with = [&](const std::string& damage, const std::string& reason) {
        bench.shell_as_postgres("cd " + bench.at("") +
                                "; rm -rf base wal; cp -R good-base base; cp -R good-wal wal; " +
                                damage);
        const auto ended = bench.run();
        INFO(damage << "\n" << ended.output);
        CHECK(ended.exit == 1);
        CHECK_THAT(ended.output, Contains(reason) && Contains("NOT USABLE"));
        CHECK(bench.is_clean());
    };
    fails_with("rm -rf base", "there is no backup");
    fails_with("rm -rf base; mkdir base", "is empty");
    fails_with("rm base/backup_manifest", "written last");
    fails_with("printf XXXX | dd of=base/global/pg_control bs=1 seek=100 conv=notrunc status=none",
               "the backup is corrupt");
    fails_with("f=$(ls base/base/1/* | head -n 1); : > $f", "the backup is corrupt");
    // the archive lacks what the backup needs, or what came after it
    fails_with("rm wal/*; rm -f base/pg_wal/0*", "PostgreSQL says");
    fails_with("rm $(ls wal/0* | grep -v backup | tail -n 1)", "count");
    // and tablespaces would be those of the live server
    fails_with("ln -s /var/lib/live base/pg_tblspc/16384", "tablespaces");
}

TEST_CASE("a backup of pgBackRest is restored from its repository") {
    DRILL_NEEDS_PROGRAM("/usr/bin/pgbackrest");
    const BackupBench bench;
    const std::string pgbackrest =
        "pgbackrest --config=" + bench.at("pgbackrest.conf") + " --stanza=ledger ";
    bench.shell_as_postgres("mkdir " + bench.at("repo") + " " + bench.at("lock"));
    PostgresServer server({{"archive_mode", "on"},
                           {"archive_command", pgbackrest + "archive-push %p"},
                           {"unix_socket_directories", bench.at("lock")}});
    std::ofstream(server.data() + "/pg_hba.conf", std::ios::app) << "local all all trust\n";
    server.start();
    const std::string sockets = bench.at("lock");
    bench.write("pgbackrest.conf",
                "[global]\nrepo1-path=" + bench.at("repo") + "\nlock-path=" + bench.at("lock") +
                    "\nlog-path=" + bench.at("lock") +
                    "\nlog-level-file=off\nlog-level-console=warn\n"
                    "start-fast=y\ncompress-type=none\njob-retry=0\n[ledger]\npg1-path=" +
                    server.data() + "\npg1-port=" + std::to_string(server.port()) +
                    "\npg1-socket-path=" + sockets + "\npg1-user=postgres\n");
    server.query("create table orders(id serial primary key, made timestamptz)");
    bench.shell_as_postgres(pgbackrest + "stanza-create; " + pgbackrest + "backup --type=full");
    server.query("insert into orders(made) select now() from generate_series(1, 300)");
    server.query("select pg_switch_wal()");
    bench.shell_as_postgres(pgbackrest + "check");
    bench.test("recipe: backup/pgbackrest",
               "stanza: ledger, config: " + bench.at("pgbackrest.conf"), questions);
    const auto ended = bench.run();
    INFO(ended.output);
    CHECK(ended.exit == 0);
    CHECK(bench.is_clean());
    CHECK(server.value("select count(*) from orders") == "300");
    // given a repository that rotted
    bench.shell_as_postgres("f=$(find " + bench.at("repo/backup") +
                            " -name 'PG_VERSION' | head -n 1); test -n \"$f\"; printf XXXX > $f");
    const auto rotten = bench.run();
    INFO(rotten.output);
    CHECK(rotten.exit == 1);
    CHECK_THAT(rotten.output, Contains("NOT USABLE"));
    CHECK(bench.is_clean());
}
