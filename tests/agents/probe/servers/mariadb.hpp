// MariaDB servers, each with account `app`, password `right`, and its database `drill`; one may
// follow another.
#pragma once

#include "tests/agents/probe/servers/server.hpp"

namespace firedrill::test {

class MariaDb final : public Server {
public:
    static constexpr const char* program = "/usr/sbin/mariadbd";

    explicit MariaDb(int id = 1) : Server(::geteuid() == 0 ? "mysql" : "") {
        const Ended made = run_program(
            {"/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + file("data"),
             // Its own: a server that starts deletes what others keep in theirs.
             "--tmpdir=" + file(""), "--auth-root-authentication-method=normal", "--skip-test-db",
             "--skip-name-resolve"},
            {.input = {}, .output = {}, .user = ::geteuid() == 0 ? "mysql" : ""});
        if (made.exit != 0) throw std::runtime_error(made.output);
        make_certificate(2);
        if (::geteuid() == 0) give_to(file("key"), "mysql");
        // a commit is with the kernel before it is answered
        is({program, "--no-defaults", "--datadir=" + file("data"), "--tmpdir=" + file(""),
            "--socket=" + file("sock"), "--port=" + std::to_string(port()),
            "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=2",
            "--log-bin=" + file("binlog"), "--server-id=" + std::to_string(id),
            "--ssl-cert=" + certificate(), "--ssl-key=" + file("key")},
           [this] { return ask("SELECT 1") == "1"; });
        start();
        ask("CREATE USER app@'%' IDENTIFIED BY 'right'; CREATE DATABASE drill; "
            "GRANT ALL ON drill.* TO app@'%'; GRANT REPLICATION SLAVE ON *.* TO app@'%'; "
            "RESET MASTER");
    }

    /// As root.
    std::string ask(const std::string& sql) const {
        return said({"/usr/bin/mariadb", "--no-defaults", "--socket=" + file("sock"), "-u", "root",
                     "-N", "-B", "-e", sql});
    }
    std::string url() const {
        return "host=127.0.0.1 port=" + std::to_string(port()) + " user=app database=drill";
    }
    /// Read-only from now on.
    void follow(const MariaDb& primary) const {
        ask("SET GLOBAL read_only = 1; CHANGE MASTER TO master_host = '127.0.0.1', master_port = " +
            std::to_string(primary.port()) +
            ", master_user = 'app', master_password = 'right', master_use_gtid = slave_pos; "
            "START SLAVE");
    }
    void cut() const { ask("STOP SLAVE IO_THREAD"); }
    void promote() const { ask("STOP SLAVE; RESET SLAVE ALL; SET GLOBAL read_only = 0"); }
};

}  // namespace firedrill::test
