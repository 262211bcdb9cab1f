// Redis servers, and a Sentinel that watches one.
#pragma once

#include "tests/agents/probe/servers/server.hpp"

namespace firedrill::test {

class Redis final : public Server {
public:
    static constexpr const char* program = "/usr/bin/redis-server";

    /// Every write is in its file before it is answered.
    explicit Redis(const std::string& password = {}) : password_(password) {
        std::vector<std::string> words{program,
                                       "--port",
                                       std::to_string(port()),
                                       "--appendonly",
                                       "yes",
                                       "--bind",
                                       "127.0.0.1",
                                       "--save",
                                       "",
                                       "--repl-diskless-sync-delay",
                                       "0",
                                       "--dir",
                                       file("")};
        if (!password.empty()) words.insert(words.end(), {"--requirepass", password});
        is(std::move(words), [this] { return ask({"PING"}) == "PONG"; });
    }

    std::string ask(const std::vector<std::string>& command) const {
        std::vector<std::string> words{"/usr/bin/redis-cli", "-p", std::to_string(port())};
        if (!password_.empty()) words.insert(words.end(), {"--no-auth-warning", "-a", password_});
        words.insert(words.end(), command.begin(), command.end());
        return said(words);
    }
    void follow(const Redis& master) const {
        ask({"REPLICAOF", "127.0.0.1", std::to_string(master.port())});
        eventually([&] {
            return ask({"INFO", "replication"}).find("link_status:up") != std::string::npos;
        });
    }

private:
    std::string password_;
};

class Sentinel final : public Server {
public:
    static constexpr const char* program = "/usr/bin/redis-sentinel";

    /// Of a master that has a replica.
    explicit Sentinel(const Redis& master) {
        configure(master);
        is({program, file("sentinel.conf")}, [this] {
            return ask("replicas").find("127.0.0.1") != std::string::npos || !has_replica_;
        });
    }
    /// Forgets what it knew, and watches this master, which is alone.
    void watch_alone(const Redis& master) {
        kill();
        has_replica_ = false;
        configure(master);
        start();
        eventually([&] {
            return ask("get-master-addr-by-name").find(std::to_string(master.port())) !=
                   std::string::npos;
        });
    }

private:
    void configure(const Redis& master) const {
        write("sentinel.conf", "port " + std::to_string(port()) + "\nbind 127.0.0.1\ndir " +
                                   file("") + "\nsentinel monitor orders 127.0.0.1 " +
                                   std::to_string(master.port()) +
                                   " 1\nsentinel down-after-milliseconds orders 500\n"
                                   "sentinel failover-timeout orders 3000\n");
    }
    std::string ask(const std::string& what) const {
        return said(
            {"/usr/bin/redis-cli", "-p", std::to_string(port()), "SENTINEL", what, "orders"});
    }
    bool has_replica_ = true;
};

/// A master with a replica, and a Sentinel that watches them as "orders".
struct WatchedRedis {
    WatchedRedis() {
        master.start();
        replica.start();
        replica.follow(master);
        sentinel = std::make_unique<Sentinel>(master);
        sentinel->start();
    }
    Redis master, replica;
    std::unique_ptr<Sentinel> sentinel;
};

}  // namespace firedrill::test
