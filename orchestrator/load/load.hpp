// Reads a whole workspace: files -> model, with every complaint (format, references, lint,
// compiling each scenario). Touches nothing; reads only below the directory and the library, and
// the Ansible inventory that the workspace names with what lies beside it.
#pragma once

#include "core/model/complaint.hpp"
#include "core/model/workspace.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace firedrill::load {

struct LoadOptions {
    /// Where playbooks are looked up that the workspace does not have; see default_library().
    std::string library;
    /// Compile every scenario to check its steps. Without it only the files are read.
    bool check_scenarios = true;
};

struct Loaded {
    model::Workspace workspace;
    model::Complaints complaints;
    std::map<std::string, std::string> sources;  ///< text by file name, to show lines
    std::size_t files_read = 0;
    bool ok() const { return !model::has_errors(complaints); }
};

Loaded load_workspace(const std::string& directory, const LoadOptions& options);
inline Loaded load_workspace(const std::string& directory) {
    return load_workspace(directory, {});
}

/// $FIREDRILL_PLAYBOOKS, else playbooks/ of the installation of the program at `program`
/// (<program's directory>/../../playbooks); empty if there is none.
std::string default_library(const std::string& program);

}  // namespace firedrill::load
