// A whole drill on a system that is no PostgreSQL: the master of a Redis is killed, its Sentinel
// promotes the replica, and the report says what two vantage points saw and what was lost.
#include "tests/agents/probe/servers/redis.hpp"
#include "tests/support/program.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

class Workspace {
public:
    explicit Workspace(const WatchedRedis& here) {
        write("firedrill.yaml", "workspace: cache\nenvironment: lab\nlanguage: en\n");
        write("people.yaml", "people: [{id: ops, title: Operator}]\n");
        write("catalogue.yaml",
              "services:\n  - {id: sessions, title: Session cache, class: real_time, priority: 1, "
              "owner: ops, rto: {target: 30s, clock_end: serving}, rpo: {target: 60s}, "
              "min_service_level: {success: 99%, latency: 200ms, for: 2s}}\n");
        write("inventory.yaml",
              "sites: [{id: main, kind: primary}]\nhosts:\n"
              "  - {id: cache1, site: main, connect: {via: local}}\n"
              "  - {id: client1, site: main, connect: {via: local}}\n"
              "  - {id: client2, site: main, connect: {via: local}}\nconnections:\n"
              "  cache: {kind: redis, url: \"" +
                  here.sentinel->address() + "\", sentinel: {master: orders}}\n");
        write("master.pid", std::to_string(here.master.pid()));
        std::filesystem::create_directories(place_.path() + "/scenarios");
        write("scenarios/loss.yaml",
              "scenario: loss\ntitle: Loss of the cache master\nother_event: {reason: A test}\n"
              "form: isolated_test\nvariant: unplanned\nservices: [sessions]\n"
              "drill_risk: {could_go_wrong: nothing, rollback: none}\nprobes:\n"
              "  - {id: client, connection: cache, from: client1, service: sessions, every: 50ms, "
              "write_log: {connections: 2, rate: 100/s}}\n"
              "  - {id: branch, connection: cache, from: client2, service: sessions, every: 50ms}\n"
              "phases:\n  disrupt:\n    - {id: kill, on: cache1, fault: process.kill, with: "
              "{pidfile: \"" +
                  file("master.pid") +
                  "\"}, mark: disrupted}\n  failover:\n    - {id: down, wait_for: {probe: client, "
                  "is: down}, timeout: 20s}\n    - {id: back, wait_for: {probe: client, is: up, "
                  "lasting: 3s}, timeout: 60s}\n  verify:\n    - {id: writes, verify: write_log, "
                  "probe: client}\n");
    }
    Ended firedrill(const std::string& words) const {
        return run_program({"/bin/bash", "-c",
                            "timeout 150 " DRILL_BINARY_DIR "/firedrill --lang en -C " +
                                place_.path() + " " + words + " </dev/null"});
    }

private:
    std::string file(const std::string& name) const { return place_.path() + "/" + name; }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name)) << text;
    }
    TempDirectory place_;
};

}  // namespace

TEST_CASE("a drill of a Redis master's loss: recovery, loss and two vantage points") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    DRILL_NEEDS_PROGRAM(Sentinel::program);
    const WatchedRedis here;
    const Workspace work(here);
    // before the drill the plan says what it will write
    CHECK_THAT(work.firedrill("plan loss").output, Contains("lists firedrill:w_* on cache"));
    // when
    const Ended drill = work.firedrill("run loss --yes");
    INFO(drill.output);
    CHECK_THAT(drill.output, Contains("ended: completed"));
    // then the old master's place is taken, and nothing of the drill is left there
    CHECK(here.replica.ask({"ROLE"}).starts_with("master"));
    CHECK(here.replica.ask({"KEYS", "firedrill:*"}).empty());
    // and the report has both views and the loss, each with its bounds
    const Ended report = work.firedrill("report --format md -o -");
    CHECK_THAT(report.output, Contains("client @ client1") && Contains("branch @ client2"));
    CHECK_THAT(report.output, Contains("acknowledged drill writes"));
    CHECK_THAT(drill.output, Contains("RTO") && Contains("met"));
    CHECK_FALSE(drill.output.find("not_measured") != std::string::npos);
}
