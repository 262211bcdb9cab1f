// What a drill leaves behind is found, and what it does to others is seen: each thing that must
// not happen is made to happen here.
#include "tests/support/postgres.hpp"
#include "tests/truth/stage.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <filesystem>

using namespace firedrill;
using namespace firedrill::test;

namespace {

constexpr const char* only_hold = R"(scenario: hold
title: Hold
other_event: {reason: Own accuracy}
form: isolated_test
variant: unplanned
services: [order-entry]
drill_risk: {could_go_wrong: nothing, rollback: none}
probes:
  - {id: client, connection: ledger, from: client1, service: order-entry, every: 20ms,
     deadline: 250ms, write_log: {rate: 50/s}}
  - {id: neighbour, connection: neighbour, from: client1, every: 50ms, deadline: 250ms}
stop_conditions: [{probe: neighbour, is: down, for: 2s}]
phases:
  operate: [{id: hold, hold_service: 3s, expect: {probe: client, success: 50%}}]
  reinstate: [{id: same, verify: baseline}]
)";

/// Differences that the report lists, as "item" or "item (expected)".
std::set<std::string> differences(const json::object& report) {
    std::set<std::string> out;
    for (const auto& one : report.at("baseline").as_array())
        out.insert(std::string(one.at("item").as_string()) +
                   (one.at("expected").as_bool() ? " (expected)" : ""));
    return out;
}

bool listed(const std::set<std::string>& items, const std::string& kind, const std::string& name) {
    for (const auto& item : items)
        if (item.starts_with(kind + ":") && contains(item, name)) return true;
    return false;
}

/// A process with a name of its own, gone with the object.
class Straggler {
public:
    explicit Straggler(const std::string& program) {
        std::filesystem::copy_file("/bin/sleep", program);
        pid_ = start_program({program, "100"});
    }
    ~Straggler() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Straggler(const Straggler&) = delete;
    Straggler& operator=(const Straggler&) = delete;

private:
    pid_t pid_ = 0;
};

Ended server_control(const Stage& stage, const std::string& server, const std::string& what) {
    const std::string home = stage.lab.home() + "/" + server;
    return run_program({"/usr/lib/postgresql/15/bin/pg_ctl", "-D", home + "/conf", "-l",
                        home + "/log", "-s", "-w", "-m", "fast", what},
                       {.input = {}, .output = {}, .user = server_account()});
}

}  // namespace

TEST_CASE("a process, a file, a table and a slot that were not there before are found") {
    Stage stage;
    stage.work.write("scenarios/hold.yaml", only_hold);
    stage.work.edit(
        "inventory.yaml",
        "files: [\"${{ host.pgconf }}/postgresql.conf\", \"${{ host.pgconf }}/pg_hba.conf\"]",
        "files: [\"${{ host.pgconf }}/postgresql.conf\", \"${{ host.pgconf }}/left-file\"]\n"
        "      processes: [left-process]");

    // when nothing is left, then nothing is found
    Ended ended = stage.work.firedrill({"run", "hold", "--yes"});
    INFO(ended.output);
    auto report = stage.work.report();
    CHECK(report.at("baseline_compared").as_bool());
    CHECK(differences(report).empty());
    CHECK(report.at("ending").as_string() == "completed");

    // when something of each kind is left
    const auto run = stage.work.start({"run", "hold", "--yes"});
    stage.work.await_step("hold", {"running"});
    const Straggler straggler(stage.lab.home() + "/client/left-process");
    std::filesystem::copy_file(stage.lab.home() + "/db1/conf/pg_ident.conf",
                               stage.lab.home() + "/db1/conf/left-file");
    stage.ledger("db1", "create table left_table ()");
    stage.ledger("db1", "select pg_create_physical_replication_slot('left_slot')");
    REQUIRE(stage.work.step("hold") == "running");
    ended = run->wait();

    // then each is found
    INFO(ended.output);
    CHECK(ended.exit != 0);
    report = stage.work.report();
    const auto found = differences(report);
    INFO(to_json(found));
    CHECK(listed(found, "process", "left-process"));
    CHECK(listed(found, "file", "left-file"));
    CHECK(listed(found, "table", "left_table"));
    CHECK(listed(found, "slot", "left_slot"));
    CHECK(contains(ended.output, "left"));
}

TEST_CASE("a neighbour that is disturbed is seen, stops the drill, and the fault is undone") {
    Stage stage;
    stage.work.edit("scenarios/primary-loss.yaml", "  declare:\n",
                    "    - {id: think, hold_service: 25s, expect: {probe: client, success: 0%}}\n"
                    "  declare:\n");
    const auto run = stage.work.start({"run", "primary-loss", "--yes"});
    stage.work.await_step("think", {"running"});
    CHECK(stage.role("db1") == "down");

    // when
    REQUIRE(server_control(stage, "neighbour", "stop").exit == 0);
    const Ended ended = run->wait();
    REQUIRE(server_control(stage, "neighbour", "start").exit == 0);

    // then
    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK(contains(ended.output, "neighbour"));
    const auto report = stage.work.report();
    CHECK(report.at("neighbours").at(0).at("bad").as_int64() >= 10);
    CHECK(report.at("outstanding").as_array().empty());
    CHECK_FALSE(report.at("past_point_of_no_return").as_bool());
    CHECK(stage.as_in_the_beginning());
    CHECK(stage.ledger("db1", "select count(*) from pg_namespace where nspname = 'firedrill'") ==
          "0\n");
    CHECK(eventually([&] { return stage.work.resident_processes().empty(); }));
}
