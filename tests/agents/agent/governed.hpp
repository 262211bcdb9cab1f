// A real agent with a policy and a kill switch of its own, for tests.
#pragma once

#include "tests/agents/agent/resident_agent.hpp"

#include <memory>
#include <string>
#include <vector>

namespace firedrill::test {

/// Of environment lab and service "trading".
std::string governed_plan(std::vector<plan::Step> steps);
void put(const std::string& file, const std::string& text);

class Governed {
public:
    Governed();
    ~Governed();
    Governed(const Governed&) = delete;
    Governed& operator=(const Governed&) = delete;

    ResidentAgent& agent() { return *agent_; }
    std::string place() const { return place_; }
    std::string policy_file() const { return place_ + "/policy.yaml"; }
    std::string stop_file() const { return place_ + "/run/STOP"; }
    /// Files may be touched and disks filled there.
    std::string open_place() const { return place_ + "/open"; }

    /// touch and sleep below open_place(), disk.fill up to 4MiB there; `verbs` instead of the
    /// usual.
    std::string policy(std::string verbs = {}, const std::string& max_duration = "1h") const;
    void write(const std::string& text) { put(policy_file(), text); }
    void hang_up();                            ///< SIGHUP
    bool logs(const std::string& line) const;  ///< soon

    static std::string binary();

private:
    std::string place_;
    std::unique_ptr<ResidentAgent> agent_;
};

}  // namespace firedrill::test
