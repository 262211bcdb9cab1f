// Data of two servers compared by the probe, against differences that the test has planted.
#include "agents/probe/compare_tables.hpp"
#include "core/base/json.hpp"
#include "core/measure/comparison.hpp"
#include "tests/agents/probe/harness.hpp"
#include "tests/agents/probe/servers/mariadb.hpp"
#include "tests/agents/probe/servers/redis.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

plan::Plan between(plan::Connection first, plan::Connection second) {
    plan::Plan plan;
    plan.languages = Languages::en;
    first.id = "here";
    second.id = "there";
    plan.connections = {std::move(first), std::move(second)};
    return plan;
}

plan::CompareTables tables(std::vector<plan::ComparedTable> which) {
    return {.first = "here", .second = "there", .tables = std::move(which), .rate = {}};
}

/// The figures of the first data set.
measure::SetFigures figures_of(const AttemptReport& report) {
    INFO(report.reason);
    REQUIRE(report.facts.contains("comparison"));
    const auto all =
        from_json<std::vector<measure::SetFigures>>(*parse_json(report.facts.at("comparison")));
    REQUIRE(all.has_value());
    REQUIRE_FALSE(all->empty());
    return all->front();
}

const char* const orders =
    "CREATE TABLE orders (book text, id int, buyer text, price numeric(12,2), at timestamptz "
    "DEFAULT '2026-03-01 09:15:00+08', PRIMARY KEY (book, id)); "
    "INSERT INTO orders SELECT 'A' || g % 7, g, CASE WHEN g % 5 = 0 THEN NULL ELSE 'b' || g END, "
    "g * 1.25 FROM generate_series(1, 120000) g";

/// Two servers of their own, with the same orders.
struct TwoBooks {
    TwoBooks() {
        for (PostgresServer* server : {&here, &there}) {
            server->start();
            server->query(orders);
            server->query("GRANT SELECT ON orders TO app");
        }
    }
    Harness harness() const {
        return Harness(between(postgresql(here.conninfo(), password.path()),
                               postgresql(there.conninfo(), password.path())));
    }
    PostgresServer here, there;
    SecretFile password{"right"};
};

}  // namespace

TEST_CASE("the text of a key gives its values back, whatever they hold") {
    for (const probe::Key& key : std::initializer_list<probe::Key>{
             {""}, {"1"}, {"a", "b"}, {"a | b", ""}, {"\\", "|", " | "}, {"a\\ |", "| b"}})
        CHECK(probe::key_of(probe::text_of(key)) == key);
    CHECK(probe::text_of({"a | b"}) != probe::text_of({"a", "b"}));
}

TEST_CASE("two tables that are the same: nothing differs, and both sums are shown") {
    const TwoBooks books;
    Harness harness = books.harness();
    // when
    const AttemptReport report = harness.run(tables({{.table = "orders",
                                                      .key = {},
                                                      .columns = {},
                                                      .without = {},
                                                      .sums = {"price"},
                                                      .where = {}}}));
    // then
    const auto figures = figures_of(report);
    CHECK(report.outcome == Outcome::succeeded);
    CHECK(figures.first == 120'000);
    CHECK(figures.second == 120'000);
    CHECK(figures.sums.at("price") == measure::SumPair{"9000075000.00", "9000075000.00"});
    CHECK(measure::agrees(figures));
}

TEST_CASE("three rows missing, one changed, one extra: they are found by their keys") {
    const TwoBooks books;
    // given a lost tail, a hole, an amount that differs by a cent, and a NULL that became empty
    books.there.query("DELETE FROM orders WHERE id IN (5, 119999, 120000)");
    books.there.query("UPDATE orders SET price = price + 0.01 WHERE id = 60000");
    books.there.query("UPDATE orders SET buyer = '' WHERE id = 70000");
    books.there.query("INSERT INTO orders VALUES ('Z', 1, 'x', 1, now())");
    Harness harness = books.harness();
    // when
    const AttemptReport report = harness.run(tables({{.table = "public.orders",
                                                      .key = {},
                                                      .columns = {},
                                                      .without = {},
                                                      .sums = {"price"},
                                                      .where = {}}}));
    // then
    const auto figures = figures_of(report);
    CHECK(report.outcome == Outcome::failed);
    CHECK_THAT(report.reason, Contains("1 of 1") && Contains("3 missing, 1 extra, 2 changed"));
    CHECK(figures.missing == 3);
    CHECK(figures.extra == 1);
    CHECK(figures.changed == 2);
    CHECK(figures.first == 120'000);
    CHECK(figures.second == 119'998);
    CHECK(figures.sums.at("price").first != figures.sums.at("price").second);
    // and the keys stand in clear in the artifact, masked in the facts
    const std::string listed = harness.artifact(report, "comparison-.json");
    for (const char* key : {"A5 | 5\"", "A5 | 119999", "Z | 1\"", "A3 | 60000", "A0 | 70000"})
        CHECK_THAT(listed, Contains(key));
    CHECK(report.facts.at("comparison").find("119999") == std::string::npos);
    // and nothing was made on either server
    CHECK(books.there.value("SELECT count(*) FROM pg_class WHERE relnamespace = "
                            "'public'::regnamespace AND relkind = 'r'") == "1");
}

TEST_CASE("values of every type that differ only in their spelling are still told apart") {
    PostgresServer here, there;
    for (PostgresServer* server : {&here, &there}) {
        server->start();
        server->query(
            "CREATE TABLE odd (id int PRIMARY KEY, j json, i interval, a int[], c char(5), b "
            "bytea, "
            "f float8, t text, ok bool); GRANT SELECT ON odd TO app; INSERT INTO odd SELECT g, "
            "'{\"a\": 1}', '1 day', '{1,2}', 'x', '\\x00', 0.1::float8 + 0.2::float8, 'ß', true "
            "FROM "
            "generate_series(1, 9) g");
    }
    const SecretFile password("right");
    Harness harness(between(postgresql(here.conninfo(), password.path()),
                            postgresql(there.conninfo(), password.path())));
    CHECK(harness.run(tables({{.table = "odd"}})).outcome == Outcome::succeeded);
    for (const char* change :
         {"j = '{\"a\":1}'", "i = '24 hours'", "a = '{2,1}'", "c = 'y'", "b = '\\x01'", "f = 0.3",
          "t = 'ss'", "t = NULL", "t = ''", "ok = NULL"}) {
        INFO(change);
        there.query(std::string("UPDATE odd SET ") + change + " WHERE id = 5");
        CHECK(figures_of(harness.run(tables({{.table = "odd"}}))).changed == 1);
        there.query(
            "DELETE FROM odd WHERE id = 5; INSERT INTO odd SELECT 5, j, i, a, c, b, f, t, "
            "ok FROM odd WHERE id = 4");
    }
}

TEST_CASE("columns that are left out, and rows outside the condition, are not compared") {
    const TwoBooks books;
    books.there.query("UPDATE orders SET at = now() WHERE id < 100");
    books.there.query("UPDATE orders SET price = 0 WHERE id > 110000");
    Harness harness = books.harness();
    const auto compare = [&](plan::ComparedTable table) {
        table.table = "orders";
        return harness.run(tables({table})).outcome;
    };
    CHECK(compare({.without = {"at"}, .where = "id <= 110000"}) == Outcome::succeeded);
    CHECK(compare({.columns = {"buyer"}}) == Outcome::succeeded);
    CHECK(compare({.where = "id <= 110000"}) == Outcome::failed);
    CHECK(compare({.without = {"at"}}) == Outcome::failed);
}

TEST_CASE("a hot standby is compared while its primary takes writes: what is on its way agrees") {
    // given a primary that changes rows all the time
    Replicated pair(Replicated::Mode::async);
    pair.primary.query(orders);
    pair.primary.query("GRANT SELECT ON orders TO app");
    const SecretFile password("right");
    Harness harness(between(postgresql(pair.primary.conninfo(), password.path()),
                            postgresql(pair.standby.conninfo(), password.path())));
    std::atomic<bool> over = false;
    std::thread writer([&] {
        for (int i = 1; !over; i = i % 119'000 + 997)
            pair.primary.query("UPDATE orders SET price = price + 1 WHERE id BETWEEN " +
                               std::to_string(i) + " AND " + std::to_string(i + 20));
    });
    // when
    const AttemptReport report = harness.run(tables({{.table = "orders"}}), 60s);
    over = true;
    writer.join();
    // then
    const auto figures = figures_of(report);
    CHECK(figures.missing + figures.extra + figures.changed == 0);
    CHECK(figures.first == 120'000);
    CHECK(figures.note.empty());

    // when the stream is cut, a write stays behind
    pair.cut();
    pair.primary.query("DELETE FROM orders WHERE id = 77");
    const AttemptReport behind = harness.run(tables({{.table = "orders"}}), 60s);
    // then it is found, and the report says that the standby lags
    CHECK(figures_of(behind).extra == 1);
    CHECK_THAT(figures_of(behind).note, Contains("did not catch up"));
}

TEST_CASE("a table without a key differs or not, but nobody says where") {
    const TwoBooks books;
    for (const PostgresServer* server : {&books.here, &books.there})
        server->query(
            "CREATE TABLE log AS SELECT g AS n FROM generate_series(1, 1000) g; "
            "GRANT SELECT ON log TO app");
    Harness harness = books.harness();
    CHECK(harness.run(tables({{.table = "log"}})).outcome == Outcome::succeeded);
    // when
    books.there.query("UPDATE log SET n = 0 WHERE n = 500");
    const AttemptReport report = harness.run(tables({{.table = "log"}}));
    // then
    CHECK(report.outcome == Outcome::failed);
    CHECK(figures_of(report).differs);
    CHECK_FALSE(figures_of(report).known_by_key);
    // and a key that is none is refused
    books.here.query("INSERT INTO log VALUES (7)");
    const AttemptReport refused = harness.run(tables({{.table = "log", .key = {"n"}}}));
    CHECK_THAT(refused.reason, Contains("may be NULL"));
}

TEST_CASE("what cannot be compared is said plainly") {
    const TwoBooks books;
    books.there.query(
        "ALTER TABLE orders DROP COLUMN buyer; CREATE TABLE secret (id int PRIMARY "
        "KEY)");
    books.here.query("CREATE TABLE secret (id int PRIMARY KEY)");
    Harness harness = books.harness();
    const auto reason = [&](plan::ComparedTable table) {
        const AttemptReport report = harness.run(tables({std::move(table)}));
        CHECK(report.outcome == Outcome::failed);
        return report.reason;
    };
    CHECK_THAT(reason({.table = "orders"}), Contains("there: table orders has no column buyer"));
    CHECK_THAT(reason({.table = "nothing"}), Contains("here: there is no table nothing"));
    CHECK_THAT(reason({.table = "secret"}), Contains("permission denied"));
    CHECK_THAT(reason({.table = "orders", .without = {"buyer"}, .where = "idd = 1"}),
               Contains("column \"idd\" does not exist"));
    // and a condition cannot write
    CHECK_THAT(reason({.table = "orders",
                       .without = {"buyer"},
                       .where = "set_config('transaction_read_only', 'off', true) = 'off'"}),
               Contains("cannot compare"));
}

TEST_CASE("a rate holds a comparison back, and one that ran out of time goes on where it was") {
    const TwoBooks books;
    books.there.query("DELETE FROM orders WHERE book = 'A0' AND id = 7");
    Harness harness = books.harness();
    plan::CompareTables slow = tables({{.table = "orders"}});
    slow.rate = Rate{40'000'000};  // 40,000 a second: three seconds
    // when there is not enough time
    const AttemptReport first = harness.run(slow, 2s);
    // then it says how far it came
    CHECK(first.outcome == Outcome::failed);
    CHECK_THAT(first.reason, Contains("did not end in time") && Contains("goes on"));
    // and the next attempt finds what the first had found, and the rest
    const Nanos began = resident::mono_now();
    const AttemptReport second = harness.run(slow, 30s);
    CHECK(resident::mono_now() - began < 2500ms);
    CHECK(figures_of(second).missing == 1);
    CHECK(figures_of(second).first == 120'000);
}

TEST_CASE("MariaDB: a replica is compared with its primary, row by row") {
    DRILL_NEEDS_PROGRAM(MariaDb::program);
    const MariaDb primary(1);
    const MariaDb replica(2);
    replica.follow(primary);
    primary.ask(
        "USE drill; CREATE TABLE trades (day DATE, id BIGINT, note VARCHAR(40), amount "
        "DECIMAL(12,2), PRIMARY KEY (day, id)); INSERT INTO trades SELECT '2026-03-02', seq, "
        "IF(seq % 3 = 0, NULL, CONCAT('it''s ', seq)), seq * 1.5 FROM seq_1_to_60000");
    const SecretFile password("right");
    const auto connection = [&](const MariaDb& server) {
        return plan::Connection{.id = "",
                                .kind = "mariadb",
                                .url = server.url(),
                                .user = {},
                                .password_file = password.path()};
    };
    Harness harness(between(connection(primary), connection(replica)));
    const plan::CompareTables all = tables({{.table = "trades", .sums = {"amount"}}});
    REQUIRE(
        eventually([&] { return replica.ask("SELECT COUNT(*) FROM drill.trades") == "60000"; }));
    // given the same data
    const AttemptReport same = harness.run(all, 60s);
    CHECK(same.outcome == Outcome::succeeded);
    CHECK(figures_of(same).sums.at("amount") == measure::SumPair{"2700045000.00", "2700045000.00"});
    // when somebody has written on the replica
    replica.ask(
        "SET SQL_LOG_BIN = 0; DELETE FROM drill.trades WHERE id = 59999; UPDATE "
        "drill.trades SET note = 'NULL' WHERE id = 3; INSERT INTO drill.trades VALUES "
        "('2026-03-03', 1, 'x', 1)");
    const AttemptReport differing = harness.run(all, 60s);
    // then
    const auto figures = figures_of(differing);
    CHECK(figures.missing == 1);
    CHECK(figures.changed == 1);
    CHECK(figures.extra == 1);
    CHECK_THAT(harness.artifact(differing, "comparison-.json"), Contains("2026-03-02 | 59999"));
}

TEST_CASE("queries whose answers must agree: balances, and positions as sums of trades") {
    const TwoBooks books;
    for (const PostgresServer* server : {&books.here, &books.there})
        server->query(
            "CREATE TABLE positions AS SELECT book, sum(price) AS total FROM orders "
            "GROUP BY book; GRANT SELECT ON positions TO app");
    Harness harness = books.harness();
    const plan::CompareQueries sums{
        .first = "here",
        .second = "there",
        .queries = {{.id = "positions",
                     .title = {},
                     .first = "SELECT book, total FROM positions",
                     .second = "SELECT book, sum(price) FROM orders GROUP BY book"}}};
    const AttemptReport agreed = harness.run(sums);
    INFO(agreed.reason);
    CHECK(agreed.outcome == Outcome::succeeded);
    // when one trade is gone
    books.there.query("DELETE FROM orders WHERE id = 9");
    const AttemptReport report = harness.run(sums);
    // then the position that it belonged to is named
    CHECK(report.outcome == Outcome::failed);
    CHECK(figures_of(report).changed == 1);
    CHECK_THAT(harness.artifact(report, "comparison-.json"), Contains("\"A2\""));
    // and a query cannot write
    plan::CompareQueries writing = sums;
    writing.queries[0].first = "DELETE FROM positions RETURNING book, total";
    CHECK(harness.run(writing).outcome == Outcome::failed);
    CHECK(books.here.value("SELECT count(*) FROM positions") == "7");
}

TEST_CASE("Redis: keys of every type are compared, also where a server stores them otherwise") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    Redis here;
    Redis there;
    here.start();
    there.start();
    const auto fill = [](const Redis& server, bool backwards) {
        server.ask({"SET", "s:1", "one"});
        server.ask({"RPUSH", "l:1", "a", "b"});
        if (backwards)
            server.ask({"SADD", "set:1", "z", "y", "x"});
        else
            server.ask({"SADD", "set:1", "x", "y", "z"});
        server.ask({"HSET", "h:1", backwards ? "b" : "a", backwards ? "2" : "1",
                    backwards ? "a" : "b", backwards ? "1" : "2"});
        server.ask({"ZADD", "z:1", "1", "m", "2", "n"});
        server.ask({"XADD", "x:1", "1-1", "k", "v"});
    };
    fill(here, false);
    fill(there, true);
    const auto connection = [](const Redis& server) {
        return plan::Connection{.id = "",
                                .kind = "redis",
                                .url = "127.0.0.1:" + std::to_string(server.port()),
                                .user = {},
                                .password_file = {}};
    };
    Harness harness(between(connection(here), connection(there)));
    const plan::CompareKeys all{.first = "here", .second = "there", .match = "*", .rate = {}};
    const AttemptReport same = harness.run(all);
    INFO(same.reason);
    CHECK(same.outcome == Outcome::succeeded);
    CHECK(figures_of(same).first == 6);
    // when one is gone, one changed, one expires, one is new
    there.ask({"DEL", "s:1"});
    there.ask({"RPUSH", "l:1", "c"});
    there.ask({"EXPIRE", "z:1", "1000"});
    there.ask({"SET", "new", "1"});
    // then
    const auto figures = figures_of(harness.run(all));
    CHECK(figures.missing == 1);
    CHECK(figures.changed == 2);
    CHECK(figures.extra == 1);
    // and a pattern looks at a part
    plan::CompareKeys part = all;
    part.match = "h:*";
    CHECK(harness.run(part).outcome == Outcome::succeeded);
}
