// Two managed MariaDB servers, db1 the primary and db2 its replica by GTID, as hosts of a
// workspace.
#pragma once

#include "tests/verify/managed.hpp"
#include "tests/verify/workspace.hpp"

namespace firedrill::test {

class ManagedMariaDb final : public Managed {
public:
    static constexpr const char* program = "/usr/sbin/mariadbd";

    /// Root without a password through the socket; `copy` is a stopped server whose data it takes.
    explicit ManagedMariaDb(int id, const ManagedMariaDb* copy = nullptr)
        : Managed(::geteuid() == 0 ? "mysql" : "") {
        if (copy == nullptr)
            succeeds({"/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + file("data"),
                      "--tmpdir=" + file(""), "--auth-root-authentication-method=normal",
                      "--skip-test-db", "--skip-name-resolve"});
        else
            succeeds({"/bin/cp", "-a", copy->file("data"), file("data")});
        std::filesystem::create_directory(file("conf.d"));
        // A server that starts deletes what others keep in a shared tmpdir.
        write("my.cnf", "[mariadbd]\ndatadir=" + file("data") + "\ntmpdir=" + file("") +
                            "\nsocket=" + file("sock") + "\nport=" + std::to_string(port()) +
                            "\nbind-address=127.0.0.1\ninnodb-flush-log-at-trx-commit=2\n"
                            "log-bin=" +
                            file("data/binlog") + "\nlog-slave-updates\nserver-id=" +
                            std::to_string(id) + "\n!includedir " + file("conf.d") + "\n");
        write("client.cnf", "[client]\nsocket=" + file("sock") + "\nuser=root\n");
        write("peer.cnf", "[client]\nuser=dumper\npassword=seen\n", 0600);
        write("replication", "it's \\ right\n", 0600);
        is({program, "--defaults-file=" + file("my.cnf")},
           "mariadb --defaults-file=" + file("client.cnf") + " -e 'SELECT 1'");
    }

    std::string ask(const std::string& sql) const {
        return said(
            {"/usr/bin/mariadb", "--defaults-file=" + file("client.cnf"), "-N", "-B", "-e", sql});
    }
    std::string host(const std::string& id) const {
        return "id: " + id + ", vars: {port: " + std::to_string(port()) +
               ", mycnf: " + file("client.cnf") + ", peercnf: " + file("peer.cnf") +
               ", confd: " + file("conf.d") + ", replication_password: " + file("replication") +
               ", " + service_vars() + "}";
    }

private:
    void succeeds(const std::vector<std::string>& words) const {
        const Ended ended = run_program(words, {.input = {}, .output = {}, .user = account()});
        if (ended.exit != 0) throw std::runtime_error(ended.output);
    }
};

struct MariaDbPair {
    MariaDbPair() {
        db1.start();
        db2.start();
        db1.ask(
            "CREATE USER app@'%' IDENTIFIED BY 'right'; CREATE DATABASE drill; "
            "GRANT ALL ON drill.* TO app@'%'; CREATE TABLE drill.books (id INT PRIMARY KEY); "
            "INSERT INTO drill.books VALUES (1); "
            "CREATE USER dumper@'%' IDENTIFIED BY 'seen'; GRANT SELECT, RELOAD, LOCK TABLES, "
            "SHOW VIEW, EVENT, TRIGGER, BINLOG MONITOR ON *.* TO dumper@'%'; "
            "CREATE USER replicator@'%' IDENTIFIED BY 'it\\'s \\\\ right'; "
            "GRANT REPLICATION SLAVE ON *.* TO replicator@'%'");
    }
    const SecretFile password{"right\n"};
    ManagedMariaDb db1{1};
    ManagedMariaDb db2{2, &db1};
    Workspace work{{db1.host("db1"), db2.host("db2")},
                   "{kind: mariadb, url: \"host=127.0.0.1,127.0.0.1 port=" +
                       std::to_string(db1.port()) + "," + std::to_string(db2.port()) +
                       " user=app database=drill target_session_attrs=read-write\", password: "
                       "{secret: {file: " +
                       password.path() + "}}}"};
};

}  // namespace firedrill::test
