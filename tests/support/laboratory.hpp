// The quickstart's laboratory for tests: a copy of scenarios/quickstart with a directory and ports
// of its own below /var/tmp, so that tests run beside each other and beside a user's laboratory.
// What it started and wrote ends with it. One thread.
#pragma once

#include "tests/support/program.hpp"

#include <string>
#include <vector>

namespace firedrill::test {

class Laboratory {
public:
    Laboratory();   ///< a copy; nothing runs yet
    ~Laboratory();  ///< down, and the copy is removed
    Laboratory(const Laboratory&) = delete;
    Laboratory& operator=(const Laboratory&) = delete;

    /// `lab/servers ARGUMENTS` of the copy.
    Ended servers(const std::vector<std::string>& arguments) const;
    /// lab/servers up; on a taken port it moves on and tries again. Throws with the reason.
    void up();
    /// One value by SQL as superuser on db1, db2 or neighbour; empty if it does not answer.
    std::string sql(const std::string& server, const std::string& statement) const;
    /// Processes that work in the laboratory's directory; empty after `down`.
    std::vector<pid_t> processes() const;

    const std::string& workspace() const { return workspace_; }
    const std::string& home() const { return home_; }  ///< where servers and files live
    int port() const { return port_; }                 ///< of db1; db2 and neighbour follow

private:
    void move_to(int port);

    std::string place_;
    std::string workspace_;
    std::string home_;
    int port_ = 0;
};

}  // namespace firedrill::test
