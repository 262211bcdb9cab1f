// Ten hosts on this machine, behind ten OpenSSH servers, or dialled in at a gate.
#pragma once

#include "tests/bench/barriers.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sshd.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

namespace firedrill::bench {

/// Ends with the text on standard error.
[[noreturn]] inline void stop_with(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    std::exit(1);
}

inline void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

class SshFleet {
public:
    SshFleet() {
        for (int host = 0; host < hosts; ++host)
            servers_.push_back(
                std::make_unique<test::Sshd>(place_.path() / ("sshd" + std::to_string(host))));
    }

    double time() {
        plan::Plan plan = barrier_plan(true);
        for (std::size_t i = 0; i < plan.hosts.size(); ++i) {
            const test::Sshd& server = *servers_[i];
            plan.hosts[i].via = "ssh";
            plan.hosts[i].address = "127.0.0.1";
            plan.hosts[i].ssh = plan::Ssh{.port = server.port(),
                                          .jump = {},
                                          .identity = server.key(),
                                          .known_hosts = server.known_hosts(),
                                          .programs = DRILL_BINARY_DIR};
        }
        return time_barriers(rig_, std::move(plan));
    }

    const std::vector<std::unique_ptr<test::Sshd>>& servers() const { return servers_; }

private:
    TemporaryDirectory place_;
    std::vector<std::unique_ptr<test::Sshd>> servers_;
    Rig rig_;
};

/// Agents as an administrator installs them, and a gate as a user opens it.
class TlsFleet {
public:
    explicit TlsFleet(int size = hosts) : size_(size), port_(test::free_port()) {
        const std::string head = "127.0.0.1:" + std::to_string(port_);
        write_file(place_.path() / "firedrill.yaml",
                   "workspace: bench\nenvironment: lab\ntimezone: UTC\nlanguage: en\n"
                   "store: .firedrill\ngate: {listen: \"" +
                       head + "\"}\n");
        std::string inventory =
            "sites:\n  - {id: here, kind: primary, title: {en: Here}}\nhosts:\n";
        for (int host = 0; host < size_; ++host)
            inventory += "  - {id: " + host_name(host) +
                         ", title: {en: One}, site: here, connect: {via: tls}}\n";
        write_file(place_.path() / "inventory.yaml", inventory);
        std::filesystem::create_directories(place_.path() / "scenarios");
        open_gate();
        for (int host = 0; host < size_; ++host) add_agent(host, head);
        // The gate lets in a few of one address at a time; the others dial again.
        const bool all_here = test::eventually(
            [&] {
                return test::run_program(
                           {program("firedrill"), "-C", place_.path().string(), "agent", "ping"})
                           .exit == 0;
            },
            std::chrono::minutes{3});
        if (!all_here) stop_with("not every agent dialled in");
    }
    ~TlsFleet() {
        for (const pid_t program : programs_) ::kill(program, SIGKILL);
        for (const pid_t program : programs_) ::waitpid(program, nullptr, 0);
    }
    TlsFleet(const TlsFleet&) = delete;
    TlsFleet& operator=(const TlsFleet&) = delete;

    double time() {
        plan::Plan plan = barrier_plan(true);
        for (plan::Host& host : plan.hosts) host.via = "tls";
        return time_barriers(rig(), std::move(plan));
    }

    Rig& rig() {
        if (!rig_) rig_ = std::make_unique<Rig>(place_.path() / ".firedrill");
        return *rig_;
    }

private:
    static std::string program(const char* name) {
        return std::string(DRILL_BINARY_DIR) + "/" + name;
    }
    std::string file(const std::string& name) const { return (place_.path() / name).string(); }

    void keep_running(const std::vector<std::string>& words, const std::string& log) {
        programs_.push_back(
            test::start_program(words, {.input = "", .output = file(log), .user = ""}));
    }

    void open_gate() {
        keep_running({program("firedrill"), "-C", place_.path().string(), "gate"}, "gate.log");
        const bool open = test::eventually([&] {
            std::ifstream in(file("gate.log"));
            const std::string said{std::istreambuf_iterator<char>(in), {}};
            return said.find("gate open") != std::string::npos;
        });
        if (!open) stop_with("the gate does not open");
    }

    void add_agent(int host, const std::string& head) {
        const std::string name = host_name(host), state = file(name + ".state");
        const test::Ended asked = test::run_program(
            {program("firedrill"), "-C", place_.path().string(), "agent", "enrol", name});
        const auto begin = asked.output.find("firedrill-agent enrol");
        if (asked.exit != 0 || begin == std::string::npos) stop_with(asked.output);
        std::istringstream line(asked.output.substr(begin, asked.output.find('\n', begin) - begin));
        std::vector<std::string> words{std::istream_iterator<std::string>(line), {}};
        words.front() = program("firedrill-agent");
        for (std::size_t i = 0; i + 1 < words.size(); ++i)
            if (words[i] == "--state") words[i + 1] = state;
        const test::Ended enrolled = test::run_program(words);
        if (enrolled.exit != 0) stop_with(enrolled.output);
        keep_running({program("firedrill-agent"), "serve", "--host", name, "--state", state,
                      "--socket", file(name + ".sock"), "--head", head, "--lab", "--idle", "1h"},
                     name + ".log");
    }

    TemporaryDirectory place_;
    int size_;
    int port_;
    std::vector<pid_t> programs_;
    std::unique_ptr<Rig> rig_;
};

}  // namespace firedrill::bench
