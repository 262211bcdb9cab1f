// The two-site lab keeps its promises: it comes up once, its hosts can be reached as a drill
// reaches them, its links break as real ones do, and nothing is left, however `up` ended.
#include "tests/support/two_site_lab.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <filesystem>

using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

bool says(const Ended& ended, const std::string& what) {
    return ended.output.find(what) != std::string::npos;
}

std::string replication(const TwoSiteLab& lab) {
    return lab.sql("db1", "select count(*) from pg_stat_replication where state = 'streaming'");
}

void enter_order(const TwoSiteLab& lab, const std::string& account) {
    REQUIRE(lab.sql("client",
                    "insert into orders (account, instrument, side, quantity, price) "
                    "values ('" +
                        account + "', '600000', 'buy', 100, 1015) returning 1") == "1");
}

std::string orders_on(const TwoSiteLab& lab, const std::string& host, const std::string& account) {
    const Ended ended = lab.lab({"psql", host, "-d", "ledger", "-Atqc",
                                 "select count(*) from orders where account = '" + account + "'"});
    return ended.output.substr(0, ended.output.find('\n'));
}

}  // namespace

TEST_CASE("the two-site lab comes up once, is reached as a drill does, and leaves nothing") {
    if (!TwoSiteLab::is_possible()) return;
    // given
    const auto mounts = TwoSiteLab::mounts();
    TwoSiteLab lab;
    // when two people start it at once
    const pid_t other = lab.start_up();
    const Ended up = lab.lab({"up"});
    int other_up = -1;
    REQUIRE(::waitpid(other, &other_up, 0) == other);
    // then one of them does, and finds no fault in the other
    INFO(up.output);
    CHECK(up.exit == 0);
    CHECK(other_up == 0);
    // and it says what is up
    const Ended status = lab.lab({"status"});
    CHECK(status.exit == 0);
    CHECK(says(status, "primary followed by db2 streaming async, service address 10.81.5.100"));
    CHECK(says(lab.lab({"status", "--json"}), R"("up":true)"));
    // and hosts are reached by ssh from the orchestrator's, straight or through a bastion, without
    // a word about unknown keys
    CHECK(lab.lab({"ssh", "db1", "hostname; id -un"}).output == "db1\nroot\n");
    CHECK(lab.lab({"ssh", "db2-by-dr", "hostname"}).output == "db2\n");
    CHECK(lab.lab({"ssh", "-o", "PubkeyAuthentication=no", "db1", "true"}).exit == 255);
    // and in both families
    CHECK(lab.connect_time("orch", TwoSiteLab::db2_v6, 22, 2s) < 2s);
    CHECK(lab.connect_time("db1", TwoSiteLab::db2_v6, 5432, 2s) < 2s);
    // and the client reaches the service by its address
    CHECK(lab.sql("client", "select inet_server_addr()") == TwoSiteLab::service);
    // when it is asked again
    const std::string started = lab.sql("db1", "select pg_postmaster_start_time()");
    const auto processes = lab.processes(lab.networks());
    const Ended again = lab.lab({"up"});
    // then it changes nothing
    CHECK(again.exit == 0);
    CHECK(says(again, "already up"));
    CHECK(lab.sql("db1", "select pg_postmaster_start_time()") == started);
    CHECK(processes.size() > 20);
    // when
    const auto networks = lab.networks();
    CHECK(networks.size() == 8);
    lab.must({"down"});
    // then
    CHECK(lab.namespaces().empty());
    CHECK(lab.processes(networks).empty());
    CHECK(TwoSiteLab::mounts() == mounts);
    CHECK_FALSE(std::filesystem::exists(lab.directory()));
    CHECK(says(lab.lab({"status"}), "is not up"));
}

TEST_CASE("what a killed start left is taken away, wherever it was") {
    if (!TwoSiteLab::is_possible()) return;
    const auto mounts = TwoSiteLab::mounts();
    TwoSiteLab lab;
    const std::string home = lab.directory();
    for (const std::string& sign :
         {home + "/orch/.ssh/config", "/run/netns/" + lab.name() + "-db1", home + "/client1/booted",
          home + "/db1/postgresql/log", home + "/db2/postgresql/data"}) {
        // given: `up` is killed as soon as this is there
        const pid_t up = lab.start_up();
        INFO(sign);
        REQUIRE(eventually([&] { return std::filesystem::exists(sign); }));
        ::kill(up, SIGKILL);
        ::waitpid(up, nullptr, 0);
        const auto networks = lab.networks();
        // when
        lab.must({"down"});
        // then
        CHECK(lab.namespaces().empty());
        CHECK(lab.processes(networks).empty());
        CHECK(TwoSiteLab::mounts() == mounts);
        CHECK_FALSE(std::filesystem::exists(home));
    }
}

TEST_CASE("a cut between the sites stops replication, and its end lets it catch up") {
    if (!TwoSiteLab::is_possible()) return;
    TwoSiteLab lab;
    lab.up();
    // when
    lab.must({"link", "main-dr", "cut"});
    enter_order(lab, "CUT");
    // then clients are served, the other site learns nothing, and both are reached by others
    CHECK(orders_on(lab, "db1", "CUT") == "1");
    CHECK(lab.connect_time("db1", TwoSiteLab::db2, 22, 500ms) == 500ms);
    CHECK(lab.connect_time("orch", TwoSiteLab::db2, 22, 2s) < 2s);
    REQUIRE(eventually([&] { return replication(lab) == "0"; }));
    CHECK(orders_on(lab, "db2", "CUT") == "0");
    CHECK(lab.lab({"status"}).exit != 0);
    // when
    lab.must({"link", "main-dr", "heal"});
    // then
    CHECK(eventually([&] { return orders_on(lab, "db2", "CUT") == "1"; }));
    CHECK(eventually([&] { return lab.lab({"status"}).exit == 0; }));
    // when the whole site is cut off
    lab.must({"site", "main", "cut"});
    // then nobody outside reaches it
    CHECK(lab.connect_time("orch", TwoSiteLab::db1, 22, 500ms) == 500ms);
    CHECK(lab.connect_time("client1", TwoSiteLab::service, 5432, 500ms) == 500ms);
    CHECK(lab.connect_time("client1", TwoSiteLab::db2, 5432, 2s) < 2s);
}
