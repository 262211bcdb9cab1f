// From what a plan says about a host to the way there by ssh. Values; no thread rule.
#pragma once

#include "core/plan/plan.hpp"
#include "orchestrator/links/ssh_target.hpp"

#include <filesystem>
#include <string>

namespace firedrill::links {

/// host.ssh must be there. "~/" is the home of whoever runs the orchestrator.
SshTarget ssh_target(const plan::Host& host);

struct FarProgram {
    plan::Performer program = plan::Performer::agent;
    std::filesystem::path store;  ///< of the orchestrator; names the lab's directory there
    bool may_start = false;       ///< environment lab, and no socket is named
};

/// The socket on which an installed program of this host listens; empty: a lab starts it.
std::string installed_socket(const plan::Host& host, const FarProgram& which);

/// "/usr/local/sbin/firedrill-agent attach --socket …". refused: a word that a shell would change.
Result<std::string> attach_command(const plan::Host& host, const FarProgram& which);

}  // namespace firedrill::links
