// Probes of kind mariadb, against a real server.
#include "tests/agents/probe/servers/mariadb.hpp"
#include "agents/probe/mariadb_connection.hpp"
#include "tests/agents/probe/outages.hpp"
#include "tests/agents/probe/servers/scripted.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;
using measure::Answered;

namespace {

plan::Connection mariadb(const std::string& url, const std::string& password_file = {}) {
    plan::Connection out;
    out.kind = "mariadb";
    out.url = url;
    out.password_file = password_file;
    return out;
}

}  // namespace

TEST_CASE("a MariaDB that is killed, stands still, and takes no writes") {
    DRILL_NEEDS_PROGRAM(MariaDb::program);
    MariaDb server;
    const SecretFile password("right");
    const auto connection = mariadb(server.url(), password.path());
    // killed and started again: the interval contains the outage
    const auto killed = check_outage(connection, [&] { server.kill(); }, [&] { server.start(); });
    CHECK(count(killed, Answered::refused) > 0);
    // it stands still: it answers nothing, and is not called refused
    const auto still = check_outage(
        connection, [&] { server.pause(); },
        [&] {
            server.resume();
            server.ask("SELECT 1");
        });
    CHECK(count(still, Answered::none) > 0);
    CHECK(count(still, Answered::refused) == 0);
    // read-only: it answers, wrongly
    const auto closed = check_outage(
        connection, [&] { server.ask("SET GLOBAL read_only = 1"); },
        [&] { server.ask("SET GLOBAL read_only = 0"); });
    CHECK(count(closed, Answered::wrong) > 0);
    CHECK(count(closed, Answered::refused) == 0);
}

TEST_CASE("a client that looks for the primary passes over a MariaDB that takes no writes") {
    DRILL_NEEDS_PROGRAM(MariaDb::program);
    const MariaDb replica(1), primary(2);
    replica.ask("SET GLOBAL read_only = 1");
    const SecretFile password("right");
    const std::string both = "host=127.0.0.1,127.0.0.1 port=" + std::to_string(replica.port()) +
                             "," + std::to_string(primary.port()) + " user=app database=drill";
    CHECK_THAT(refusal(mariadb(both, password.path())), Contains("it takes no writes"));
    const auto seeking = mariadb(both + " target_session_attrs=read-write", password.path());
    Harness harness(plan_for(seeking));
    harness.start();
    // and where none takes writes, that is the answer
    primary.ask("SET GLOBAL read_only = 1");
    CHECK_THAT(refusal(seeking), Contains("wrong: ") && Contains("it takes no writes"));
}

TEST_CASE("what keeps a probe from MariaDB is named, and no password is shown") {
    DRILL_NEEDS_PROGRAM(MariaDb::program);
    const MariaDb server;
    const SecretFile wrong("entirely-wrong"), right("right");
    CHECK_THAT(refusal(mariadb(server.url(), wrong.path())),
               Contains("Access denied") && !Contains("entirely-wrong"));
    CHECK_THAT(refusal(mariadb(server.url() + "x", right.path())), Contains("drillx"));
    server.ask("SET GLOBAL read_only = 1");
    CHECK_THAT(refusal(mariadb(server.url(), right.path())), Contains("takes no writes"));
    server.ask("SET GLOBAL read_only = 0");
    // the second host serves when the first one is gone
    const std::string second = "host=127.0.0.2,127.0.0.1" + server.url().substr(14);
    Harness harness(plan_for(mariadb(second, right.path())));
    harness.start();
}

TEST_CASE("over TLS a MariaDB needs a certificate that is believed") {
    DRILL_NEEDS_PROGRAM(MariaDb::program);
    const MariaDb server;
    const SecretFile password("right");
    plan::Connection connection = mariadb(server.url(), password.path());
    connection.tls = plan::Tls{.ca = server.certificate(), .name = {}};
    Harness harness(plan_for(connection));
    harness.start();
    connection.tls = plan::Tls{};
    CHECK_THAT(refusal(connection), Contains("wrong: ") && Contains("certificate"));
}

TEST_CASE("a port that speaks something else is no MariaDB") {
    const Scripted other("HTTP/1.1 400 Bad Request\r\n\r\n");
    const std::string port = other.address().substr(10);
    CHECK_THAT(refusal(mariadb("host=127.0.0.1 port=" + port + " user=app")),
               Contains("127.0.0.1:" + port));
}

TEST_CASE("the url of a MariaDB") {
    const auto read = [](const std::string& url) {
        return probe::mariadb_service(mariadb(url), Language::en);
    };
    const auto two = *read("host=db1,10.0.0.2 port=3307 user=drill database=orders");
    CHECK(two.places.size() == 2);
    CHECK(two.places[1].label() == "10.0.0.2:3307");
    CHECK(read("host=db1,db2 port=1,2 user=x")->places[1].port == "2");
    CHECK(read("socket=/run/mysqld/mysqld.sock user=drill")->socket == "/run/mysqld/mysqld.sock");
    CHECK_FALSE(two.read_write);
    CHECK(read("host=db1,db2 user=x target_session_attrs=read-write")->read_write);
    for (const char* bad : {"", "user=x", "host=db1 target_session_attrs=standby",
                            "host=db1 port=0", "host=db1 pasword=x", "db1", "host=a,b,c port=1,2"})
        CHECK_FALSE(read(bad).has_value());
}
