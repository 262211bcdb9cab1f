// Where the resident programs of a lab live: one directory per store, host and program below
// /var/tmp, so that two stores never share an agent. Blocking file calls; no thread rule.
#pragma once

#include "core/base/result.hpp"
#include "core/plan/action.hpp"
#include "orchestrator/links/launch.hpp"

#include <filesystem>
#include <string>

namespace firedrill::links {

struct LabPlace {
    std::filesystem::path directory;
    std::filesystem::path socket() const { return directory / "sock"; }
    std::filesystem::path log() const { return directory / "log"; }
};

/// "firedrill-agent" or "firedrill-probe".
std::string program_name(plan::Performer program);

/// Names it; creates nothing.
LabPlace lab_place(const std::filesystem::path& store, const std::string& host,
                   plan::Performer program);

/// The same on a host that is reached through ssh, where its agent makes the directory.
LabPlace far_lab_place(const std::filesystem::path& store, const std::string& host,
                       plan::Performer program);

/// Creates it: parents ours with mode 0711, the last one the account's with mode 0700. Refuses a
/// directory that somebody else made.
Result<void> create_lab_place(const LabPlace& place, const Account* account);

}  // namespace firedrill::links
