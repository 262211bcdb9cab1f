// 50 serial no-op steps on 10 hosts over ssh and over TLS, beside 500 bare spawns and beside
// Ansible on the same ssh servers, in one run. Prints medians and ratios; ends with 1 if a limit is
// passed. Needs OpenSSH's server and ansible-core. About two minutes.
#include "tests/bench/ansible.hpp"

using namespace firedrill;
using namespace firedrill::bench;

namespace {

constexpr double tls_limit = 2.4, ssh_limit = 2.8;
constexpr double raw_limit = 12, command_limit = 60;  ///< so many times quicker

}  // namespace

int main() {
    if (const std::string missing = test::Sshd::missing(); !missing.empty()) stop_with(missing);
    SshFleet ssh;
    TlsFleet tls;
    const Ansible ansible(ssh, hosts, 10);
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
