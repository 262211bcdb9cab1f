// What drill writes say about lost data, against an oracle of the test's own: the rows that the
// old primary held and the new one does not.
#include "tests/agents/probe/ledgers.hpp"

using namespace firedrill;
using namespace firedrill::test;

namespace {

std::string table_of(const AttemptReport& started) {
    return started.facts.at("table");
}

Keys dump(const PostgresServer& server, const std::string& table) {
    Keys keys;
    for (const auto& row : server.query("SELECT session, sequence FROM " + table))
        keys.emplace(std::stoll(row[0]), std::stoll(row[1]));
    return keys;
}

std::int64_t rows_in(const PostgresServer& server, const std::string& table) {
    return std::stoll(server.value("SELECT count(*) FROM " + table));
}

/// Promotes the standby after the primary was killed and waits until the probe sees it serve.
void fail_over(Harness& harness, Replicated& pair) {
    pair.primary.kill();
    pair.standby.promote();
    REQUIRE(harness.run(plan::WaitFor{.probe = "client", .up = true, .lasting = 300ms}).outcome ==
            Outcome::succeeded);
}

struct Scene {
    explicit Scene(Replicated::Mode mode)
        : pair(mode),
          password("right"),
          harness(plan_for(postgresql(pair.conninfo(), password.path()), true)) {
        const AttemptReport started = harness.run(plan::StartProbe{"client"});
        INFO(started.reason);
        REQUIRE(started.outcome == Outcome::succeeded);
        table = table_of(started);
        REQUIRE(eventually([&] { return rows_in(pair.primary, table) > 100; }));
    }
    Replicated pair;
    SecretFile password;
    Harness harness;
    std::string table;
};

}  // namespace

TEST_CASE("asynchronous, the link cut before the kill: every lost write is found, and no other") {
    // given
    Scene scene(Replicated::Mode::async);
    auto& pair = scene.pair;
    // when
    pair.cut();
    const std::int64_t at_cut = rows_in(pair.primary, scene.table);
    REQUIRE(eventually([&] { return rows_in(pair.primary, scene.table) > at_cut + 150; }));
    pair.primary.pause();  // so that every session has a write under way when it dies
    lasts(100ms);
    fail_over(scene.harness, pair);
    const AttemptReport verified = scene.harness.run(plan::VerifyWrites{"client"});
    INFO(verified.reason);
    REQUIRE(verified.outcome == Outcome::succeeded);
    // then
    const Keys survived = dump(pair.standby, scene.table);
    pair.primary.set("synchronous_standby_names", "");
    pair.primary.start();  // alone, to ask it what it had
    const Keys oracle = minus(dump(pair.primary, scene.table), survived);
    const auto figures = judged(scene.harness, verified);
    const Keys unsure = unsure_keys(scene.harness, verified);
    CHECK(figures.lost >= 100);
    CHECK(figures.unsure >= 4);
    CHECK(lost_keys(figures) == minus(oracle, unsure));
    CHECK(verified.facts.at("lost") == std::to_string(figures.lost));
    CHECK(figures.unexpected == 0);
    CHECK(figures.duplicated == 0);
    CHECK(figures.changed == 0);
    CHECK(figures.phantom == 0);
    CHECK(verified.facts.at("server") == "127.0.0.1:" + std::to_string(pair.standby.port()));
    CHECK_FALSE(verified.facts.at("lsn").empty());
}

TEST_CASE("synchronous: nothing that was acknowledged is lost") {
    // given
    Scene scene(Replicated::Mode::sync);
    // when
    fail_over(scene.harness, scene.pair);
    const AttemptReport verified = scene.harness.run(plan::VerifyWrites{"client"});
    INFO(verified.reason);
    REQUIRE(verified.outcome == Outcome::succeeded);
    // then
    const auto figures = judged(scene.harness, verified);
    CHECK(figures.acked > 100);
    CHECK(figures.lost == 0);
    CHECK(figures.warned_lost == 0);
    CHECK(figures.unexpected == 0);
}

TEST_CASE("synchronous with cancelled waits: the class acknowledged with a warning shows them") {
    // given a primary that waits for a standby which has gone
    Scene scene(Replicated::Mode::sync);
    auto& primary = scene.pair.primary;
    scene.pair.cut();
    const std::string waiting =
        "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE 'INSERT%'";
    // when somebody cancels the waits
    REQUIRE(eventually([&] { return primary.value("SELECT count(*) " + waiting) != "0"; }));
    std::int64_t cancelled = 0;
    REQUIRE(eventually([&] {
        cancelled += std::stoll(
            primary.value("SELECT count(*) FILTER (WHERE pg_cancel_backend(pid)) " + waiting));
        return cancelled >= 5;
    }));
    fail_over(scene.harness, scene.pair);
    const AttemptReport verified = scene.harness.run(plan::VerifyWrites{"client"});
    // then
    const auto figures = judged(scene.harness, verified);
    CHECK(figures.acked_warning >= 4);
    CHECK(figures.warned_lost == figures.acked_warning);
    CHECK(figures.lost == 0);
    CHECK(figures.rpo_count_hi >= figures.warned_lost);
}

TEST_CASE("drill writes go on after they were verified, and a session is never used twice") {
    // given
    Scene scene(Replicated::Mode::async);
    const AttemptReport first = scene.harness.run(plan::VerifyWrites{"client"});
    REQUIRE(first.outcome == Outcome::succeeded);
    CHECK(first.facts.at("lost") == "0");
    CHECK(first.facts.at("kept") == first.facts.at("acked"));
    // when every session is cut off
    const std::int64_t before = rows_in(scene.pair.primary, scene.table);
    scene.pair.primary.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
    REQUIRE(eventually([&] { return rows_in(scene.pair.primary, scene.table) > before + 50; }));
    const AttemptReport second = scene.harness.run(plan::VerifyWrites{"client"});
    // then
    CHECK(second.facts.at("lost") == "0");
    CHECK(second.facts.at("duplicated") == "0");
    const auto sessions = scene.pair.primary.value("SELECT max(session) FROM " + scene.table);
    CHECK(std::stoll(sessions) >= 8);
}
