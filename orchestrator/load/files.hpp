// The file system as the loader needs it.
#pragma once

#include "core/base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace firedrill::load {

/// At most `limit` bytes of a regular file.
Result<std::string> read_file(const std::string& path, std::size_t limit);

/// Names of *.yaml (and *.yml) files below root/folder, relative to root, sorted. "." does not
/// descend. Hidden entries are skipped, links to directories not followed.
std::vector<std::string> yaml_files(const std::filesystem::path& root, const std::string& folder);

/// "postgresql/promote": no way out of the folder of playbooks.
bool is_playbook_name(const std::string& name);

}  // namespace firedrill::load
