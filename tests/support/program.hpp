// Programs that tests start: run to their end, or kept until the test ends them. As another
// account where asked for (only root can); children die with the test (PDEATHSIG).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace firedrill::test {

struct How {
    std::string input;   ///< given to standard input
    std::string output;  ///< start_program: file for both outputs; empty: /dev/null
    std::string user;    ///< empty: as we are
};

struct Ended {
    int exit = -1;       ///< 128 + signal
    std::string output;  ///< both streams
};

Ended run_program(const std::vector<std::string>& argv, const How& how = {});
/// Returns the pid; the caller kills and reaps it.
pid_t start_program(const std::vector<std::string>& argv, const How& how = {});

/// "postgres" when we are root (PostgreSQL refuses root), else "".
std::string server_account();
void give_to(const std::string& path, const std::string& user);

/// A TCP port of 127.0.0.1 that nobody listened to a moment ago.
int free_port();

std::vector<pid_t> children_of(pid_t parent);
bool is_zombie(pid_t pid);

}  // namespace firedrill::test
