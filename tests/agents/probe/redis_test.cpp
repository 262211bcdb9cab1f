// Probes of kind redis, against real servers and a real Sentinel.
#include "tests/agents/probe/servers/redis.hpp"
#include "tests/agents/probe/outages.hpp"
#include "tests/agents/probe/servers/scripted.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;
using measure::Answered;

namespace {

plan::Connection redis(const std::string& url, plan::Redis more = {}) {
    plan::Connection out;
    out.kind = "redis";
    out.url = url;
    out.redis = std::move(more);
    return out;
}

}  // namespace

TEST_CASE("a killed and restarted Redis: the interval contains the outage") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    Redis server;
    server.start();
    check_outage(redis(server.address()), [&] { server.kill(); }, [&] { server.start(); });
}

TEST_CASE("a Redis that stands still answers nothing, and is not called refused") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    Redis server;
    server.start();
    const auto file = check_outage(
        redis(server.address()), [&] { server.pause(); },
        [&] {
            server.resume();
            server.ask({"PING"});
        });
    CHECK(count(file, Answered::none) > 0);
    CHECK(count(file, Answered::refused) == 0);
}

TEST_CASE("a Redis replica takes no writes, and is down for clients that write") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    Redis master, replica;
    master.start();
    replica.start();
    replica.follow(master);
    CHECK_THAT(refusal(redis(replica.address())), Contains("wrong") && Contains("takes no writes"));
    // when it becomes the master, it is up
    replica.ask({"REPLICAOF", "NO", "ONE"});
    Harness harness(plan_for(redis(replica.address(), {.database = 3})));
    harness.start();
}

TEST_CASE("a wrong Redis password is named, and not shown") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    Redis server("right");
    server.start();
    const SecretFile wrong("entirely-wrong"), right("right");
    plan::Connection with = redis(server.address());
    with.password_file = wrong.path();
    const std::string why = refusal(with);
    CHECK_THAT(why, Contains("WRONGPASS") && !Contains("entirely-wrong"));
    CHECK_THAT(refusal(redis(server.address())), Contains("NOAUTH"));
    with.password_file = right.path();
    Harness harness(plan_for(with));
    harness.start();
}

TEST_CASE("with Sentinel the service is where the Sentinels say: a failover is an outage") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    DRILL_NEEDS_PROGRAM(Sentinel::program);
    WatchedRedis here;
    auto& [master, replica, sentinel] = here;
    Harness harness(
        plan_for(redis("127.0.0.1:1," + sentinel->address(), {.database = 0, .master = "orders"})));
    harness.start();
    REQUIRE(harness.run(up_for(300ms)).outcome == Outcome::succeeded);
    // when the master dies, and the Sentinel promotes the other
    const Interval fault = bracket([&] { master.kill(); });
    REQUIRE(harness.run(down_for(100ms)).outcome == Outcome::succeeded);
    const bool promoted = eventually([&] { return replica.ask({"ROLE"}).starts_with("master"); },
                                     std::chrono::seconds(30));
    const Nanos seen = resident::mono_now();
    REQUIRE(promoted);
    REQUIRE(harness.run(up_for(1500ms)).outcome == Outcome::succeeded);
    // then the outage ends about when the new master was there
    const auto outage = outage_in(harness.samples(harness.stop()), fault);
    REQUIRE(outage.recovered);
    CHECK(meet(*outage.start, fault));
    CHECK(outage.end->hi > fault.hi);
    CHECK(outage.end->lo < seen + 3s);
}

TEST_CASE("a master that no Sentinel knows, and one that is none of Redis, are named") {
    DRILL_NEEDS_PROGRAM(Sentinel::program);
    WatchedRedis here;
    auto& [master, replica, sentinel] = here;
    CHECK_THAT(refusal(redis(sentinel->address(), {.database = 0, .master = "others"})),
               Contains("no master \"others\""));
    // whatever stands there instead of a Sentinel
    const plan::Redis watched{.database = 0, .master = "orders"};
    for (const char* told : {"*2\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n",
                             "*2\r\n$0\r\n\r\n$4\r\n6379\r\n", "*2\r\n:1\r\n:2\r\n"}) {
        const Scripted false_sentinel(told);
        CHECK_THAT(refusal(redis(false_sentinel.address(), watched)), Contains("wrong: "));
    }
    const Scripted other("HTTP/1.1 400 Bad Request\r\n\r\n");
    CHECK_THAT(refusal(redis(other.address())), Contains("none of Redis"));
}
