// How a host is reached by ssh, as the inventory says it. Pure.
#pragma once

#include "core/base/result.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::plan {

inline constexpr int ssh_port = 22;
/// Where installed programs are, and where they listen.
inline constexpr const char* installed_programs = "/usr/local/sbin";
inline constexpr const char* installed_sockets = "/run/firedrill";
inline constexpr const char* installed_state = "/var/lib/firedrill";

/// A host on the way.
struct SshJump {
    std::string user;  ///< empty: the orchestrator's own
    std::string address;
    int port = ssh_port;
    bool operator==(const SshJump&) const = default;
};
BOOST_DESCRIBE_STRUCT(SshJump, (), (user, address, port))

struct Ssh {
    int port = ssh_port;
    std::vector<SshJump> jump;  ///< the nearest first
    std::string identity;       ///< "/…" or "~/…"; empty: the ssh agent and the keys of ~/.ssh
    std::string known_hosts;    ///< the same; empty: ssh's own files
    std::string programs = installed_programs;
    std::string state = installed_state;  ///< the probe's is beside it: "…-probe"
    bool operator==(const Ssh&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ssh, (), (port, jump, identity, known_hosts, programs, state))

/// "gate", "drill@gate:2222", "drill@[fd00::1]:2222".
Result<SshJump> parse_jump(std::string_view text);

/// Letters, digits and ./_:=+,@%- only: every shell hands such a word on as it is.
bool is_plain_word(std::string_view word);

}  // namespace firedrill::plan
