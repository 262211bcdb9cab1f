// A Patroni cluster of two PostgreSQL servers over a real etcd, as hosts of a workspace.
#pragma once

#include "tests/verify/managed.hpp"
#include "tests/verify/workspace.hpp"

namespace firedrill::test {

class Etcd final : public Managed {
public:
    static constexpr const char* program = "/usr/bin/etcd";

    Etcd() {
        const std::string door = "http://127.0.0.1:" + std::to_string(port());
        const std::string peers = "http://127.0.0.1:" + std::to_string(free_port());
        is({program, "--data-dir", file("data"), "--listen-client-urls", door,
            "--advertise-client-urls", door, "--listen-peer-urls", peers,
            "--initial-advertise-peer-urls", peers, "--unsafe-no-fsync", "--initial-cluster",
            "default=" + peers},
           "ETCDCTL_API=3 etcdctl --endpoints " + door + " endpoint health");
        start();
    }
};

class PatroniMember final : public Managed {
public:
    static constexpr const char* program = "/usr/bin/patroni";
    static constexpr const char* binaries = "/usr/lib/postgresql/15/bin";

    /// Serves when its server does; the first one that starts is the leader.
    PatroniMember(const Etcd& etcd, std::string name)
        : Managed(server_account()), name_(std::move(name)) {
        write("patroni.yml", settings(etcd.port()));
        is({program, file("patroni.yml")},
           "/usr/bin/pg_isready -h 127.0.0.1 -p " + std::to_string(port()) +
               " && /usr/bin/patronictl -c " + file("patroni.yml") + " list -f tsv | grep -qP '" +
               name_ + "\\t.*\\trunning'");
        start();
    }
    /// A server whose Patroni dies of SIGKILL lives on.
    ~PatroniMember() {
        signal(SIGKILL);
        std::ifstream server(file("data/postmaster.pid"));
        if (pid_t pid = 0; server >> pid && pid > 0) ::kill(pid, SIGKILL);
    }

    std::string sql(const std::string& statement) const {
        return said({std::string(binaries) + "/psql", "-XAtq", "-h", "127.0.0.1", "-p",
                     std::to_string(port()), "-U", "postgres", "-d", "postgres", "-c", statement});
    }
    /// Of automatic failover, by hand.
    void pause() const { said({"/usr/bin/patronictl", "-c", file("patroni.yml"), "pause"}); }
    std::string host() const {
        return "id: " + name_ +
               ", vars: {patronictl: /usr/bin/patronictl, patroni: " + file("patroni.yml") +
               ", name: " + name_ + ", cluster: drill, pgbin: " + binaries +
               ", pgdata: " + file("data") + ", pgconf: " + file("data") +
               ", pglog: " + file("log") + ", socket: 127.0.0.1" +
               ", port: " + std::to_string(port()) + "}";
    }

private:
    std::string settings(int etcd) const {
        const std::string api = "127.0.0.1:" + std::to_string(free_port());
        const std::string door = "127.0.0.1:" + std::to_string(port());
        return "scope: drill\nname: " + name_ + "\nrestapi: {listen: \"" + api +
               "\", connect_address: \"" + api +
               "\"}\netcd3: {host: \"127.0.0.1:" + std::to_string(etcd) +
               "\"}\nbootstrap:\n"
               // a server that dies is given up at once, not started again
               "  dcs: {ttl: 20, loop_wait: 1, retry_timeout: 3, primary_start_timeout: 0, "
               "postgresql: {use_pg_rewind: true, parameters: {wal_log_hints: \"on\", fsync: "
               "\"off\"}}}\n"
               "  initdb: [{encoding: UTF8}, data-checksums]\n"
               "  pg_hba: [\"local all all trust\", \"host all all 127.0.0.1/32 trust\", "
               "\"host replication all 127.0.0.1/32 trust\"]\n"
               "postgresql:\n  listen: \"" +
               door + "\"\n  connect_address: \"" + door + "\"\n  data_dir: " + file("data") +
               "\n  basebackup: [{checkpoint: fast}]\n  bin_dir: " + binaries +
               "\n  pgpass: " + file("pgpass") +
               "\n  authentication: {superuser: {username: postgres, password: x}, replication: "
               "{username: replicator, password: x}, rewind: {username: rewinder, password: x}}\n"
               "  parameters: {unix_socket_directories: " +
               file("") + "}\n";
    }
    std::string name_;
};

struct PatroniPair {
    const Etcd etcd;
    const PatroniMember db1{etcd, "db1"}, db2{etcd, "db2"};
    const Workspace work{{db1.host(), db2.host()},
                         "{kind: postgresql, url: \"host=127.0.0.1,127.0.0.1 port=" +
                             std::to_string(db1.port()) + "," + std::to_string(db2.port()) +
                             " user=postgres dbname=postgres target_session_attrs=read-write "
                             "connect_timeout=2\"}"};
};

}  // namespace firedrill::test
