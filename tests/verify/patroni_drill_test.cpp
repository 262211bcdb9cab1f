// The playbooks of patroni/ on a real cluster, and those of postgresql/ that keep away from it.
#include "tests/verify/patroni.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

const std::string server_loss = R"+(
  disrupt:
    # db2 hears of the last second no more
    # in a file of db1's own: what stood in its tables would come back with its old log
    - id: cut
      on: db1
      run:
        - /bin/sh
        - -euc
        - |
          sed -i '1i host replication all 127.0.0.1/32 reject' "$4/pg_hba.conf"
          "$1/psql" -XAtq -h "$2" -p "$3" -U postgres -d postgres -c "select pg_reload_conf()" \
              -c "select pg_sleep(0.2)" -c "select pg_terminate_backend(pid) from pg_stat_replication"
        - cut
        - "${{ host.pgbin }}"
        - "${{ host.socket }}"
        - "${{ host.port }}"
        - "${{ host.pgdata }}"
    - {id: meanwhile, hold_service: 1s, expect: {probe: client, success: 50%}}
    - {id: kill, on: db1, fault: process.kill, with: {pidfile: "${{ host.pgdata }}/postmaster.pid"}, mark: disrupted}
  detect:
    - {id: noticed, wait_for: {probe: client, is: down}, timeout: 20s, mark: detected}
  failover:
    - {id: leads, use: patroni/wait-leader, on: db2, mark: promoted}
    - {id: back, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 60s}
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
          q() { "$1/psql" -XAtq -F, -h "$2" -p "$3" -U postgres -d postgres; }
          echo "select format('select session, sequence from %I.%I;', schemaname, tablename)
              from pg_tables where schemaname = 'firedrill'" | q "$@" | q "$@" >"$4"
        - dump
        - "${{ host.pgbin }}"
        - "${{ host.socket }}"
        - "${{ host.port }}"
        - "${{ workspace }}/dump"
  failback:
    - id: mend
      on: db1
      run:
        - /bin/sh
        - -euc
        - |
          sed -i '/reject$/d' "$4/pg_hba.conf"
          "$1/psql" -XAtq -h "$2" -p "$3" -U postgres -d postgres -c "select pg_reload_conf()" || :
        - mend
        - "${{ host.pgbin }}"
        - "${{ host.socket }}"
        - "${{ host.port }}"
        - "${{ host.pgdata }}"
    # Patroni rewinds db1 by itself
    - {id: rejoined, use: patroni/wait-replica, on: db1, with: {wait: 60s}, resolves: kill}
    - {id: return, use: patroni/switchover, on: [db2, db1], mark: disrupted}
    - {id: returned, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 60s}
    - {id: writes-again, verify: write_log, probe: client}
  reinstate:
    - {id: same, verify: baseline, expected: ["timeline:"]}
)+";

}  // namespace

TEST_CASE("a server of Patroni dies, the other one leads, and Patroni hands the role back") {
    DRILL_NEEDS_PROGRAM(PatroniMember::program);
    DRILL_NEEDS_PROGRAM(Etcd::program);
    const PatroniPair pair;

    // given a manager, the playbooks that promote by hand keep away, before anything stops
    for (const char* step :
         {"{use: postgresql/promote, on: db2}", "{use: postgresql/switchover, on: [db1, db2]}"}) {
        const Ended refused = pair.work.play({step});
        INFO(refused.output);
        CHECK(refused.exit == 3);
        CHECK_THAT(refused.output, Contains("patroni.dynamic.json"));
    }
    // and a drill that stops gives automatic failover back
    const Ended paused =
        pair.work.play({"{use: patroni/pause, on: db1}", "{use: patroni/check-cluster, on: db1}"});
    INFO(paused.output);
    CHECK(paused.exit == 3);
    CHECK_THAT(paused.output, Contains("its output is \"paused\", expected \"active\""));

    pair.work.scenario("loss", "unplanned", server_loss);
    // when
    const Ended drill = pair.work.firedrill("run loss --yes");
    INFO(drill.output);
    // then the loss is that of the test's own dump
    const auto report = pair.work.report();
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(drill.exit == 1);  // the target is no loss
    check_loss_by_dump(pair.work, report);
    CHECK(rto_is_not_missed(report));
    CHECK(report.at("failback").at("loss").at("counts").at("lost").as_int64() == 0);
    CHECK(pair.db1.sql("select pg_is_in_recovery()") == "f");
    CHECK(pair.db2.sql("select pg_is_in_recovery()") == "t");

    // the leader is never copied anew, a replica is, and a request makes it the leader
    CHECK_THAT(pair.work.play({"{use: patroni/reinit, on: db1}"}).output,
               Contains("reinit/not-the-leader"));
    pair.db1.pause();
    CHECK_THAT(pair.work.play({"{use: postgresql/promote, on: db2}"}).output,
               Contains("patroni.dynamic.json"));
    const Ended anew =
        pair.work.play({"{use: patroni/reinit, on: db2}", "{use: patroni/resume, on: db1}",
                        "{use: patroni/failover, on: db2}"});
    INFO(anew.output);
    CHECK(anew.exit == 2);
    CHECK(pair.db2.sql("select pg_is_in_recovery()") == "f");
}
