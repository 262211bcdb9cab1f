// What a backup test showed, for the terminal, and the capability table of a workspace.
#pragma once

#include "core/drill/assess.hpp"
#include "orchestrator/cli/verdict.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

/// Usable or not, throughput, level, scratch target: lines below the verdict table.
std::string backup_text(const VerdictInput& in);

/// A test of the workspace and its last run; `drill` is empty if it never ran.
struct CapabilityRow {
    std::string test;
    std::string service;
    std::string drill;
    Nanos started{};  ///< UTC
    std::optional<drill::BackupFigures> figures;
    measure::Verdict restore = measure::Verdict::not_measured;  ///< against the RTO
    measure::Verdict age = measure::Verdict::not_measured;      ///< against the RPO
    measure::Verdict overall = measure::Verdict::not_measured;
    bool profile_verified = false;
};
BOOST_DESCRIBE_STRUCT(CapabilityRow, (),
                      (test, service, drill, started, figures, restore, age, overall,
                       profile_verified))

std::string capability_table(const std::vector<CapabilityRow>& rows, const std::string& timezone,
                             Language language, bool colour);

}  // namespace firedrill::cli
