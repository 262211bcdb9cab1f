// The charts of a report as SVG, drawn from the Report's figures. Positions come from the numbers,
// labels from the texts; every text is escaped. Readable in black and white. Pure.
#pragma once

#include "reports/report.hpp"

#include <string>
#include <vector>

namespace firedrill::reports {

/// Measured interval against target: recovery time left, data loss right.
std::string interval_chart(const Report& report, Languages languages);
/// Steps first..last (indices of course.steps) with the outages over them, planned under actual.
std::string gantt_chart(const Report& report, std::size_t first, std::size_t last,
                        Languages languages);
/// Decomposition of the recovery time, with tiny pieces magnified.
std::string pieces_chart(const OutageRow& outage, Languages languages);
/// Acknowledged and surviving writes just around T0.
std::string writes_chart(const Report& report, Languages languages);
/// Acknowledged writes per second over the whole course.
std::string rate_chart(const Report& report, Languages languages);
/// Both outages on one scale.
std::string outages_chart(const Report& report, Languages languages);

}  // namespace firedrill::reports
