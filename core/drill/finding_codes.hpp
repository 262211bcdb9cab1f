// Codes of findings that assess() draws from facts, and the names of their values. Reports have a
// text in both languages for each (reports/finding_texts.hpp); a test holds both lists together.
//
// Values are texts ready to print: times "151.89 .. 151.91 s" or "37.4 s", counts "12,480", shares
// "24.6 %", names as in the plan. Names of ours that a report has words for: `outage` (failover,
// failback), `ending` (Ending), `reason` (measure::Reason), `mark` and `marks` (plan::Mark).
#pragma once

#include <array>
#include <string_view>

namespace firedrill::drill {

struct FindingCode {
    std::string_view code;
    std::array<std::string_view, 5> values{};  ///< names; unused ones are empty
};

namespace finding {

// What the services' targets say.
inline constexpr FindingCode rto_not_met{"rto_not_met", {"service", "measured", "target", "over"}};
inline constexpr FindingCode mtpd_exceeded{"mtpd_exceeded", {"service", "measured", "mtpd"}};
/// The target itself cannot be right: RTO not below MTPD.
inline constexpr FindingCode rto_conflict{"rto_conflict", {"service", "rto", "mtpd"}};
/// Acknowledged writes were lost and the target forbids it.
inline constexpr FindingCode rpo_not_met_async{"rpo_not_met_async",
                                               {"service", "lost", "acked", "age", "target"}};
inline constexpr FindingCode service_not_measured{"service_not_measured",
                                                  {"service", "what", "reason"}};
inline constexpr FindingCode service_not_back{"service_not_back", {"service", "probe"}};
/// Two vantage points saw different things of the same outage.
inline constexpr FindingCode outage_seen_by_some{"outage_seen_by_some",
                                                 {"service", "saw", "did_not"}};
/// Times since the fault.
inline constexpr FindingCode recovery_seen_apart{
    "recovery_seen_apart", {"service", "one", "one_time", "other", "other_time"}};
inline constexpr FindingCode failback_rto_exceeded{"failback_rto_exceeded",
                                                   {"service", "measured", "target"}};
inline constexpr FindingCode failback_writes_lost{"failback_writes_lost", {"lost", "acked"}};

// What a backup test showed.
inline constexpr FindingCode backup_unusable{"backup_unusable", {"service", "step", "why"}};
inline constexpr FindingCode backup_stale{"backup_stale", {"service", "age", "target"}};
inline constexpr FindingCode backup_too_slow{"backup_too_slow", {"service", "rate", "peak"}};
inline constexpr FindingCode backup_left_behind{"backup_left_behind", {"directory", "host"}};

// Data.
inline constexpr FindingCode ack_with_warning_lost{"ack_with_warning_lost", {"outage", "count"}};
inline constexpr FindingCode split_writes{"split_writes", {"outage", "count", "lost"}};
inline constexpr FindingCode holes{"holes", {"outage", "count", "lost"}};
inline constexpr FindingCode phantom_rows{"phantom_rows", {"outage", "count"}};
inline constexpr FindingCode unexpected_rows{"unexpected_rows", {"outage", "count"}};
inline constexpr FindingCode duplicated_rows{"duplicated_rows", {"outage", "count"}};
inline constexpr FindingCode changed_rows{"changed_rows", {"outage", "count"}};
/// Kept by the failover, gone after the failback.
inline constexpr FindingCode writes_vanished{"writes_vanished", {"count"}};

// People.
inline constexpr FindingCode approval_share{"approval_share", {"step", "took", "share", "whole"}};
inline constexpr FindingCode person_waited{"person_waited", {"step", "took", "planned", "share"}};
inline constexpr FindingCode approvals_waived{"approvals_waived", {"count"}};
inline constexpr FindingCode drill_paused{"drill_paused", {"by", "took", "why"}};
inline constexpr FindingCode entered_later{"entered_later", {"mark", "step", "by", "bound"}};

/// Attempts that were found; hosts that did not answer, or "-".
inline constexpr FindingCode record_recovered{"record_recovered", {"by", "count", "unreached"}};

// Steps.
inline constexpr FindingCode step_failed{"step_failed", {"step", "host", "why"}};
/// By a person's word; `why` names the person and the reason.
inline constexpr FindingCode step_skipped{"step_skipped", {"step", "host", "why"}};
inline constexpr FindingCode step_settled{"step_settled", {"step", "host", "why"}};
/// By elapsed time; `why` has the figures.
inline constexpr FindingCode fence_presumed{"fence_presumed", {"step", "host", "why"}};
inline constexpr FindingCode step_retried{"step_retried", {"step", "host", "attempts"}};
inline constexpr FindingCode step_over_planned{"step_over_planned", {"step", "took", "planned"}};
inline constexpr FindingCode undo_failed{"undo_failed", {"step", "host", "why"}};
inline constexpr FindingCode fault_outstanding{"fault_outstanding", {"step", "host", "kind"}};
inline constexpr FindingCode fence_held{"fence_held", {"step", "host", "kind"}};
inline constexpr FindingCode flaps{"flaps", {"outage", "count", "probe"}};
inline constexpr FindingCode baseline_differs{"baseline_differs",
                                              {"count", "item", "before", "after"}};
inline constexpr FindingCode neighbour_affected{"neighbour_affected", {"probe", "bad", "slots"}};
/// `ending` is "failed", "aborted" or "refused".
inline constexpr FindingCode drill_aborted{"drill_aborted", {"ending", "why"}};

// The measuring itself.
inline constexpr FindingCode late_slots{"late_slots",
                                        {"outage", "probe", "late", "slots", "share"}};
inline constexpr FindingCode clock_unsynchronised{"clock_unsynchronised", {"host"}};
/// `why` is the first.
inline constexpr FindingCode answers_refused{"answers_refused", {"host", "count", "why"}};
inline constexpr FindingCode time_refused{"time_refused", {"step", "host"}};
inline constexpr FindingCode marks_unbound{"marks_unbound", {"marks"}};

// Comparisons of data
inline constexpr FindingCode data_differs{"data_differs",
                                          {"set", "step", "missing", "extra", "changed"}};
/// Of a set without a key.
inline constexpr FindingCode data_differs_somewhere{"data_differs_somewhere", {"set", "step"}};
/// By the time of a later comparison.
inline constexpr FindingCode data_made_good{"data_made_good",
                                            {"set", "step", "missing", "others", "again"}};
inline constexpr FindingCode data_unsettled{"data_unsettled", {"set", "step", "count"}};

// Receipts beside the journal; `journal` and `receipts` are what either of them says.
inline constexpr FindingCode receipts_differ{"receipts_differ",
                                             {"host", "step", "attempt", "journal", "receipts"}};
inline constexpr FindingCode receipts_differ_more{"receipts_differ_more", {"host", "count"}};
/// The file as a whole.
inline constexpr FindingCode receipts_changed{"receipts_changed", {"host", "journal", "receipts"}};

}  // namespace finding

/// All codes. `outage` is "failover" or "failback" wherever it stands.
inline constexpr std::array all_finding_codes{
    finding::rto_not_met,
    finding::mtpd_exceeded,
    finding::rto_conflict,
    finding::rpo_not_met_async,
    finding::service_not_measured,
    finding::service_not_back,
    finding::outage_seen_by_some,
    finding::recovery_seen_apart,
    finding::failback_rto_exceeded,
    finding::failback_writes_lost,
    finding::backup_unusable,
    finding::backup_stale,
    finding::backup_too_slow,
    finding::backup_left_behind,
    finding::ack_with_warning_lost,
    finding::split_writes,
    finding::holes,
    finding::phantom_rows,
    finding::unexpected_rows,
    finding::duplicated_rows,
    finding::changed_rows,
    finding::writes_vanished,
    finding::approval_share,
    finding::person_waited,
    finding::approvals_waived,
    finding::drill_paused,
    finding::record_recovered,
    finding::entered_later,
    finding::step_failed,
    finding::step_skipped,
    finding::step_settled,
    finding::fence_presumed,
    finding::step_retried,
    finding::step_over_planned,
    finding::undo_failed,
    finding::fault_outstanding,
    finding::fence_held,
    finding::flaps,
    finding::baseline_differs,
    finding::data_differs,
    finding::data_differs_somewhere,
    finding::data_made_good,
    finding::data_unsettled,
    finding::neighbour_affected,
    finding::drill_aborted,
    finding::late_slots,
    finding::clock_unsynchronised,
    finding::answers_refused,
    finding::time_refused,
    finding::marks_unbound,
    finding::receipts_differ,
    finding::receipts_differ_more,
    finding::receipts_changed,
};

}  // namespace firedrill::drill
