// A real BIND of its own on loopback: primary for zone drill.test, which takes updates signed with
// a key. Its files stand where Debian's AppArmor profile lets named write.
#pragma once

#include "tests/hosts/drilled_host.hpp"
#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <stdexcept>

namespace firedrill::test {

class NameServer {
public:
    static constexpr const char* program = "/usr/sbin/named";

    NameServer() {
        std::string name = "/var/cache/bind/firedrill-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no /var/cache/bind");
        place_ = name;
        key_ = place_ + "/drill.key";
        write("drill.key", run_shell("tsig-keygen drill").output);
        write("drill.zone",
              "$TTL 60\n@ SOA ns.drill.test. root.drill.test. 1 3600 600 86400 60\n@ NS ns\n"
              "ns A 127.0.0.1\ndoor A 10.9.0.1\nboth A 10.9.0.1\nboth A 10.9.0.2\n"
              "slow 300 A 10.9.0.1\nalias CNAME door\n");
        write("named.conf", "include \"" + key_ + "\";\noptions { directory \"" + place_ +
                                "\"; listen-on port " + std::to_string(port_) +
                                " { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; "
                                "pid-file none; session-keyfile none; dnssec-validation no; };\n"
                                "controls {};\nzone \"drill.test\" { type primary; file \"" +
                                place_ +
                                "/drill.zone\"; allow-update { key drill; }; notify no; };\n");
        pid_ = start_program({program, "-f", "-c", place_ + "/named.conf"},
                             {.output = place_ + "/log"});
        if (!soon([&] { return asks("door") == "10.9.0.1"; })) {
            const std::string log = run_shell("cat " + place_ + "/log").output;
            throw std::runtime_error("named does not serve: " + log);
        }
    }
    ~NameServer() {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
        std::error_code ignored;
        std::filesystem::remove_all(place_, ignored);
    }
    NameServer(const NameServer&) = delete;
    NameServer& operator=(const NameServer&) = delete;

    /// What a client is told, in one line.
    std::string asks(const std::string& name, const std::string& type = "A") const {
        std::string said =
            run_shell("(dig +short +time=1 +tries=1 @127.0.0.1 -p " + std::to_string(port_) + " " +
                      name + ".drill.test " + type + " | sort | paste -sd' ')")
                .output;
        while (!said.empty() && said.back() == '\n') said.pop_back();
        return said;
    }
    /// Carries out an update as somebody else does; what nsupdate says.
    firedrill::Ended update(const std::string& script) const {
        write("update", script);
        return run_shell("nsupdate -v -k " + key_ + " " + place_ + "/update");
    }
    std::string head() const {
        return "server 127.0.0.1 " + std::to_string(port_) + "\nzone drill.test.\n";
    }
    int port() const { return port_; }
    const std::string& key() const { return key_; }
    const std::string& place() const { return place_; }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(place_ + "/" + name) << text;
    }

private:
    int port_ = free_port();
    std::string place_;
    std::string key_;
    pid_t pid_ = 0;
};

}  // namespace firedrill::test
