// The policy file of a host -> Policy. Whatever is unknown, of the wrong type or contradictory is a
// complaint with its line: a policy is read whole or not at all. Thread-safe.
#pragma once

#include "agents/agent/policy_yaml.hpp"
#include "core/agent/policy.hpp"

#include <optional>

namespace firedrill::agent {

/// Nothing if there is a complaint.
std::optional<Policy> read_policy(const yaml::Node& root, yaml::Complaints& complaints);

}  // namespace firedrill::agent
