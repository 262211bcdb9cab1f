// Processes of this host as /proc shows them, and handles that never mean another one. A process
// number is reused within minutes; number and start time together are not. One thread.
#pragma once

#include "agents/resident/files.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::agent {

struct ProcessInfo {
    int pid = 0;
    int parent = 0;
    std::int64_t start_ticks = 0;  ///< since boot, in 1/100 s
    char state = '?';              ///< 'Z' zombie, 'T' stopped
    std::string command;      ///< words with blanks between; the kernel's name if there are none
    std::string name;         ///< last part of argv[0]'s path
    std::string kernel_name;  ///< at most 15 bytes; does not change with the title
    unsigned owner = 0;       ///< user id

    bool alive() const { return state != 'Z' && state != 'X'; }
    bool is(const ProcessInfo& other) const {
        return pid == other.pid && start_ticks == other.start_ticks;
    }
};

/// Nothing when there is no such process.
std::optional<ProcessInfo> look_at(int pid);
/// All that are visible and no zombies.
std::vector<ProcessInfo> all_processes();
/// When it started, on CLOCK_REALTIME.
Nanos started_at(const ProcessInfo& process);
/// Its working directory; the error is from readlink (permission, or it is gone).
Result<std::string> working_directory(int pid);

/// A pidfd that means exactly `process`; not_found when that one is gone.
Result<resident::Fd> open_process(const ProcessInfo& process);
/// Through the pidfd: never hits another process.
Result<void> send_signal(const resident::Fd& process, int signal);

/// "KILL", "SIGTERM", "9" -> number.
std::optional<int> signal_number(std::string name);

}  // namespace firedrill::agent
