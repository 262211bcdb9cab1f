// The playbooks of files/: a service whose business is plain files, copied by rsync to a real
// daemon.
#include "tests/verify/files.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

const std::string host_loss = R"+(
  prepare:
    - {id: fresh, use: files/check-copy, on: [a, b], with: {max_age: 2}}
  disrupt:
    # the last second is copied no more
    - {id: job-ends, on: a, fault: process.kill, with: {pidfile: "${{ host.job_pidfile }}"}}
    - {id: meanwhile, hold_service: 1s, expect: {probe: client, success: 50%}}
    - {id: kill, on: a, fault: process.kill, with: {pidfile: "${{ host.pidfile }}"}, mark: disrupted}
  detect:
    - {id: noticed, wait_for: {probe: client, is: down}, timeout: 20s, mark: detected}
  failover:
    - {id: takes-over, use: service/start, on: b, point_of_no_return: true, mark: promoted}
    - {id: back, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30s}
  verify:
    - {id: writes, verify: write_log, probe: client}
    - id: dump
      on: b
      run: [sh, -euc, 'cat "$1"/w_* | tr : , >"$2"', dump, "${{ host.files }}", "${{ workspace }}/dump"]
  failback:
    # while b serves, and then the rest in a short outage
    - {id: reverse, use: files/reverse, on: [b, a]}
    - {id: stop, use: service/stop, on: b, mark: disrupted}
    - {id: rest, use: files/final-sync, on: [b, a]}
    - {id: start, use: service/start, on: a, resolves: kill}
    - {id: returned, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30s}
    - {id: copies, use: files/start-copying, on: a, resolves: job-ends}
    - {id: fresh-again, use: files/check-copy, on: [a, b], with: {max_age: 2}}
    - {id: writes-again, verify: write_log, probe: client}
  reinstate:
    - {id: same, verify: baseline}
)+";

}  // namespace

TEST_CASE("a host with files is lost between two copies, and what only it had is kept") {
    DRILL_NEEDS_PROGRAM(RsyncDaemon::program);
    const FilePair pair;
    const std::string url = "http://127.0.0.1:" + std::to_string(pair.door);
    const Workspace work({pair.a.host("a"), pair.b.host("b")},
                         "{kind: http, url: " + url + "/health, writes: " + url + "/writes}");
    work.scenario("loss", "unplanned", host_loss);
    // when
    const Ended drill = work.firedrill("run loss --yes");
    INFO(drill.output);
    // then the loss is that of the test's own dump
    const auto report = work.report();
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(drill.exit == 1);  // the target is no loss
    check_loss_by_dump(work, report);
    CHECK(rto_is_not_missed(report));
    CHECK(report.at("failback").at("loss").at("counts").at("lost").as_int64() == 0);
    // and what only the lost host had was moved aside, not thrown away
    const std::string aside = "cat " + pair.a.daemon.file("kept") + "/*/w_*";
    const std::string rows = run_program({"/bin/sh", "-c", aside}).output;
    CHECK(std::count(rows.begin(), rows.end(), '\n') >= lost(report));
    CHECK(pair.a.service.serves());
    CHECK_FALSE(pair.b.service.serves());
}

TEST_CASE("a copy that is old, an empty source, and a service that still writes are refused") {
    DRILL_NEEDS_PROGRAM(RsyncDaemon::program);
    const FilePair pair;
    const Workspace work({pair.a.host("a"), pair.b.host("b")}, "{kind: tcp, url: \"127.0.0.1:1\"}");
    const std::string copied = pair.b.daemon.file("data/book");
    REQUIRE(eventually([&] { return std::filesystem::exists(copied); }));
    CHECK_THAT(work.play({"{use: files/reverse, on: [b, a]}"}).output,
               Contains("reverse/no-service"));
    CHECK_THAT(work.play({"{use: files/final-sync, on: [a, b]}"}).output,
               Contains("final-sync/quiet"));
    // a drill that stops starts job and service again
    CHECK(work.play({"{use: files/stop-copying, on: a}", "{use: service/stop, on: a}",
                     "{id: stop-here, on: a, run: [/bin/false]}"})
              .exit == 3);
    CHECK(pair.a.service.serves());
    CHECK(pair.a.job->serves());
    // an old change that the copy lacks
    pair.a.job->stop();
    pair.a.service.stop();
    pair.a.daemon.write("data/order", "never copied\n");
    const Ended dated =
        run_program({"/usr/bin/touch", "-d", "-1 hour", pair.a.daemon.file("data/order")});
    REQUIRE(dated.exit == 0);
    const Ended stale =
        work.play({"{use: files/check-copy, on: [a, b], with: {max_age: 60, wait: 1s}}"});
    CHECK(stale.exit == 3);
    CHECK_THAT(stale.output, Contains("check-copy/fresh"));
    // the last copy takes it along, and then both are the same
    CHECK(work.play({"{use: files/final-sync, on: [a, b]}"}).exit == 2);
    CHECK(file_text(pair.b.daemon.file("data/order")) == "never copied\n");
    CHECK(work.play({"{use: files/check-copy, on: [a, b], with: {max_age: 60}}"}).exit == 2);
    // too many deletions, and a directory that is not mounted
    std::filesystem::remove(pair.a.daemon.file("data/order"));
    CHECK_THAT(work.play({"{use: files/final-sync, on: [a, b], with: {max_delete: 0}}"}).output,
               Contains("1 deletions, more than 0"));
    std::filesystem::remove(pair.a.daemon.file("data/book"));
    CHECK_THAT(work.play({"{use: files/final-sync, on: [a, b]}"}).output,
               Contains("final-sync/has-files"));
    CHECK(std::filesystem::exists(copied));
}
