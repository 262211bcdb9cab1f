// The playbooks of redis/ on real servers: with a Sentinel, and without one.
#include "tests/verify/redis.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

const std::string master_loss = R"+(
  prepare:
    - {id: able, use: redis/sentinel-check, on: watch1, with: {master: orders}}
    - {id: replication, use: redis/check-replication, on: [cache2, cache1]}
  disrupt:
    # cache2 hears of the last second no more
    - id: cut
      on: cache2
      run: [sh, -euc, '"$1" -p "$2" CONFIG SET masterauth wrong; "$1" -p "$2" CLIENT KILL TYPE master', cut, "${{ host.rediscli }}", "${{ host.port }}"]
    - {id: meanwhile, hold_service: 1s, expect: {probe: client, success: 50%}}
    - {id: kill, on: cache1, fault: process.kill, with: {pidfile: "${{ host.pidfile }}"}, mark: disrupted}
  detect:
    - {id: noticed, wait_for: {probe: client, is: down}, timeout: 20s, mark: detected}
  failover:
    - {id: sentinel, use: redis/sentinel-wait, on: [watch1, cache1], with: {master: orders}, mark: promoted}
    - {id: back, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30s}
  verify:
    - {id: writes, verify: write_log, probe: client}
    - id: dump
      on: cache2
      run:
        - /bin/bash
        - -euo
        - pipefail
        - -c
        - |
          key=$("$1" -p "$2" KEYS 'firedrill:w_*')
          "$1" -p "$2" LRANGE "$key" 0 -1 | tr : , >"$3"
        - dump
        - "${{ host.rediscli }}"
        - "${{ host.port }}"
        - "${{ workspace }}/dump"
  failback:
    # whoever starts cache1 starts a replica, not a second master that Sentinel has yet to demote
    - {id: fence, use: redis/fence, on: [cache1, cache2]}
    - {id: start, use: service/start, on: cache1, resolves: kill}
    - {id: mend, on: cache2, run: ["${{ host.rediscli }}", -p, "${{ host.port }}", CONFIG, SET, masterauth, right]}
    - {id: replicates, use: redis/wait-replica, on: cache1}
    - {id: level, use: redis/wait-caught-up, on: [cache1, cache2]}
    - {id: return, use: redis/sentinel-failover, on: [watch1, cache2, cache1], with: {master: orders}, mark: disrupted}
    - {id: returned, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30s}
    - {id: writes-again, verify: write_log, probe: client}
  reinstate:
    - {id: same, verify: baseline}
)+";

}  // namespace

TEST_CASE("a Redis master is lost, its Sentinel promotes the replica, and hands the role back") {
    DRILL_NEEDS_PROGRAM(ManagedRedis::program);
    DRILL_NEEDS_PROGRAM(ManagedSentinel::program);
    const RedisPair pair;
    const Workspace plain({pair.cache1.host("cache1"), pair.cache2.host("cache2")},
                          "{kind: tcp, url: \"127.0.0.1:1\"}");
    REQUIRE(plain.play({"{use: redis/follow, on: [cache2, cache1]}"}).exit == 2);
    ManagedSentinel sentinel(pair.cache1);
    sentinel.start();
    const Workspace work(
        {pair.cache1.host("cache1"), pair.cache2.host("cache2"), sentinel.host("watch1")},
        "{kind: redis, url: \"127.0.0.1:" + std::to_string(sentinel.port()) +
            "\", sentinel: {master: orders}, password: {secret: {file: " + pair.password.path() +
            "}}}");
    // given a Sentinel that watches both, the playbooks that do without one keep away
    REQUIRE(eventually([&] {
        return pair.cache2.ask({"CLIENT", "LIST"}).find("name=sentinel-") != std::string::npos;
    }));
    CHECK_THAT(plain.play({"{use: redis/promote, on: cache2}"}).output,
               Contains("its output is \"sentinel\", expected \"none\""));
    CHECK_FALSE(pair.cache2.is_master());
    work.scenario("loss", "unplanned", master_loss);
    // when
    const Ended drill = work.firedrill("run loss --yes");
    INFO(drill.output);
    // then the loss is that of the test's own dump
    const auto report = work.report();
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(drill.exit == 1);  // the target is no loss
    check_loss_by_dump(work, report);
    CHECK(rto_is_not_missed(report));
    CHECK(verdict(report, "rpo") == "not_met");
    // and the way back lost nothing, though the old master was one for ten seconds more
    const auto& back = report.at("failback").at("loss").at("counts");
    CHECK(back.at("acked").as_int64() >= 5);
    CHECK(back.at("lost").as_int64() == 0);
    CHECK_THAT(drill.output, Contains("Failback: ") && Contains("lost 0 of "));
    // and each is what it was
    CHECK(pair.cache1.is_master());
    CHECK_FALSE(pair.cache2.is_master());
    CHECK(pair.cache1.ask({"KEYS", "firedrill:*"}).empty());
}

TEST_CASE("two Redis servers without a Sentinel change roles, and a fence outlives a restart") {
    DRILL_NEEDS_PROGRAM(ManagedRedis::program);
    const RedisPair pair;
    const Workspace work({pair.cache1.host("cache1"), pair.cache2.host("cache2")},
                         "{kind: tcp, url: \"127.0.0.1:1\"}");
    pair.cache1.ask({"SET", "order", "1"});
    REQUIRE(work.play({"{use: redis/follow, on: [cache2, cache1]}"}).exit == 2);
    CHECK(pair.cache2.ask({"GET", "order"}) == "1");

    // there and back, without loss
    const Ended there =
        work.play({"{use: redis/switchover, on: [cache1, cache2], mark: disrupted}"});
    INFO(there.output);
    CHECK(there.exit == 2);  // nothing was measured
    CHECK(pair.cache2.is_master());
    CHECK_FALSE(pair.cache1.is_master());
    CHECK(work.play({"{use: redis/switchover, on: [cache2, cache1]}"}).exit == 2);
    CHECK(pair.cache1.is_master());

    // a drill that stops gives a fenced master back
    CHECK(work.play({"{use: redis/fence, on: [cache1, cache2]}",
                     "{id: stop-here, on: cache1, run: [/bin/false]}"})
              .exit == 3);
    CHECK(pair.cache1.ask({"SET", "order", "2"}) == "OK");
    CHECK(file_text(pair.cache1.file("redis.conf")).find("replicaof") == std::string::npos);

    // fenced, its replica promoted, stopped and started: it comes up as a replica, and follows
    const Ended failover =
        work.play({"{use: redis/fence, on: [cache1, cache2]}",
                   "{use: redis/promote, on: cache2, point_of_no_return: true}",
                   "{use: service/stop, on: cache1}", "{use: service/start, on: cache1}",
                   "{use: redis/follow, on: [cache1, cache2]}"});
    INFO(failover.output);
    CHECK(failover.exit == 2);
    CHECK(pair.cache2.is_master());
    CHECK(pair.cache1.ask({"SET", "order", "3"}).starts_with("READONLY"));
    CHECK(pair.cache2.ask({"SET", "order", "3"}) == "OK");
    CHECK(eventually([&] { return pair.cache1.ask({"GET", "order"}) == "3"; }));

    // a server that hangs is not fenced, and a replica is not fenced by mistake
    pair.cache2.signal(SIGSTOP);
    const Ended hanging = work.play({"{use: redis/fence, on: [cache2, cache1]}"});
    pair.cache2.signal(SIGCONT);
    CHECK_THAT(hanging.output, Contains("it runs and does not answer"));
    CHECK_THAT(work.play({"{use: redis/fence, on: [cache1, cache2]}"}).output,
               Contains("a replica by its configuration"));
    CHECK(pair.cache2.ask({"SET", "order", "4"}) == "OK");
}
