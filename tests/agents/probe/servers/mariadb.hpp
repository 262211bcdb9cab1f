// A MariaDB server with account `app`, password `right`, and its database `drill`.
#pragma once

#include "tests/agents/probe/servers/server.hpp"

namespace firedrill::test {

class MariaDb final : public Server {
public:
    static constexpr const char* program = "/usr/sbin/mariadbd";

    MariaDb() : Server(::geteuid() == 0 ? "mysql" : "") {
        const Ended made = run_program(
            {"/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + file("data"),
             "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"},
            {.input = {}, .output = {}, .user = ::geteuid() == 0 ? "mysql" : ""});
        if (made.exit != 0) throw std::runtime_error(made.output);
        is({program, "--no-defaults", "--datadir=" + file("data"), "--socket=" + file("sock"),
            "--port=" + std::to_string(port()), "--bind-address=127.0.0.1",
            "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"},
           [this] { return ask("SELECT 1") == "1"; });
        start();
        ask("CREATE USER app@'%' IDENTIFIED BY 'right'; CREATE DATABASE drill; "
            "GRANT ALL ON drill.* TO app@'%'");
    }

    /// As root.
    std::string ask(const std::string& sql) const {
        return said({"/usr/bin/mariadb", "--no-defaults", "--socket=" + file("sock"), "-u", "root",
                     "-N", "-B", "-e", sql});
    }
    std::string url() const {
        return "host=127.0.0.1 port=" + std::to_string(port()) + " user=app database=drill";
    }
};

}  // namespace firedrill::test
