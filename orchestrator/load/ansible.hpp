// `from_ansible` of inventory.yaml: hosts out of an Ansible inventory, as Ansible understands it.
//
// Every complaint has its place in the file that is at fault. Nothing is run: programs that print
// inventories, templates and encrypted values are refused where they matter.
#pragma once

#include "core/model/workspace.hpp"
#include "orchestrator/load/fields.hpp"
#include "orchestrator/load/sources.hpp"

namespace firedrill::load::ansible {

/// Appends the hosts. `file` is inventory.yaml; what its `hosts` say themselves is not looked at.
void read(Fields& file, model::Inventory& out, Sources& sources);

/// "2 of 3 hosts come from Ansible: db1 (hosts.ini:4), …" about these hosts; empty if there is
/// none.
Text origin(const model::Workspace& workspace, const std::vector<std::string>& hosts);

}  // namespace firedrill::load::ansible
