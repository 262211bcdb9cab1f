// Where an ssh connection leads: one or more hops, each checked against known_hosts and logged in
// to by itself. Plain values.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace firedrill::links {

struct SshHop {
    std::string address;  ///< name or number
    int port = 22;
    std::string user;      ///< empty: the user who runs the orchestrator
    std::string identity;  ///< file of a private key without a passphrase; empty: the ssh agent,
                           ///< and the keys of ~/.ssh
};

/// "drill@10.0.1.10", "drill@[fd00::1]:2222".
std::string place_of(const SshHop& hop);

struct SshTarget {
    std::vector<SshHop>
        hops;  ///< the last one is the host itself, those before it are passed through
    std::string known_hosts;  ///< file; empty: ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts
    /// A host that no file knows is believed and written down. Never one whose key has changed.
    bool accept_new_host = false;
    std::chrono::milliseconds open_within{10'000};  ///< all hops together
};

}  // namespace firedrill::links
