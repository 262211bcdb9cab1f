// The two forms of an inventory file, and the files of values beside it: text in, Tree filled.
#pragma once

#include "orchestrator/load/ansible_tree.hpp"
#include "orchestrator/load/sources.hpp"

#include <string>
#include <string_view>

namespace firedrill::load::ansible {

/// The file that inventory.yaml names, in the form that it has. False if it cannot be used; then
/// the tree's report says why.
bool read_inventory_file(const model::Word& name, Sources& sources, Tree& tree);
/// `text` must have passed bytes_are_fit().
void read_ini(std::string_view text, int file, Tree& tree);
/// The tree of groups below the top of the file.
void read_yaml_inventory(const Node& root, Tree& tree);
/// host_vars/ and group_vars/ in the folder of the inventory.
void read_vars_files(const std::string& folder, Sources& sources, Tree& tree);

inline constexpr std::string_view vault_header = "$ANSIBLE_VAULT";

/// A YAML value as one of ours.
Value value_of(const Node& node);

}  // namespace firedrill::load::ansible
