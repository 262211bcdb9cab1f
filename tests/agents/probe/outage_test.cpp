// Outages that the test itself makes on a real server: the interval contains the truth, and is no
// wider than the formula allows.
#include "tests/agents/probe/outages.hpp"

#include <signal.h>

using namespace firedrill;
using namespace firedrill::test;

TEST_CASE("a killed and restarted server: the interval contains the outage") {
    // given
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path())));
    harness.start();
    REQUIRE(harness.run(up_for(300ms)).outcome == Outcome::succeeded);
    // when
    const Interval fault = bracket([&] { server.kill(); });
    const AttemptReport down = harness.run(plan::WaitFor{.probe = "client", .up = false});
    lasts(700ms);
    const Interval back = bracket([&] { server.start(); });
    REQUIRE(harness.run(up_for(1500ms)).outcome == Outcome::succeeded);
    // then
    const auto file = harness.samples(harness.stop());
    const auto outage = outage_in(file, fault);
    REQUIRE(outage.happened);
    REQUIRE(outage.recovered);
    CHECK(meet(*outage.start, fault));
    CHECK(meet(*outage.end, back));
    CHECK(meet(*outage.rto, back - fault));
    CHECK(down.outcome == Outcome::succeeded);
    CHECK(meet(down.effect, fault));
    if (!outage.late_in_bracket)
        CHECK(outage.end->width() <= file.settings.every * 3 / 2 + file.settings.deadline);
}

TEST_CASE(
    "a server that stands still with its connections open: the interval contains the outage") {
    const Nanos length = GENERATE(700ms, 2500ms);
    // given
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path())));
    harness.start();
    REQUIRE(harness.run(up_for(300ms)).outcome == Outcome::succeeded);
    // when
    const Interval fault = bracket([&] { server.pause(); });
    lasts(length);
    const Interval back = bracket([&] {
        server.resume();
        server.query("SELECT 1");  // awake is not yet serving: another client was answered
    });
    REQUIRE(harness.run(up_for(1500ms)).outcome == Outcome::succeeded);
    // then
    const auto file = harness.samples(harness.stop());
    const auto outage = outage_in(file, fault);
    REQUIRE(outage.happened);
    REQUIRE(outage.recovered);
    // A request sent just before the server woke is answered within R: the end is at most R early.
    CHECK(outage.end->lo <= back.hi);
    CHECK(outage.end->hi >= back.lo);
    CHECK(meet(*outage.start, fault));
    if (!outage.late_in_bracket)
        CHECK(outage.end->width() <= file.settings.every * 3 / 2 + 2 * file.settings.deadline);
    // The probe left no crowd behind that would have kept the server busy when it woke.
    CHECK(server.log().find("too many clients") == std::string::npos);
}

TEST_CASE("a standby that is promoted is found without being told") {
    // given
    Replicated pair(Replicated::Mode::async);
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(pair.conninfo(), password.path())));
    harness.start();
    // when
    const Interval fault = bracket([&] { pair.primary.kill(); });
    REQUIRE(harness.run(plan::WaitFor{.probe = "client", .up = false}).outcome ==
            Outcome::succeeded);
    const Interval back = bracket([&] { pair.standby.promote(); });
    REQUIRE(harness.run(up_for(1500ms)).outcome == Outcome::succeeded);
    // then
    const auto outage = outage_in(harness.samples(harness.stop()), fault);
    REQUIRE(outage.recovered);
    CHECK(meet(*outage.rto, back - fault));
    // and the orchestrator heard of both turns
    int downs = 0, ups = 0;
    for (const auto& message : harness.told())
        if (const auto* changed = std::get_if<wire::ProbeChanged>(&message))
            ++(changed->up ? ups : downs);
    CHECK(downs >= 1);
    CHECK(ups >= 2);
}

TEST_CASE("a kept connection that is cut under a request is not an outage") {
    // given
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    plan::Plan plan = plan_for(postgresql(server.conninfo(), password.path()));
    plan.probes[0].every = 100ms;
    plan.probes[0].deadline = 5s;
    Harness harness(std::move(plan));
    harness.start();
    REQUIRE(harness.run(up_for(500ms)).outcome == Outcome::succeeded);
    // when its server process stands still until a request waits there, and is then ended
    std::vector<pid_t> backends;
    for (const auto& row : server.query("SELECT pid FROM pg_stat_activity WHERE usename = 'app'"))
        backends.push_back(std::stoi(row[0]));
    REQUIRE_FALSE(backends.empty());
    for (const pid_t pid : backends) ::kill(pid, SIGSTOP);
    lasts(400ms);
    for (const pid_t pid : backends) ::kill(pid, SIGTERM);
    for (const pid_t pid : backends) ::kill(pid, SIGCONT);
    REQUIRE(harness.run(up_for(1s)).outcome == Outcome::succeeded);
    // then
    for (const auto& sample : harness.samples(harness.stop()).samples)
        CHECK((sample.answered == measure::Answered::good ||
               sample.answered == measure::Answered::prober_late));
}

TEST_CASE("holding the service counts the good probes") {
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path())));
    harness.start();
    // when the service is there all the time
    const plan::HoldService action{.probe = "client", .lasting = 1s, .success_ppm = 900'000};
    const AttemptReport held = harness.run(action);
    // then
    CHECK(held.outcome == Outcome::succeeded);
    CHECK(std::stoi(held.facts.at("total")) + std::stoi(held.facts.at("late")) >= 49);
    // when it is not
    server.kill();
    const AttemptReport lost = harness.run(action);
    // then
    CHECK(lost.outcome == Outcome::failed);
    CHECK(std::stoi(lost.facts.at("success_ppm")) < 900'000);
}
