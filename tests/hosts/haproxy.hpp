// A real HAProxy of its own on loopback: door -> backend app with the servers web1 and web2, which
// are frontends of the same process and answer with their names.
#pragma once

#include "tests/hosts/client.hpp"
#include "tests/hosts/drilled_host.hpp"
#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <stdexcept>

namespace firedrill::test {

class HaProxy {
public:
    static constexpr const char* program = "/usr/sbin/haproxy";

    explicit HaProxy(const DrilledHost& host)
        : socket_(host.file("admin.sock")), config_(host.file("haproxy.cfg")) {
        host.write("haproxy.cfg", configuration("127.0.0.1:" + std::to_string(web1_)));
        pid_ = start_program({program, "-W", "-f", config_}, {.output = host.file("haproxy.log")});
        if (!soon([&] { return Client(door_).who() != ""; }))
            throw std::runtime_error("haproxy does not serve");
        const std::string log = host.file("haproxy.log");
        host.write("reload", "loaded() { grep -c \"Loading success\" " + log +
                                 "; }\nbefore=$(loaded)\nkill -USR2 " + std::to_string(pid_) +
                                 "\nuntil [ $(loaded) -gt $before ]; do sleep 0.05; done\n");
        reload_ = "/bin/sh " + host.file("reload");
    }
    ~HaProxy() {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }
    HaProxy(const HaProxy&) = delete;
    HaProxy& operator=(const HaProxy&) = delete;

    int door() const { return door_; }
    int web1() const { return web1_; }
    int web2() const { return web2_; }
    const std::string& socket() const { return socket_; }
    const std::string& config() const { return config_; }
    /// Words that reload it and end when it has: it does not hear a second signal before.
    const std::string& reload() const { return reload_; }

    /// With this as the address of web1, or of both where `alone`.
    std::string configuration(const std::string& first) const {
        const auto web = [](const char* name, int port) {
            return std::string("frontend ") + name +
                   "\n  mode http\n  bind 127.0.0.1:" + std::to_string(port) +
                   "\n  http-request return status 200 content-type text/plain string " + name +
                   "\n";
        };
        return "global\n  stats socket " + socket_ +
               " mode 600 level admin\ndefaults\n  mode tcp\n  timeout connect 2s\n"
               "  timeout client 60s\n  timeout server 60s\nfrontend door\n  bind 127.0.0.1:" +
               std::to_string(door_) +
               "\n  default_backend app\nbackend app\n  balance roundrobin\n  server web1 " +
               first + " check inter 100ms\n  server web2 127.0.0.1:" + std::to_string(web2_) +
               " check inter 100ms\n" + web("web1", web1_) + web("web2", web2_);
    }

    /// As an administrator sees it.
    std::string state(const std::string& server) const {
        const auto said =
            run_shell(DRILL_BINARY_DIR "/firedrill-agent haproxy state " + socket_ + " " + server);
        return said.output.substr(0, said.output.find('\n'));
    }
    /// As an administrator does it.
    int set(const std::string& server, const std::string& from, const std::string& to) const {
        return run_shell(DRILL_BINARY_DIR "/firedrill-agent haproxy change " + socket_ + " " +
                         server + " " + from + " " + to)
            .code;
    }

private:
    int door_ = free_port();
    int web1_ = free_port();
    int web2_ = free_port();
    std::string socket_;
    std::string config_;
    std::string reload_;
    pid_t pid_ = 0;
};

}  // namespace firedrill::test
