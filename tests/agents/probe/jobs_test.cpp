// What people see of a probe: plain messages, and nothing left behind.
#include "tests/agents/probe/harness.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace firedrill;
using namespace firedrill::test;

namespace {

/// Accepts connections on a free loopback port, by the kernel's hand alone.
class Listener {
public:
    explicit Listener(int port = 0) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const int on = 1;
        ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(fd_, 4096) != 0)
            throw std::runtime_error("cannot listen");
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~Listener() { ::close(fd_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    std::string url() const { return "127.0.0.1:" + std::to_string(port_); }

private:
    int fd_;
    int port_ = 0;
};

std::string left_in(const PostgresServer& server) {
    return server.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'firedrill'");
}

}  // namespace

TEST_CASE("a wrong password is said plainly, and the password is not") {
    PostgresServer server;
    server.start();
    const SecretFile password("entirely-wrong");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path()), true));
    const AttemptReport report = harness.run(plan::StartProbe{"client"});
    CHECK(report.outcome == Outcome::failed);
    CHECK_THAT(report.reason, Catch::Contains("probe client cannot start") &&
                                  Catch::Contains("password authentication failed") &&
                                  Catch::Contains("127.0.0.1:" + std::to_string(server.port())));
    CHECK_THAT(report.reason, !Catch::Contains("entirely-wrong"));
    CHECK(std::filesystem::is_empty(harness.directory() + "/probes/drill-1"));
}

TEST_CASE("a password file that others can read is refused") {
    PostgresServer server;
    server.start();
    const SecretFile password("right", 0644);
    Harness harness(plan_for(postgresql(server.conninfo(), password.path())));
    const AttemptReport report = harness.run(plan::StartProbe{"client"});
    CHECK(report.outcome == Outcome::failed);
    CHECK_THAT(report.reason,
               Catch::Contains("open to others (mode 0644)") && Catch::Contains("chmod 600"));
}

TEST_CASE("a server that is not there is said plainly") {
    PostgresServer server;  // not started: nobody listens on its port
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path())));
    const AttemptReport report = harness.run(plan::StartProbe{"client"});
    CHECK(report.outcome == Outcome::failed);
    CHECK_THAT(report.reason, Catch::Contains("refused"));
}

TEST_CASE("a standby answers, but it is not the service: no probe starts on it") {
    Replicated pair(Replicated::Mode::async);
    const SecretFile password("right");
    // given a connection string that does not ask for a server that takes writes
    Harness harness(plan_for(postgresql(pair.standby.conninfo(), password.path())));
    const AttemptReport report = harness.run(plan::StartProbe{"client"}, 3s);
    CHECK(report.outcome == Outcome::failed);
    CHECK_THAT(report.reason, Catch::Contains("no good answer") && Catch::Contains("wrong"));
}

TEST_CASE("after StopProbe the database is as before, and a planted leftover is found") {
    // given
    PostgresServer server;
    server.start();
    server.query("CREATE TABLE orders (id int)");
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path()), true));
    const plan::Snapshot look{.files = {}, .processes = {}, .connections = {"ledger"}};
    const AttemptReport before = harness.run(look);
    REQUIRE(before.outcome == Outcome::succeeded);
    const std::string at = "127.0.0.1:" + std::to_string(server.port());
    CHECK(before.facts.at("role:" + at) == "primary");
    CHECK(before.facts.at("table:" + at + "/drill/public.orders") == "present");
    CHECK(before.facts.at("setting:" + at + "/wal_level") == "replica");
    // when
    harness.start();
    CHECK(harness.run(look).facts != before.facts);
    const AttemptReport stopped = harness.stop();
    // then
    CHECK(stopped.outcome == Outcome::succeeded);
    CHECK(left_in(server) == "0");
    CHECK(harness.run(look).facts == before.facts);
    // and when something is left
    server.query("CREATE TABLE planted (id int)");
    server.query("SELECT pg_create_physical_replication_slot('planted_slot')");
    const AttemptReport after = harness.run(look);
    CHECK(after.facts.at("table:" + at + "/drill/public.planted") == "present");
    CHECK(after.facts.at("slot:" + at + "/planted_slot") == "physical");
    CHECK(after.facts.size() == before.facts.size() + 2);
}

TEST_CASE("a snapshot asks each server by itself") {
    Replicated pair(Replicated::Mode::async);
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(pair.conninfo(), password.path())));
    const plan::Snapshot look{.files = {}, .processes = {}, .connections = {"ledger"}};
    const std::string first = "127.0.0.1:" + std::to_string(pair.primary.port());
    const std::string second = "127.0.0.1:" + std::to_string(pair.standby.port());
    auto facts = harness.run(look).facts;
    CHECK(facts.at("role:" + first) == "primary");
    CHECK(facts.at("role:" + second) == "standby");
    CHECK(facts.at("standbys:" + first) == "1");
    CHECK(facts.at("timeline:" + second) == "1");
    // when one is gone and the other has taken over
    pair.primary.kill();
    pair.standby.promote();
    facts = harness.run(look).facts;
    CHECK(facts.at("role:" + first) == "unreachable");
    CHECK(facts.at("role:" + second) == "primary");
    CHECK(facts.at("timeline:" + second) == "2");
}

TEST_CASE("right after StopProbe a snapshot of the standby does not see what is already gone") {
    Replicated pair(Replicated::Mode::async);
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(pair.conninfo(), password.path()), true));
    const plan::Snapshot look{.files = {}, .processes = {}, .connections = {"ledger"}};
    const auto before = harness.run(look).facts;
    harness.start();
    // when the standby is late by a moment
    pair.standby.query("SELECT pg_wal_replay_pause()", "postgres");
    REQUIRE(harness.stop().outcome == Outcome::succeeded);
    auto after = harness.begin(look);
    REQUIRE(eventually([&] {
        return pair.standby.value(
                   "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' "
                   "AND query LIKE '%replay_lsn%'",
                   "postgres") != "0";
    }));
    pair.standby.query("SELECT pg_wal_replay_resume()", "postgres");
    // then
    CHECK(after.get().facts == before);
}

TEST_CASE("stopping twice, and starting again in one drill") {
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path()), true));
    harness.start();
    REQUIRE(harness.stop().outcome == Outcome::succeeded);
    CHECK(harness.stop().outcome == Outcome::succeeded);
    // when
    const AttemptReport again = harness.run(plan::StartProbe{"client"});
    // then
    CHECK(again.facts.at("run") == "client-2");
    const AttemptReport stopped = harness.stop();
    CHECK(stopped.outcome == Outcome::succeeded);
    CHECK(stopped.artifacts.size() == 4);
    CHECK_FALSE(harness.artifact(stopped, "samples-client-2.csv").empty());
    CHECK(left_in(server) == "0");
}

TEST_CASE(
    "a drill whose contact is gone ends its probe, and what it left can still be cleaned up") {
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    Harness harness(plan_for(postgresql(server.conninfo(), password.path()), true));
    harness.start();
    // when
    harness.on_loop([&] { harness.performer().end("drill-1"); });
    // then
    CHECK(eventually([&] {
        return server.value("SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'") == "0";
    }));
    CHECK(left_in(server) == "1");
    const AttemptReport waited = harness.run(plan::WaitFor{.probe = "client", .up = true});
    CHECK_THAT(waited.reason, Catch::Contains("does not run here"));
    // and a later stop still hands over and cleans up
    const AttemptReport stopped = harness.stop();
    CHECK(stopped.outcome == Outcome::succeeded);
    CHECK(stopped.artifacts.size() == 2);
    CHECK(left_in(server) == "0");
}

TEST_CASE("a TCP probe sees a listener, and that it has gone") {
    auto listener = std::make_unique<Listener>();
    Harness harness(
        plan_for({.id = "", .kind = "tcp", .url = listener->url(), .password_file = ""}));
    harness.start();
    const plan::Snapshot look{.files = {}, .processes = {}, .connections = {"ledger"}};
    CHECK(harness.run(look).facts.at("role:" + listener->url()) == "up");
    // when
    const Nanos before = resident::mono_now();
    const std::string url = listener->url();
    listener.reset();
    const Nanos after = resident::mono_now();
    // then
    const AttemptReport down =
        harness.run(plan::WaitFor{.probe = "client", .up = false, .lasting = 200ms});
    REQUIRE(down.outcome == Outcome::succeeded);
    CHECK(down.effect.lo <= after);
    CHECK(down.effect.hi >= before);
    CHECK(harness.run(look).facts.at("role:" + url) == "unreachable");
}

TEST_CASE("waiting in vain ends in time and says so") {
    const Listener listener;
    Harness harness(
        plan_for({.id = "", .kind = "tcp", .url = listener.url(), .password_file = ""}));
    harness.start();
    const AttemptReport report = harness.run(plan::WaitFor{.probe = "client", .up = false}, 1s);
    CHECK(report.outcome == Outcome::failed);
    CHECK_THAT(report.reason, Catch::Contains("was not down"));
}
