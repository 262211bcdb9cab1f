#include "orchestrator/links/ssh_target.hpp"

#include "core/plan/ssh.hpp"

#include <fmt/format.h>

namespace firedrill::links {

std::string place_of(const SshHop& hop) {
    const bool v6 = hop.address.find(':') != std::string::npos;
    std::string text = hop.user.empty() ? "" : hop.user + "@";
    text += v6 ? "[" + hop.address + "]" : hop.address;
    return hop.port == plan::ssh_port ? text : fmt::format("{}:{}", text, hop.port);
}

}  // namespace firedrill::links
