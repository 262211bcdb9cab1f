// The playbooks of mariadb/ on two real servers: a failover that loses what the stream had not
// sent, the way back, and what they refuse.
#include "tests/verify/mariadb.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

const std::string primary_loss = R"+(
  prepare:
    - {id: replication, use: mariadb/check-replication, on: [db2, db1]}
  disrupt:
    # db2 hears of the last second no more
    - id: cut
      on: db2
      run: [mariadb, "--defaults-file=${{ host.mycnf }}", -e, STOP SLAVE IO_THREAD]
    - {id: meanwhile, hold_service: 1s, expect: {probe: client, success: 50%}}
    - {id: kill, on: db1, fault: process.kill, with: {pidfile: "${{ host.pidfile }}"}, mark: disrupted}
  detect:
    - {id: noticed, wait_for: {probe: client, is: down}, timeout: 20s, mark: detected}
  failover:
    - {id: fence, use: mariadb/fence, on: db1}
    - {id: promote, use: mariadb/promote, on: db2, point_of_no_return: true, mark: promoted}
    - {id: back, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30s}
  verify:
    - {id: writes, verify: write_log, probe: client}
    - id: dump
      on: db2
      run:
        - /bin/bash
        - -euo
        - pipefail
        - -c
        - |
          q() { mariadb --defaults-file="$1" -N -B; }
          echo "select concat('select session, sequence from drill.', table_name, ';') from information_schema.tables where table_name like 'firedrill_w%'" |
              q "$1" | q "$1" | tr '\t' , >"$2"
        - dump
        - "${{ host.mycnf }}"
        - "${{ workspace }}/dump"
  failback:
    - {id: start, use: service/start, on: db1}
    - {id: rebuild, use: mariadb/rebuild, on: [db1, db2], resolves: kill}
    - {id: follow, use: mariadb/follow, on: [db1, db2]}
    - {id: return, use: mariadb/switchover, on: [db2, db1], mark: disrupted}
    - {id: returned, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30s}
    - {id: follow-again, use: mariadb/follow, on: [db2, db1]}
    - {id: writes-again, verify: write_log, probe: client}
  reinstate:
    - {id: same, verify: baseline}
)+";

}  // namespace

TEST_CASE(
    "a MariaDB primary is lost with what its replica had not heard, and everything comes back") {
    DRILL_NEEDS_PROGRAM(ManagedMariaDb::program);
    const MariaDbPair pair;
    REQUIRE(pair.work.play({"{use: mariadb/follow, on: [db2, db1]}"}).exit == 2);
    pair.work.scenario("loss", "unplanned", primary_loss);
    // when
    const Ended drill = pair.work.firedrill("run loss --yes");
    INFO(drill.output);
    // then the loss is that of the test's own dump
    const auto report = pair.work.report();
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(drill.exit == 1);  // the target is no loss
    check_loss_by_dump(pair.work, report);
    CHECK(rto_is_not_missed(report));
    CHECK(verdict(report, "rpo") == "not_met");
    // and the way back is a second outage, measured too, that lost nothing
    CHECK(report.at("failback").at("loss").at("counts").at("lost").as_int64() == 0);
    // and each is what it was
    CHECK(pair.db1.ask("SELECT @@global.read_only; SELECT COUNT(*) FROM drill.books") == "0\n1");
    CHECK(pair.db2.ask("SELECT @@global.read_only; SELECT COUNT(*) FROM drill.books") == "1\n1");
    CHECK_FALSE(std::filesystem::exists(pair.db1.file("conf.d/zz-firedrill-read-only.cnf")));
    CHECK(pair.db1.ask("SHOW TABLES FROM drill") == "books");
    CHECK_THAT(drill.output + boost::json::serialize(report), !Contains("it's"));
}

TEST_CASE("what the playbooks of MariaDB refuse") {
    DRILL_NEEDS_PROGRAM(ManagedMariaDb::program);
    const MariaDbPair pair;
    REQUIRE(pair.work.play({"{use: mariadb/follow, on: [db2, db1]}"}).exit == 2);
    const std::string marker = pair.db1.file("conf.d/zz-firedrill-read-only.cnf");

    // a drill that stops gives a fenced primary back
    const Ended undone = pair.work.play(
        {"{use: mariadb/fence, on: db1}", "{id: stop-here, on: db1, run: [/bin/false]}"});
    INFO(undone.output);
    CHECK(undone.exit == 3);
    CHECK(pair.db1.ask("SELECT @@global.read_only") == "0");
    CHECK_FALSE(std::filesystem::exists(marker));

    // a server that hangs is not fenced, and it is not said to be
    pair.db1.signal(SIGSTOP);
    const Ended hanging = pair.work.play({"{use: mariadb/fence, on: db1}"});
    pair.db1.signal(SIGCONT);
    CHECK(hanging.exit == 3);
    CHECK_THAT(hanging.output, Contains("fence/was-writable"));
    CHECK_FALSE(std::filesystem::exists(marker));

    // read_only that somebody else has set stays theirs
    pair.db1.ask("SET GLOBAL read_only = 1");
    CHECK_THAT(pair.work.play({"{use: mariadb/fence, on: db1}"}).output,
               Contains("read-only already"));
    CHECK(pair.db1.ask("SELECT @@global.read_only") == "1");
    pair.db1.ask("SET GLOBAL read_only = 0");

    // a replica with a transaction of its own follows nobody, and nothing of it is thrown away
    pair.db2.ask("INSERT INTO drill.books VALUES (2)");
    const Ended diverged = pair.work.play({"{use: mariadb/follow, on: [db2, db1]}"});
    CHECK(diverged.exit == 3);
    CHECK_THAT(diverged.output, Contains("nothing-of-its-own"));
    CHECK(pair.db2.ask("SELECT COUNT(*) FROM drill.books") == "2");

    // the primary is not rebuilt, and a replica that receives nothing is not called current, though
    // it is 0 seconds behind by its own words
    CHECK_THAT(pair.work.play({"{use: mariadb/rebuild, on: [db1, db2]}"}).output,
               Contains("rebuild/primary-serves"));
    CHECK(pair.db1.ask("SELECT COUNT(*) FROM drill.books") == "1");
    pair.db2.ask("STOP SLAVE IO_THREAD");
    pair.db1.ask("INSERT INTO drill.books VALUES (3)");
    CHECK_THAT(
        pair.work.play({"{use: mariadb/wait-caught-up, on: [db2, db1], with: {wait: 1s}}"}).output,
        Contains("wait-caught-up/applied"));

    // a primary is not promoted, but a replica is that was started again after its primary died
    CHECK_THAT(pair.work.play({"{use: mariadb/promote, on: db1}"}).output,
               Contains("promote/is-replica"));
    pair.db1.signal(SIGKILL);
    pair.db2.write("conf.d/late.cnf", "[mariadbd]\nskip-slave-start\n");
    pair.db2.stop();
    pair.db2.start();
    const Ended late = pair.work.play({"{use: mariadb/promote, on: db2}"});
    INFO(late.output);
    CHECK(late.exit == 2);
    CHECK(pair.db2.ask("SELECT @@global.read_only") == "0");
}
