// `firedrill-agent revert`: lists, asks, reverts, prints what is left to a person.
#pragma once

#include <string>
#include <vector>

namespace firedrill::agent {

/// The words behind `revert`; returns the exit code.
int revert_main(const std::vector<std::string>& words);

}  // namespace firedrill::agent
