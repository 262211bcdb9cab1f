// A process for a fault to hit, with its pidfile; gone with the object.
#pragma once

#include "agents/agent/proc.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/program.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <string>

namespace firedrill::test {

class Victim {
public:
    explicit Victim(const std::string& place)
        : pid_(start_program({"/bin/sleep", "1000"})), pidfile_(place + "/victim.pid") {
        // until then it is a copy of ourselves
        const auto is_itself = [&] { return agent::look_at(pid_)->name == "sleep"; };
        while (!is_itself()) ::poll(nullptr, 0, 1);
        std::ofstream(pidfile_) << pid_ << "\nsecond line\n";
    }
    ~Victim() {
        ::kill(pid_, SIGKILL);
        ::kill(pid_, SIGCONT);
        ::waitpid(pid_, nullptr, 0);
    }
    Victim(const Victim&) = delete;
    Victim& operator=(const Victim&) = delete;

    pid_t pid() const { return pid_; }
    const std::string& pidfile() const { return pidfile_; }
    char state() const {
        const auto process = agent::look_at(pid_);
        return process ? process->state : 'X';
    }
    bool paused() const { return state() == 'T'; }

private:
    pid_t pid_;
    std::string pidfile_;
};

inline plan::Fault pause_of(const Victim& victim, Nanos lease) {
    return {.kind = "process.pause", .with = {{"pidfile", victim.pidfile()}}, .lease = lease};
}

inline plan::Step pause_step(const Victim& victim, Nanos lease) {
    plan::Step step = step_of("pause", pause_of(victim, lease));
    step.undo.push_back(plan::Revert{
        .fault = "pause", .kind = "process.pause", .with = {{"pidfile", victim.pidfile()}}});
    return step;
}

}  // namespace firedrill::test
