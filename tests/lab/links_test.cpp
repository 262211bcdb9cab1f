// A link that is one-way, slow or late does to packets what it says; and the service's address
// reaches its clients again when it has moved and the segment was told.
#include "tests/support/postgres.hpp"
#include "tests/support/two_site_lab.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <catch2/catch.hpp>

using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

/// A datagram socket on a host: asks nobody back, so that one direction can be seen alone.
class Post {
public:
    Post(const TwoSiteLab& lab, const std::string& host, std::string address)
        : address_(std::move(address)) {
        const auto there = lab.at(host);
        socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        const sockaddr_in here = place();
        REQUIRE(::bind(socket_, generic(here), sizeof here) == 0);
    }
    ~Post() { ::close(socket_); }
    Post(const Post&) = delete;
    Post& operator=(const Post&) = delete;

    void send(const Post& to) const {
        const sockaddr_in there = to.place();
        REQUIRE(::sendto(socket_, "x", 1, 0, generic(there), sizeof there) == 1);
    }
    bool receives(std::chrono::milliseconds within) const {
        pollfd ready{socket_, POLLIN, 0};
        char byte = 0;
        return ::poll(&ready, 1, static_cast<int>(within.count())) == 1 &&
               ::recv(socket_, &byte, 1, 0) == 1;
    }

private:
    static constexpr std::uint16_t port = 9981;
    static const sockaddr* generic(const sockaddr_in& address) {
        return static_cast<const sockaddr*>(static_cast<const void*>(&address));
    }
    sockaddr_in place() const {
        sockaddr_in out{};
        out.sin_family = AF_INET;
        out.sin_port = htons(port);
        ::inet_pton(AF_INET, address_.c_str(), &out.sin_addr);
        return out;
    }

    std::string address_;
    int socket_ = -1;
};

bool passes(const Post& from, const Post& to, std::chrono::milliseconds within) {
    from.send(to);
    return to.receives(within);
}

std::chrono::milliseconds time_to_replicate(const TwoSiteLab& lab, std::int64_t& bytes) {
    const std::string before = lab.sql("db1", "select pg_current_wal_lsn()");
    const auto begun = std::chrono::steady_clock::now();
    lab.sql("client",
            "insert into orders (account, instrument, side, quantity, price) "
            "select 'BULK', '600000', 'buy', 100, 1015 from generate_series(1, 4000) returning 1");
    const std::string after = lab.sql("db1", "select pg_current_wal_lsn()");
    REQUIRE(eventually([&] {
        return lab.sql("db2", "select pg_last_wal_replay_lsn() >= '" + after + "'") == "t";
    }));
    const auto ended = std::chrono::steady_clock::now();
    bytes = std::stoll(
        lab.sql("db1", "select pg_wal_lsn_diff('" + after + "', '" + before + "')::bigint"));
    return std::chrono::duration_cast<std::chrono::milliseconds>(ended - begun);
}

}  // namespace

TEST_CASE("a link is one-way, slow or late as it was told, and whole again when healed") {
    if (!TwoSiteLab::is_possible()) return;
    TwoSiteLab lab;
    lab.up();
    {
        // when only what the main site sends gets through; its neighbours are known already
        const Post main(lab, "db1", TwoSiteLab::db1);
        const Post backup(lab, "db2", TwoSiteLab::db2);
        REQUIRE(passes(main, backup, 2s));
        lab.must({"link", "main-dr", "one-way", "main"});
        // then
        CHECK(passes(main, backup, 2s));
        CHECK_FALSE(passes(backup, main, 300ms));
        // and the other way round
        lab.must({"link", "main-dr", "one-way", "dr"});
        CHECK_FALSE(passes(main, backup, 300ms));
        CHECK(passes(backup, main, 2s));
        lab.must({"link", "main-dr", "heal"});
        CHECK(passes(main, backup, 2s));
    }
    REQUIRE(eventually([&] { return lab.lab({"status"}).exit == 0; }));
    // when it is delayed
    lab.must({"link", "main-dr", "delay", "150ms"});
    // then a connection takes there and back, and only over this link
    const auto delayed = lab.connect_time("db1", TwoSiteLab::db2, 22, 5s);
    CHECK(delayed >= 300ms);
    CHECK(delayed < 2s);
    CHECK(lab.connect_time("orch", TwoSiteLab::db2, 22, 5s) < 300ms);
    // when it is slow as well
    lab.must({"link", "main-dr", "slow", "1mbit"});
    CHECK(lab.lab({"link", "main-dr"}).output.find("slowed to 1mbit, delayed by 150ms each way") !=
          std::string::npos);
    // then the log needs its time, but for the little that a queue lets through at once
    std::int64_t bytes = 0;
    const auto slow = time_to_replicate(lab, bytes);
    CHECK(bytes > 400'000);
    CHECK(slow.count() * 1'000 > bytes * 8 * 9 / 10);
    // when
    lab.must({"link", "main-dr", "heal"});
    // then
    CHECK(lab.connect_time("db1", TwoSiteLab::db2, 22, 5s) < 300ms);
    CHECK(lab.lab({"status"}).exit == 0);
    // what cannot be is said, and changes nothing
    CHECK(lab.lab({"link", "main-dr", "delay", "50"}).exit != 0);
    CHECK(lab.lab({"link", "no-such", "cut"}).output.find("main-dr") != std::string::npos);
    CHECK(lab.lab({"link", "main-dr"}).output == "main-dr      whole\n");
}

TEST_CASE("the service's address moves between the sites, once the segment was told") {
    if (!TwoSiteLab::is_possible()) return;
    TwoSiteLab lab;
    lab.up();
    const std::string address = std::string(TwoSiteLab::service) + "/32";
    const auto run = [&](std::vector<std::string> argv) {
        argv.insert(argv.begin(), "exec");
        return lab.lab(argv).exit;
    };
    REQUIRE(lab.sql("client", "select pg_is_in_recovery()") == "f");
    // given: it is asked for while db1 answers for it
    CHECK(run({"db2", "arping", "-D", "-q", "-c", "1", "-w", "1", "-I", "service",
               TwoSiteLab::service}) == 1);
    // when it has moved and nobody knows
    REQUIRE(run({"db1", "ip", "addr", "del", address, "dev", "service"}) == 0);
    REQUIRE(run({"db2", "arping", "-D", "-q", "-c", "1", "-w", "1", "-I", "service",
                 TwoSiteLab::service}) == 0);
    REQUIRE(run({"db2", "ip", "addr", "replace", address, "dev", "service"}) == 0);
    // then clients still go to the old place
    CHECK(lab.connect_time("client1", TwoSiteLab::service, 5432, 500ms) == 500ms);
    // when
    REQUIRE(run({"db2", "arping", "-q", "-U", "-c", "1", "-I", "service", TwoSiteLab::service}) ==
            0);
    // then
    CHECK(lab.connect_time("client1", TwoSiteLab::service, 5432, 2s) < 2s);
    CHECK(lab.sql("client", "select pg_is_in_recovery()") == "t");
}

TEST_CASE("two labs are up beside each other") {
    if (!TwoSiteLab::is_possible()) return;
    // given
    const TwoSiteLab first;
    const TwoSiteLab second("-2");
    first.up();
    second.up();
    // when
    first.must({"site", "main", "cut"});
    // then
    CHECK(second.lab({"status"}).exit == 0);
    CHECK(first.lab({"status"}).exit != 0);
    // when
    second.must({"down"});
    // then
    CHECK(first.sql("db1", "select 1") == "1");
}
