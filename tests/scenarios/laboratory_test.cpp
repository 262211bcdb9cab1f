// The quickstart's laboratory keeps its promises: it comes up once, says plainly why it cannot,
// and leaves nothing. And the institution's own script, which the drill only measures, works.
#include "tests/support/laboratory.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <filesystem>

using namespace firedrill::test;

namespace {

std::string role(const Laboratory& laboratory, const std::string& server) {
    const std::string in_recovery = laboratory.sql(server, "select pg_is_in_recovery()");
    return in_recovery == "f" ? "primary" : in_recovery == "t" ? "standby" : "down";
}

/// A listening socket on 127.0.0.1 that the laboratory would like to have.
class Squatter {
public:
    explicit Squatter(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto* any = reinterpret_cast<const sockaddr*>(&address);
        listens_ = ::bind(socket_, any, sizeof address) == 0 && ::listen(socket_, 1) == 0;
    }
    ~Squatter() { ::close(socket_); }
    Squatter(const Squatter&) = delete;
    Squatter& operator=(const Squatter&) = delete;
    bool listens() const { return listens_; }

private:
    int socket_;
    bool listens_ = false;
};

}  // namespace

TEST_CASE("the laboratory comes up once, and down leaves nothing") {
    Laboratory laboratory;
    // when
    laboratory.up();
    // then
    CHECK(role(laboratory, "db1") == "primary");
    CHECK(role(laboratory, "db2") == "standby");
    CHECK(role(laboratory, "neighbour") == "primary");
    const std::string started = laboratory.sql("db1", "select pg_postmaster_start_time()");
    // when it is asked again
    const Ended again = laboratory.servers({"up"});
    // then it changes nothing
    CHECK(again.exit == 0);
    CHECK(laboratory.sql("db1", "select pg_postmaster_start_time()") == started);
    // when
    CHECK(laboratory.servers({"down"}).exit == 0);
    // then
    CHECK(laboratory.processes().empty());
    CHECK_FALSE(std::filesystem::exists(laboratory.home()));
}

TEST_CASE("what a broken drill left behind is replaced by a new laboratory") {
    // given: db2 was promoted beside db1
    Laboratory laboratory;
    laboratory.up();
    REQUIRE(laboratory.sql("db2", "select pg_promote()") == "t");
    // when
    const Ended up = laboratory.servers({"up"});
    // then
    INFO(up.output);
    CHECK(up.exit == 0);
    CHECK(up.output.find("making it anew") != std::string::npos);
    CHECK(role(laboratory, "db2") == "standby");
}

TEST_CASE("a port that is taken is named with its holder and the way out") {
    // given
    Laboratory laboratory;
    Squatter squatter(laboratory.port() + 1);
    REQUIRE(squatter.listens());
    // when
    const Ended up = laboratory.servers({"up"});
    // then
    INFO(up.output);
    CHECK(up.exit != 0);
    CHECK(up.output.find("port " + std::to_string(laboratory.port() + 1)) != std::string::npos);
    CHECK(up.output.find("process " + std::to_string(::getpid())) != std::string::npos);
    CHECK(up.output.find("move") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(laboratory.home()));
}

TEST_CASE("the institution's own script fails over and back") {
    Laboratory laboratory;
    laboratory.up();
    const std::string script = laboratory.home() + "/client/their-failover.sh";
    const How as_servers{.input = {}, .output = {}, .user = server_account()};
    for (const char* step : {"lose", "failover", "failback"}) {
        const Ended ended = run_program({script, step}, as_servers);
        INFO(step << ": " << ended.output);
        REQUIRE(ended.exit == 0);
        if (step == std::string("failover")) CHECK(role(laboratory, "db2") == "primary");
    }
    CHECK(laboratory.servers({"status"}).exit == 0);
}
