// How build_report() is put together: one function per part of the Report. Internal to the room.
#pragma once

#include "reports/report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::reports {

/// Everything a report is made from, and the zero of its offsets.
struct Material {
    const drill::Drill& drill;
    const std::vector<drill::Record>& records;
    const drill::Assessment& assessment;
    const Circumstances& circumstances;
    Instant zero;  ///< T0 on the orchestrator's clock; the drill's start without a fault
    bool zero_is_fault = false;

    Moment at(Nanos utc) const;
    /// Unknown for an instant of another boot: the clocks are not comparable.
    Figure since_zero(const Instant& instant) const;
    /// From one instant to a later one; unknown across boots.
    Figure between(const Instant& from, const Instant& to) const;
    /// The person's title, or the id itself.
    Text person(std::string_view id) const;
    Text title_of(const std::string& step) const;
};

Material material(const drill::Drill& drill, const std::vector<drill::Record>& records,
                  const drill::Assessment& assessment, const Circumstances& circumstances);

ServiceRow service_row(const plan::Plan& plan, const drill::ServiceFigures& figures);
std::vector<ApprovalRow> approvals(const Material& in);
Course course(const Material& in);
std::vector<TimelineRow> timeline(const Material& in);
OutageRow outage(const Material& in, const drill::OutageFigures& figures, bool first);
std::vector<FindingRow> findings(const Material& in);
std::vector<StartRow> starts(const Material& in);
std::vector<HostRow> hosts(const Material& in);
Evidence evidence(const Material& in);

/// Who performs a step: a host, the orchestrator, or the person or role that is asked.
std::string performed_on(const plan::Step& step);
/// Why something is not a success: the machine's own reasons in both languages.
Text reason_text(std::string_view why);
/// The text of a finding code with its values; an unknown code is shown as it is.
Text finding_text(const std::string& code, const std::map<std::string, std::string>& values);

}  // namespace firedrill::reports
