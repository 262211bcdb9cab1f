// The servers that other tests rely on do what their names say.
#include "tests/support/postgres.hpp"

#include <catch2/catch.hpp>

using namespace firedrill::test;

TEST_CASE("a synchronous pair streams, and a promoted standby holds what was acknowledged") {
    // given
    Replicated pair(Replicated::Mode::sync);
    pair.primary.query("CREATE TABLE t AS SELECT 7 AS n");
    // when
    pair.primary.kill();
    pair.standby.promote();
    // then
    CHECK(pair.standby.value("SELECT n FROM t") == "7");
    CHECK_FALSE(pair.primary.running());
}

TEST_CASE("a standby made from a backup follows, and cut off it misses what comes after") {
    // given
    Replicated pair(Replicated::Mode::async);
    auto third = PostgresServer::standby_of(pair.primary);
    third->start();
    // when
    pair.cut();
    // then
    pair.primary.query("CREATE TABLE late AS SELECT 1 AS n");
    CHECK(eventually([&] { return third->value("SELECT to_regclass('late')::text") == "late"; }));
    CHECK(pair.standby.value("SELECT to_regclass('late')::text").empty());
}
