// Managed Redis servers with a password, and a Sentinel, as hosts of a workspace.
#pragma once

#include "tests/verify/managed.hpp"
#include "tests/verify/workspace.hpp"

#include <memory>

namespace firedrill::test {

class ManagedRedis final : public Managed {
public:
    static constexpr const char* program = "/usr/bin/redis-server";

    ManagedRedis() {
        write("redis.conf", "port " + std::to_string(port()) + "\nbind 127.0.0.1\ndir " + file("") +
                                "\nappendonly yes\nsave \"\"\nrepl-diskless-sync-delay 0\n"
                                "requirepass right\nmasterauth right\n");
        write("cli", "#!/bin/sh\nREDISCLI_AUTH=right exec /usr/bin/redis-cli \"$@\"\n", 0755);
        is({program, file("redis.conf")},
           file("cli") + " -p " + std::to_string(port()) + " PING | grep -qx PONG");
    }
    std::string ask(const std::vector<std::string>& command) const {
        std::vector<std::string> words{file("cli"), "-p", std::to_string(port())};
        words.insert(words.end(), command.begin(), command.end());
        return said(words);
    }
    bool is_master() const { return ask({"ROLE"}).starts_with("master"); }
    std::string host(const std::string& id) const {
        return "id: " + id + ", vars: {port: " + std::to_string(port()) +
               ", rediscli: " + file("cli") + ", redisconf: " + file("redis.conf") + ", " +
               service_vars() + "}";
    }
};

class ManagedSentinel final : public Managed {
public:
    static constexpr const char* program = "/usr/bin/redis-sentinel";

    explicit ManagedSentinel(const ManagedRedis& master) {
        write("sentinel.conf",
              "port " + std::to_string(port()) + "\nbind 127.0.0.1\ndir " + file("") +
                  "\nsentinel monitor orders 127.0.0.1 " + std::to_string(master.port()) +
                  " 1\nsentinel auth-pass orders right\nsentinel down-after-milliseconds orders "
                  "500\nsentinel failover-timeout orders 3000\n");
        is({program, file("sentinel.conf")}, "redis-cli -p " + std::to_string(port()) +
                                                 " SENTINEL REPLICAS orders | grep -q 127.0.0.1");
    }
    std::string host(const std::string& id) const {
        return "id: " + id +
               ", vars: {rediscli: /usr/bin/redis-cli, sentinel_port: " + std::to_string(port()) +
               "}";
    }
};

struct RedisPair {
    RedisPair() {
        cache1.start();
        cache2.start();
    }
    const SecretFile password{"right\n"};
    ManagedRedis cache1, cache2;
};

}  // namespace firedrill::test
