// The values of a policy file: what an argument or a parameter may be. Thread-safe.
#pragma once

#include "agents/agent/policy_fields.hpp"
#include "core/agent/value_rule.hpp"
#include "core/plan/fault_kinds.hpp"

namespace firedrill::agent {

/// A text, a list of texts, or a map with exactly one of values, chars, below, within, max.
ValueRule read_value(const yaml::Node& node, yaml::Complaints& complaints);
/// The same, in a form that says something about a parameter of this type.
ValueRule read_value_of(plan::ValueType type, const yaml::Node& node, yaml::Complaints& complaints);
std::size_t read_count(const yaml::Node& node, std::size_t most, yaml::Complaints& complaints);
std::vector<std::string> read_paths(Fields& fields, std::string_view key);

}  // namespace firedrill::agent
