// The administrator of a host on which the agent gives root up: a policy in a directory of root's,
// and the words that start such an agent.
#pragma once

#include "tests/agents/agent/governed.hpp"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <filesystem>
#include <iostream>
#include <string>

namespace firedrill::test {

inline constexpr const char* account = "nobody";

inline bool can_give_up_root() {
    if (::geteuid() == 0) return true;
    std::cout << "account: needs root to give it up: not tested\n";
    return false;
}

class Administrator {
public:
    Administrator() {
        std::string name = "/var/tmp/firedrill-administrator-XXXXXX";
        place_ = ::mkdtemp(name.data());
        ::chmod(place_.c_str(), 0755);
    }
    ~Administrator() { std::filesystem::remove_all(place_); }
    Administrator(const Administrator&) = delete;
    Administrator& operator=(const Administrator&) = delete;

    const std::string& place() const { return place_; }
    std::string policy() const { return place_ + "/policy.yaml"; }
    /// Of environment lab and service trading; `rest` are its verbs and grants.
    void write(const std::string& rest) const {
        put(policy(),
            "environment: lab\nservices: [trading]\nmax_lease: 10m\nmax_duration: 1h\n" + rest);
    }
    ResidentAgent::Options options() const {
        ResidentAgent::Options out;
        out.account = account;
        out.more = {"--policy", policy()};
        return out;
    }

private:
    std::string place_;
};

}  // namespace firedrill::test
