// Drill writes in MariaDB and Redis against an oracle of the test's own: what the old primary held
// and the new one does not.
#include "agents/probe/write_store.hpp"
#include "tests/agents/probe/ledgers.hpp"
#include "tests/agents/probe/outages.hpp"
#include "tests/agents/probe/servers/mariadb.hpp"
#include "tests/agents/probe/servers/redis.hpp"

#include <sstream>

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

/// "1:0:…" or "1<tab>0…", one row a line.
Keys keys_in(const std::string& lines) {
    Keys out;
    std::istringstream rows(lines);
    for (std::string line; std::getline(rows, line);) {
        std::ranges::replace(line, ':', ' ');
        std::istringstream row(line);
        std::int64_t session = 0, sequence = 0;
        if (row >> session >> sequence) out.emplace(session, sequence);
    }
    return out;
}

Keys held(const MariaDb& server, const std::string& table) {
    return keys_in(server.ask("SELECT session, sequence FROM drill." + table));
}
Keys held(const Redis& server, const std::string& key) {
    return keys_in(server.ask({"LRANGE", key, "0", "-1"}));
}

std::string begin(Harness& harness) {
    const AttemptReport started = harness.run(plan::StartProbe{"client"});
    INFO(started.reason);
    REQUIRE(started.outcome == Outcome::succeeded);
    return started.facts.at("table");
}

template <class Database>
void await_more(const Database& server, const std::string& place, std::size_t more) {
    const std::size_t before = held(server, place).size();
    REQUIRE(eventually([&] { return held(server, place).size() >= before + more; }));
}

/// Every write that the old primary held and the new one does not is lost, and no other.
template <class Database>
void check_loss(Harness& harness, Database& old, const Database& fresh, const std::string& place) {
    const AttemptReport verified = harness.run(plan::VerifyWrites{"client"});
    INFO(verified.reason);
    REQUIRE(verified.outcome == Outcome::succeeded);
    const Keys survived = held(fresh, place);
    old.start();  // alone, to ask it what it had
    const Keys oracle = minus(held(old, place), survived);
    const auto figures = judged(harness, verified);
    CHECK(figures.lost >= 100);
    CHECK(lost_keys(figures) == minus(oracle, unsure_keys(harness, verified)));
    CHECK(figures.unexpected == 0);
    CHECK(figures.duplicated == 0);
    CHECK(figures.changed == 0);
    CHECK(verified.facts.at("server") == fresh.address());
}

AttemptReport look(Harness& harness) {
    const AttemptReport report =
        harness.run(plan::Snapshot{.files = {}, .processes = {}, .connections = {"ledger"}});
    INFO(report.reason);
    REQUIRE(report.outcome == Outcome::succeeded);
    return report;
}

plan::Plan writing(plan::Connection connection) {
    return plan_for(std::move(connection), true);
}

}  // namespace

TEST_CASE("MariaDB, the link cut before the kill: every lost write is found, and no other") {
    DRILL_NEEDS_PROGRAM(MariaDb::program);
    // given a replica that follows
    MariaDb primary(1), replica(2);
    replica.follow(primary);
    const SecretFile password("right");
    plan::Connection both;
    both.kind = "mariadb";
    both.url = "host=127.0.0.1,127.0.0.1 port=" + std::to_string(primary.port()) + "," +
               std::to_string(replica.port()) + " user=app database=drill";
    both.password_file = password.path();
    Harness harness(writing(both));
    const std::string table = begin(harness);
    await_more(replica, table, 50);
    // when the link is cut, and then the primary dies
    replica.cut();
    await_more(primary, table, 150);
    primary.kill();
    replica.promote();
    REQUIRE(harness.run(up_for(500ms)).outcome == Outcome::succeeded);
    await_more(replica, table, 20);
    check_loss(harness, primary, replica, table);
    primary.kill();
    // and nothing is left, which the baseline would see
    const std::string left = "table:" + replica.address() + "/drill/" + table;
    CHECK(look(harness).facts.contains(left));
    CHECK(look(harness).facts.at("role:" + primary.address()) == "unreachable");
    CHECK(harness.run(plan::StopProbe{.probe = "client", .clean_up = true}).outcome ==
          Outcome::succeeded);
    CHECK(replica.ask("SHOW TABLES IN drill").empty());
    CHECK_FALSE(look(harness).facts.contains(left));
    CHECK(look(harness).facts.at("role:" + replica.address()) == "primary");
}

TEST_CASE("Redis, the link cut before the kill: every lost write is found, and no other") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    DRILL_NEEDS_PROGRAM(Sentinel::program);
    // given a Sentinel that watches a master and its replica
    WatchedRedis here;
    auto& [master, replica, sentinel] = here;
    plan::Connection watched;
    watched.kind = "redis";
    watched.url = sentinel->address();
    watched.redis = plan::Redis{.database = 0, .master = "orders"};
    Harness harness(writing(watched));
    const std::string key = begin(harness);
    await_more(replica, key, 50);
    // when the replica has lost its master, and then the master dies
    replica.ask({"REPLICAOF", "127.0.0.1", "1"});
    await_more(master, key, 150);
    sentinel->kill();  // it would make the replica follow again
    master.kill();
    replica.ask({"REPLICAOF", "NO", "ONE"});
    sentinel->watch_alone(replica);
    REQUIRE(harness.run(up_for(500ms)).outcome == Outcome::succeeded);
    await_more(replica, key, 20);
    check_loss(harness, master, replica, key);
    master.kill();
    CHECK(look(harness).facts.at("key:orders/" + key) == "present");
    CHECK(harness.run(plan::StopProbe{.probe = "client", .clean_up = true}).outcome ==
          Outcome::succeeded);
    CHECK(replica.ask({"KEYS", "*"}).empty());
    CHECK(look(harness).facts == std::map<std::string, std::string>{{"role:orders", "primary"}});
}

TEST_CASE("a replica takes no drill writes, and says so before the drill begins") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    Redis master, replica;
    master.start();
    replica.start();
    replica.follow(master);
    plan::Connection connection;
    connection.kind = "redis";
    connection.url = replica.address();
    Harness harness(writing(connection));
    const AttemptReport report = harness.run(plan::StartProbe{"client"}, 1s);
    CHECK(report.outcome == Outcome::failed);
    CHECK_THAT(report.reason, Contains("takes no writes"));
}

TEST_CASE("kinds that take no drill writes are named with those that do") {
    asio::io_context context;
    plan::Connection web;
    web.id = "web";
    web.kind = "dns";
    const auto writing = probe::writing_for(context.get_executor(), web, "d", "r", Language::en);
    REQUIRE_FALSE(writing.has_value());
    CHECK_THAT(writing.error().what, Contains("connection web: kind dns takes no drill writes"));
}
