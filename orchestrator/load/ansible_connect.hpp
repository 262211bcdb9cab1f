// How a host of an Ansible inventory is reached: its ansible_* values as a connection of ours.
#pragma once

#include "core/model/registers.hpp"
#include "orchestrator/load/ansible_tree.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::load::ansible {

/// The names of values that say how a host is reached.
const std::set<std::string>& connection_values();

/// True if inventory.yaml says it itself: a key of `connect`, so that Ansible's is not looked at.
using Written = std::function<bool(std::string_view key)>;

/// Fills in the connection. False if the host is reached by something else and is left out.
bool connect(const Values& values, const Written& written, model::Host& host, Report& report);

/// The value as a text if it can be used; complains otherwise.
const Value* usable(const Values& values, const std::string& name, Report& report);

}  // namespace firedrill::load::ansible
