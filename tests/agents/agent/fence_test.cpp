// The fence on real PostgreSQL servers.
#include "agents/agent/proc.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

std::string signal_file(const PostgresServer& server) {
    return server.data() + "/standby.signal";
}

int servers_in(const std::string& data) {
    int count = 0;
    for (const auto& process : agent::all_processes()) {
        const auto place = agent::working_directory(process.pid);
        if (place && *place == data) ++count;
    }
    return count;
}

std::string fencing_plan(const PostgresServer& server, Nanos timeout = 20s) {
    const plan::Parameters with{{"data", server.data()}};
    plan::Step fence = step_of("fence", plan::Fence{.kind = "postgresql", .with = with});
    fence.timeout = timeout;
    plan::Step again = fence;
    again.id = again.group = "again";
    const plan::Step release =
        step_of("release", plan::Release{.fence = "fence", .kind = "postgresql", .with = with});
    return plan_of({fence, again, release});
}

}  // namespace

TEST_CASE("a fenced primary is down, and comes back read-only") {
    // given a primary with a neighbour that must not notice
    PostgresServer primary, neighbour;
    primary.start();
    neighbour.start();
    ResidentAgent agent({.user = server_account()});
    Orchestrator drill(agent);
    drill.offer(fencing_plan(primary));
    // when
    const AttemptReport report = drill.execute("fence");
    // then
    INFO(report.reason);
    REQUIRE(report.outcome == Outcome::succeeded);
    CHECK(report.facts.at("stopped") == "fast");
    CHECK(report.facts.at("standby.signal") == "created");
    CHECK(servers_in(primary.data()) == 0);
    CHECK(std::filesystem::exists(signal_file(primary)));
    CHECK(neighbour.value("select 1") == "1");
    // and doing it again changes nothing
    const AttemptReport again = drill.execute("again");
    CHECK(again.outcome == Outcome::succeeded);
    CHECK(again.facts.at("stopped") == "not needed");
    CHECK(again.facts.at("standby.signal") == "kept");
    drill.send(wire::AskStatus{});
    CHECK(drill.expect<wire::Status>().fences.size() == 2);
    // and a start, by whomever, gives a server that refuses writes
    primary.stop();  // tells the fixture, too
    primary.start();
    CHECK(primary.value("select pg_is_in_recovery()") == "t");
    // and the fence is lifted only on request
    CHECK(drill.execute("release").facts.at("standby.signal") == "removed");
    CHECK_FALSE(std::filesystem::exists(signal_file(primary)));
}

TEST_CASE("a primary that does not answer is ended all the same") {
    PostgresServer primary;
    primary.start();
    primary.pause();
    ResidentAgent agent({.user = server_account()});
    Orchestrator drill(agent);
    drill.offer(fencing_plan(primary, 6s));
    const AttemptReport report = drill.execute("fence");
    INFO(report.reason);
    CHECK(report.outcome == Outcome::succeeded);
    CHECK(servers_in(primary.data()) == 0);
    CHECK(std::filesystem::exists(signal_file(primary)));
}

TEST_CASE("a busy session does not hold up the fence") {
    // given a server that waits for a session before it stops (smart shutdown)
    PostgresServer primary;
    primary.start();
    const pid_t session =
        start_program({"/usr/bin/psql", "-h", "127.0.0.1", "-p", std::to_string(primary.port()),
                       "-U", "postgres", "-c", "select pg_sleep(1000)"});
    REQUIRE(eventually([&] {
        return primary.value(
                   "select count(*) from pg_stat_activity "
                   "where query = 'select pg_sleep(1000)'") == "1";
    }));
    ::kill(primary.pid(), SIGTERM);
    ResidentAgent agent({.user = server_account()});
    Orchestrator drill(agent);
    drill.offer(fencing_plan(primary, 6s));
    const AttemptReport report = drill.execute("fence");
    CHECK(report.outcome == Outcome::succeeded);
    CHECK(servers_in(primary.data()) == 0);
    ::kill(session, SIGKILL);
    ::waitpid(session, nullptr, 0);
}

TEST_CASE("a standby.signal that is not ours stays when the fence is lifted") {
    PostgresServer standby;
    std::ofstream(signal_file(standby)) << "";
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan(standby));
    CHECK(drill.execute("fence").facts.at("standby.signal") == "kept");
    CHECK(drill.execute("release").facts.at("standby.signal") == "not ours");
    CHECK(std::filesystem::exists(signal_file(standby)));
}

TEST_CASE("a fence on something that is no data directory is refused") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of(
        {step_of("fence", plan::Fence{.kind = "postgresql", .with = {{"data", agent.place()}}})}));
    const AttemptReport report = drill.execute("fence");
    CHECK(report.refused);
    CHECK(report.reason == agent.place() + " is no PostgreSQL data directory");
}
