// 50 serial no-op steps on 10 hosts over ssh and over TLS, beside 500 bare spawns and beside
// Ansible on the same ssh servers, in one run. Prints medians and ratios; ends with 1 if a limit is
// passed. Needs OpenSSH's server and ansible-core. About two minutes.
#include "tests/bench/fleets.hpp"

using namespace firedrill;
using namespace firedrill::bench;

namespace {

constexpr double tls_limit = 2.4, ssh_limit = 2.8;
constexpr double raw_limit = 12, command_limit = 60;  ///< so many times quicker
constexpr int few = 2, many = 12;                     ///< tasks of a playbook

/// Ansible at its best: one connection per host that stays, no copying of modules.
class Ansible {
public:
    explicit Ansible(const SshFleet& fleet) {
        std::string inventory;
        for (int host = 0; host < hosts; ++host) {
            const test::Sshd& server = *fleet.servers()[static_cast<std::size_t>(host)];
            inventory += fmt::format(
                "{} ansible_host=127.0.0.1 ansible_port={} ansible_ssh_private_key_file={} "
                "ansible_python_interpreter=/usr/bin/python3 "
                "ansible_ssh_extra_args='-o UserKnownHostsFile={}'\n",
                host_name(host), server.port(), server.key(), server.known_hosts());
        }
        write_file(place_.path() / "hosts", inventory);
        write_file(place_.path() / "ansible.cfg",
                   "[defaults]\nforks = 10\nstdout_callback = minimal\ngathering = explicit\n"
                   "[ssh_connection]\npipelining = True\n"
                   "ssh_args = -o ControlMaster=auto -o ControlPersist=120s\n"
                   "control_path_dir = " +
                       (place_.path() / "cp").string() + "\n");
    }

    /// What 50 tasks take: the slope, so that connecting and starting do not count.
    double time(const std::string& module) const {
        (void)play(module, few);  // connections are warm
        const double one = play(module, few), other = play(module, many);
        return (other - one) / (many - few) * barriers;
    }

private:
    double play(const std::string& module, int tasks) const {
        std::string book = "- hosts: all\n  gather_facts: no\n  tasks:\n";
        for (int task = 0; task < tasks; ++task) book += "    - " + module + ": /bin/true\n";
        write_file(place_.path() / "book.yml", book);
        const std::string there =
            "cd " + place_.path().string() + " && exec ansible-playbook -i hosts book.yml";
        const Nanos begin = now_mono();
        const test::Ended ended = test::run_program({"/bin/sh", "-c", there});
        if (ended.exit != 0) stop_with("ansible: " + ended.output);
        return milliseconds_of(now_mono() - begin);
    }

    TemporaryDirectory place_;
};

}  // namespace

int main() {
    if (const std::string missing = test::Sshd::missing(); !missing.empty()) stop_with(missing);
    SshFleet ssh;
    TlsFleet tls;
    const Ansible ansible(ssh);
    std::vector<double> over_tls, over_ssh, raw, command;
    for (int round = 0; round < rounds; ++round) {
        const double floor = time_floor(), by_tls = tls.time(), by_ssh = ssh.time();
        over_tls.push_back(by_tls / floor);
        over_ssh.push_back(by_ssh / floor);
        fmt::print("round {}: 500 bare spawns {:.0f} ms, TLS {:.0f} ms, ssh {:.0f} ms", round + 1,
                   floor, by_tls, by_ssh);
        if (round < 3) {
            raw.push_back(ansible.time("raw") / by_ssh);
            command.push_back(ansible.time("command") / by_ssh);
            fmt::print(", ansible raw {:.1f} s, command {:.1f} s", raw.back() * by_ssh / 1e3,
                       command.back() * by_ssh / 1e3);
        }
        fmt::print("\n");
        std::fflush(stdout);
    }
    fmt::print(
        "over TLS {:.2f} times the bare spawns (limit {:.1f}), over ssh {:.2f} (limit {:.1f}); "
        "over ssh {:.0f} times quicker than ansible raw (limit {:.0f}), {:.0f} times than ansible "
        "command (limit {:.0f})\n",
        median(over_tls), tls_limit, median(over_ssh), ssh_limit, median(raw), raw_limit,
        median(command), command_limit);
    const bool good = median(over_tls) <= tls_limit && median(over_ssh) <= ssh_limit &&
                      median(raw) >= raw_limit && median(command) >= command_limit;
    return good ? 0 : 1;
}
