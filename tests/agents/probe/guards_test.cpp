// Stop conditions, seen by a real probe on real servers: what goes over its limit is told at once,
// and comes back; a lag is true on an idle and on a cut link.
#include "tests/agents/probe/harness.hpp"

#include <signal.h>

using namespace firedrill;
using namespace firedrill::test;

namespace {

plan::StopCondition errors_above(std::int64_t ppm) {
    return {.probe = "client",
            .limit = plan::Limit{.watch = plan::Watch::errors, .above_ppm = ppm, .over = 1s}};
}

plan::StopCondition latency_above(Nanos above) {
    return {
        .probe = "client",
        .limit = plan::Limit{
            .watch = plan::Watch::latency, .above = above, .quantile_ppm = 900'000, .over = 1s}};
}

/// What was told last of condition `number`; nothing if nothing was.
std::optional<wire::GuardChanged> last_change(const Harness& harness, std::int64_t number) {
    std::optional<wire::GuardChanged> last;
    for (const wire::Message& message : harness.told())
        if (const auto* changed = std::get_if<wire::GuardChanged>(&message);
            changed != nullptr && changed->condition == number)
            last = *changed;
    return last;
}

std::optional<wire::GuardReading> last_reading(const Harness& harness, std::int64_t number) {
    std::optional<wire::GuardReading> last;
    for (const wire::Message& message : harness.told())
        if (const auto* progress = std::get_if<wire::ProbeProgress>(&message))
            for (const auto& reading : progress->guards)
                if (reading.condition == number) last = reading;
    return last;
}

bool becomes(const Harness& harness, std::int64_t number, bool over) {
    return eventually([&] {
        const auto last = last_change(harness, number);
        return last && last->over == over;
    });
}

/// `count` further readings come that have new samples.
bool is_read_again(const Harness& harness, std::int64_t number) {
    const auto samples = [&] {
        const auto last = last_reading(harness, number);
        return last ? last->samples : 0;
    };
    const std::int64_t before = samples();
    return eventually([&] { return samples() > before; }, 5s);
}

plan::Plan replicated(const Replicated& servers, const SecretFile& password, bool writes) {
    auto plan = plan_for(postgresql(servers.conninfo(), password.path()), writes);
    plan.connections.push_back({.id = "standby",
                                .kind = "postgresql",
                                .url = servers.standby.conninfo(),
                                .password_file = password.path()});
    plan.stop_conditions = {
        {.probe = "client",
         .limit = plan::Limit{.watch = plan::Watch::lag, .above = 1500ms, .standby = "standby"}}};
    return plan;
}

/// A primary that nobody writes to still logs something from time to time: for its standbys, and
/// where a reader first notes what it saw. That is a lag, and not the one that is asked for here.
void make_idle(const Replicated& servers) {
    const PostgresServer& primary = servers.primary;
    const auto writer =
        primary.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'");
    ::kill(std::stoi(writer), SIGSTOP);
    for (const char* database : {"postgres", "drill"}) primary.query("VACUUM FREEZE", database);
    REQUIRE(eventually([&] {
        return primary.value("SELECT pg_current_wal_insert_lsn()") ==
               servers.standby.value("SELECT pg_last_wal_replay_lsn()");
    }));
}

}  // namespace

TEST_CASE("a service that fails goes over its limit of errors at once, and comes back") {
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    auto plan = plan_for(postgresql(server.conninfo(), password.path()));
    plan.stop_conditions = {errors_above(200'000)};
    Harness harness(plan);
    harness.start();
    REQUIRE(becomes(harness, 1, false));
    CHECK(is_read_again(harness, 1));
    // when
    const Nanos fault = resident::mono_now();
    server.kill();
    // then it is told when a fifth of the window is bad: 200 ms and one deadline, and slack
    REQUIRE(becomes(harness, 1, true));
    const auto told = *last_change(harness, 1);
    CHECK(told.value > 200'000);
    CHECK(told.at - fault < 2s);
    CHECK(told.boot == "boot-1");
    // and when it is back, the window forgets
    server.start();
    CHECK(becomes(harness, 1, false));
}

TEST_CASE("a service that stands still goes over its limit of latency") {
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    auto plan = plan_for(postgresql(server.conninfo(), password.path()));
    plan.stop_conditions = {latency_above(150ms), errors_above(900'000)};
    Harness harness(plan);
    harness.start();
    REQUIRE(becomes(harness, 1, false));
    const auto before = last_change(harness, 1);
    CHECK(Nanos{before->value} < 150ms);
    // when
    server.pause();
    const bool slow = becomes(harness, 1, true);
    server.resume();
    // then
    REQUIRE(slow);
    CHECK(Nanos{last_change(harness, 1)->value} > 150ms);
    CHECK(becomes(harness, 1, false));
}

TEST_CASE("a probe without a limit still gives signs of life of its condition") {
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    auto plan = plan_for(postgresql(server.conninfo(), password.path()));
    plan.stop_conditions = {{.probe = "client", .lasting = 2s}};
    Harness harness(plan);
    harness.start();
    CHECK(is_read_again(harness, 1));
    server.kill();  // a bad answer is a sign of life as well
    CHECK(is_read_again(harness, 1));
    CHECK_FALSE(last_change(harness, 1));
}

TEST_CASE("a link that is cut under writes: the standby's lag goes over its limit") {
    Replicated servers(Replicated::Mode::async);
    const SecretFile password("right");
    Harness harness(replicated(servers, password, true));
    harness.start();
    REQUIRE(becomes(harness, 1, false));
    CHECK(is_read_again(harness, 1));
    // when
    const Nanos cut = resident::mono_now();
    servers.cut();
    // then
    REQUIRE(becomes(harness, 1, true));
    const auto told = *last_change(harness, 1);
    CHECK(Nanos{told.value} > 1500ms);
    CHECK(told.at - cut > 1500ms - 600ms);  // a reading may be half a second old
    CHECK(told.at - cut < 6s);
}

TEST_CASE(
    "an idle primary makes no lag, even over a cut link, and a standby that is away is not read") {
    Replicated servers(Replicated::Mode::async);
    const SecretFile password("right");
    Harness harness(replicated(servers, password, false));
    harness.start();
    REQUIRE(becomes(harness, 1, false));
    make_idle(servers);
    servers.cut();
    lasts(2500ms);
    CHECK(is_read_again(harness, 1));
    CHECK_FALSE(last_change(harness, 1)->over);
    // when
    servers.standby.kill();
    lasts(1500ms);
    // then no reading has new samples
    CHECK_FALSE(is_read_again(harness, 1));
    CHECK_FALSE(last_change(harness, 1)->over);
}

TEST_CASE(
    "a primary that dies does not make its standby late, and a promoted one is behind nobody") {
    Replicated servers(Replicated::Mode::async);
    const SecretFile password("right");
    Harness harness(replicated(servers, password, true));
    harness.start();
    REQUIRE(becomes(harness, 1, false));
    // when
    servers.primary.kill();
    lasts(2500ms);
    CHECK(is_read_again(harness, 1));
    CHECK_FALSE(last_change(harness, 1)->over);
    servers.standby.promote();
    // then
    CHECK(is_read_again(harness, 1));
    CHECK_FALSE(last_change(harness, 1)->over);
    servers.standby.stop();  // to be rebuilt, perhaps
    CHECK(is_read_again(harness, 1));
}
