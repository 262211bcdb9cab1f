// Redis servers, and a Sentinel that watches one.
#pragma once

#include "tests/agents/probe/servers/server.hpp"

namespace firedrill::test {

class Redis final : public Server {
public:
    static constexpr const char* program = "/usr/bin/redis-server";

    explicit Redis(const std::string& password = {}) : password_(password) {
        std::vector<std::string> words{
            program,  "--port", std::to_string(port()),       "--bind", "127.0.0.1",
            "--save", "",       "--repl-diskless-sync-delay", "0",      "--dir",
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

    explicit Sentinel(const Redis& master) {
        write("sentinel.conf", "port " + std::to_string(port()) + "\nbind 127.0.0.1\ndir " +
                                   file("") + "\nsentinel monitor orders 127.0.0.1 " +
                                   std::to_string(master.port()) +
                                   " 1\nsentinel down-after-milliseconds orders 500\n"
                                   "sentinel failover-timeout orders 3000\n");
        is({program, file("sentinel.conf")}, [this] {
            const std::string known = said({"/usr/bin/redis-cli", "-p", std::to_string(port()),
                                            "SENTINEL", "replicas", "orders"});
            return known.find("127.0.0.1") != std::string::npos;
        });
    }
};

}  // namespace firedrill::test
