// Ansible at its best, on the ssh servers of a fleet: connections that stay, pipelining, no facts.
#pragma once

#include "tests/bench/fleets.hpp"

namespace firedrill::bench {

class Ansible {
public:
    /// `size` hosts by name, spread over the servers; `forks` of them at a time.
    Ansible(const SshFleet& fleet, int size, int forks) : size_(size) {
        std::string inventory;
        for (int host = 0; host < size; ++host) {
            const test::Sshd& server =
                *fleet.servers()[static_cast<std::size_t>(host) % fleet.servers().size()];
            inventory += fmt::format(
                "{} ansible_host=127.0.0.1 ansible_port={} ansible_ssh_private_key_file={} "
                "ansible_python_interpreter=/usr/bin/python3 "
                "ansible_ssh_extra_args='-o UserKnownHostsFile={}'\n",
                host_name(host), server.port(), server.key(), server.known_hosts());
        }
        write_file(place_.path() / "hosts", inventory);
        write_file(place_.path() / "ansible.cfg",
                   "[defaults]\nforks = " + std::to_string(forks) +
                       "\nstdout_callback = minimal\ngathering = explicit\n"
                       "[ssh_connection]\npipelining = True\n"
                       "ssh_args = -o ControlMaster=auto -o ControlPersist=120s\n"
                       "control_path_dir = " +
                       (place_.path() / "cp").string() + "\n");
    }

    /// What 50 tasks take: the slope, so that connecting and starting do not count.
    double time(const std::string& module) const {
        constexpr int few = 2, many = 12;
        const std::string task = module + ": /bin/true";
        (void)play(task, few);  // connections are warm
        const Nanos begin = now_mono();
        (void)play(task, few);
        const Nanos between = now_mono();
        (void)play(task, many);
        return milliseconds_of((now_mono() - between) - (between - begin)) / (many - few) *
               barriers;
    }

    /// Milliseconds between the first and the last start of a task, with connections that are warm.
    double skew() const {
        const std::string said = play("raw: echo at=$(date +%s%N)", 2);
        std::vector<std::int64_t> times;
        for (auto at = said.find("at="); at != std::string::npos; at = said.find("at=", at + 1))
            times.push_back(std::strtoll(said.c_str() + at + 3, nullptr, 10));
        if (std::cmp_not_equal(times.size(), 2 * size_)) stop_with("ansible: " + said);
        times.erase(times.begin(), times.begin() + size_);
        const auto [first, last] = std::ranges::minmax(times);
        return static_cast<double>(last - first) / 1e6;
    }

private:
    std::string play(const std::string& task, int tasks) const {
        std::string book = "- hosts: all\n  gather_facts: no\n  tasks:\n";
        for (int number = 0; number < tasks; ++number) book += "    - " + task + "\n";
        write_file(place_.path() / "book.yml", book);
        const std::string there =
            "cd " + place_.path().string() + " && exec ansible-playbook -i hosts book.yml";
        test::Ended ended = test::run_program({"/bin/sh", "-c", there});
        if (ended.exit != 0) stop_with("ansible: " + ended.output);
        return std::move(ended.output);
    }

    TemporaryDirectory place_;
    int size_;
};

}  // namespace firedrill::bench
