// firedrill-agent policy check FILE: for the administrator who writes a policy.
#pragma once

#include <string>
#include <vector>

namespace firedrill::agent {

/// `words` are those after "policy". Returns the exit code.
int policy_main(const std::vector<std::string>& words);

}  // namespace firedrill::agent
