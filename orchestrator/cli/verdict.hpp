// The last lines of a drill: what was measured against what was promised, what was lost, who took
// the time, what to do next. Pure: same assessment, same text.
#pragma once

#include "core/drill/assess.hpp"
#include "reports/report.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

struct VerdictInput {
    const drill::Drill& drill;
    const drill::Assessment& assessment;
    const std::vector<reports::FindingRow>& findings;
    std::string report;    ///< path to show; empty: none was written
    std::string lab_down;  ///< the command that stops the lab, if it still runs
    int minutes_east = 0;
    Language language = Language::en;
    bool colour = false;
};

std::string verdict_text(const VerdictInput& in);
/// The table alone.
std::string verdict_table(const VerdictInput& in);
/// As the table names a service: its id, in Chinese its title.
std::string service_name(Language language, const plan::Plan& plan, const std::string& service);
/// "exit code 1 (a target was not met, or a check failed)".
std::string exit_line(Language language, int code);

}  // namespace firedrill::cli
