// The drill report as one value: every figure as a number (nanoseconds, counts, parts per million)
// and as the one text that every renderer prints. JSON is this value; HTML and Markdown are
// composed from it (document.hpp).
//
// Pure: same records, same report. What was not measured is absent, never 0. Texts that came from
// users and agents are cleaned of control characters here and escaped by the renderers.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/drill/assess.hpp"
#include "core/drill/drill.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::reports {

/// A figure without numbers was not measured; its text is empty and renderers say so in words.
struct Figure {
    std::string text;
    std::string unit = "ns";  ///< ns, count, bytes, ppm
    std::optional<std::int64_t> lo, hi;
    bool known() const { return lo.has_value(); }
    /// Where a chart draws it; only if known().
    std::int64_t middle() const { return *lo + (*hi - *lo) / 2; }
};
BOOST_DESCRIBE_STRUCT(Figure, (), (text, unit, lo, hi))

/// A wall time for people, in the zone of the report.
struct Moment {
    Nanos utc{};
    std::string date;  ///< "2027-01-09"
    std::string time;  ///< "18:04:12.376"
};
BOOST_DESCRIBE_STRUCT(Moment, (), (utc, date, time))

/// A target beside what was measured.
struct Measured {
    Figure target, measured, margin;
    measure::Verdict verdict = measure::Verdict::not_measured;
    measure::Reason reason = measure::Reason::none;
};
BOOST_DESCRIBE_STRUCT(Measured, (), (target, measured, margin, verdict, reason))

struct ClockRow {
    plan::ClockStart start = plan::ClockStart::disruption;
    plan::ClockEnd end = plan::ClockEnd::business_verified;
    Figure measured;
    bool exercised = true;
    bool declared = false;  ///< the clock of the target: it decides
};
BOOST_DESCRIBE_STRUCT(ClockRow, (), (start, end, measured, exercised, declared))

/// The service as one of several probes saw it.
struct ViewRow {
    std::string probe;
    std::string host;
    bool saw_outage = false;
    Figure outage;
    Measured rto;
    bool decides = false;  ///< the figures of the service are those of this view
};
BOOST_DESCRIBE_STRUCT(ViewRow, (), (probe, host, saw_outage, outage, rto, decides))

struct ServiceRow {
    std::string id;
    Text title;
    plan::ClockStart start = plan::ClockStart::disruption;
    plan::ClockEnd end = plan::ClockEnd::business_verified;
    bool end_fell_back = false;
    Measured rto;
    Measured rpo;
    Figure lost, lost_target;  ///< counts
    std::vector<ClockRow> clocks;
    std::vector<ViewRow> views;  ///< of several vantage points; the worst decides
};
BOOST_DESCRIBE_STRUCT(ServiceRow, (),
                      (id, title, start, end, end_fell_back, rto, rpo, lost, lost_target, clocks,
                       views))

/// What a person decided or confirmed, and how we know who it was.
struct ApprovalRow {
    std::string step;  ///< empty: the start of the drill
    Text subject;
    std::string answer;
    std::string option;
    drill::Identity by;
    Text person;
    Moment at;
    bool entered_later = false;
    Figure waited;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(ApprovalRow, (),
                      (step, subject, answer, option, by, person, at, entered_later, waited, why))

struct StepRow {
    std::string id;
    plan::Phase phase = plan::Phase::prepare;
    Text title;
    std::string on;  ///< host, or who is asked
    plan::Performer performer = plan::Performer::agent;
    bool people = false;
    drill::StepStatus status = drill::StepStatus::pending;
    drill::UndoStatus undo = drill::UndoStatus::none;
    int attempts = 0;
    bool point_of_no_return = false;
    std::optional<plan::Mark> mark;
    Figure began, ended;  ///< since the zero of the report (see Course::zero)
    Figure took, planned, difference;
    Text why;
};
BOOST_DESCRIBE_STRUCT(StepRow, (),
                      (id, phase, title, on, performer, people, status, undo, attempts,
                       point_of_no_return, mark, began, ended, took, planned, difference, why))

struct TimelineRow {
    std::int64_t seq = 0;
    Moment at;
    Figure offset;
    std::optional<plan::Phase> phase;
    std::string actor;
    Text action;
    Text result;
};
BOOST_DESCRIBE_STRUCT(TimelineRow, (), (seq, at, offset, phase, actor, action, result))

struct Course {
    bool zero_is_fault = false;  ///< offsets count from T0; else from the start of the drill
    std::vector<StepRow> steps;
    std::vector<TimelineRow> timeline;
    Figure duration, waited, machine;
    Figure paused, held;  ///< parts of `waited`: a person paused the drill; a step was held
};
BOOST_DESCRIBE_STRUCT(Course, (),
                      (zero_is_fault, steps, timeline, duration, waited, machine, paused, held))

struct MarkRow {
    std::string id;  ///< "T0"; empty in the second outage
    std::string mark;
    Moment at;
    Figure since, bound;
    drill::Source source = drill::Source::automatic;
    std::string by;
    bool synchronised = true;
};
BOOST_DESCRIBE_STRUCT(MarkRow, (), (id, mark, at, since, bound, source, by, synchronised))

struct PieceRow {
    std::string from, to;
    Figure length;  ///< its middle; numbers and texts sum exactly to `total`
    Figure bounds;
    Figure share;  ///< ppm of the whole
    bool people = false;
    bool unexplained = false;
    bool exercised = true;
};
BOOST_DESCRIBE_STRUCT(PieceRow, (),
                      (from, to, length, bounds, share, people, unexplained, exercised))

/// Acknowledged drill writes over time, seconds before and after T0 (series.hpp).
struct Series {
    struct Count {
        std::int64_t second = 0;  ///< since T0; negative before it
        std::int64_t acked = 0, refused = 0, unsure = 0;
    };
    struct Ack {
        Nanos since{};  ///< T0
        bool lost = false;
    };
    std::vector<Count> per_second;  ///< the whole course
    std::vector<Ack> around;        ///< single acknowledgements just before and after T0
    std::int64_t acked_before = 0;  ///< acknowledged before the first of `around`
    std::int64_t kept_before = 0;   ///< of these, present at the read-back
    std::int64_t acked_at_end = 0;  ///< after the last of `around`
    std::int64_t kept_at_end = 0;
};
BOOST_DESCRIBE_STRUCT(Series::Count, (), (second, acked, refused, unsure))
BOOST_DESCRIBE_STRUCT(Series::Ack, (), (since, lost))
BOOST_DESCRIBE_STRUCT(Series, (),
                      (per_second, around, acked_before, kept_before, acked_at_end, kept_at_end))

struct LostKey {
    std::int64_t session = 0, sequence = 0;
};
BOOST_DESCRIBE_STRUCT(LostKey, (), (session, sequence))

struct LossRow {
    std::optional<measure::WriteFigures> counts;
    Figure time, writes, bytes, share, zero_loss_bound, resolution;
    std::string lsn;
    std::vector<LostKey> lost_keys;  ///< the first 20
    Text reason;                     ///< why there are no counts
};
BOOST_DESCRIBE_STRUCT(LossRow, (),
                      (counts, time, writes, bytes, share, zero_loss_bound, resolution, lsn,
                       lost_keys, reason))

struct OutageRow {
    bool exercised = false;
    std::string probe;
    Figure fault, serving, verified;  ///< since the zero of the report: where the chart draws it
    Figure outage, rto, down, whole, total, people, machine, people_share, machine_share;
    std::int64_t flaps = 0, sustained_good = 0, sustained_total = 0, slots = 0, late_slots = 0;
    Figure sustained_share;
    std::vector<MarkRow> marks;
    std::vector<PieceRow> pieces;
    LossRow loss;
};
BOOST_DESCRIBE_STRUCT(OutageRow, (),
                      (exercised, probe, fault, serving, verified, outage, rto, down, whole, total,
                       people, machine, people_share, machine_share, flaps, sustained_good,
                       sustained_total, slots, late_slots, sustained_share, marks, pieces, loss))

struct FindingRow {
    std::string id;
    drill::Severity severity = drill::Severity::low;
    std::string code;
    Text text;
    std::string evidence;
};
BOOST_DESCRIBE_STRUCT(FindingRow, (), (id, severity, code, text, evidence))

/// One start of the scenario. Every start counts, aborted ones too.
struct StartRow {
    std::string drill;
    Moment started;
    std::optional<drill::Ending> ending;
    measure::Verdict overall = measure::Verdict::not_measured;
    std::vector<ServiceRow> services;
    bool this_one = false;
};
BOOST_DESCRIBE_STRUCT(StartRow, (), (drill, started, ending, overall, services, this_one))

struct HostRow {
    std::string id, site, roles, version;
    std::int64_t exchanges = 0;
    Figure bound;  ///< worst half width of its clock offset
    bool synchronised = true;
};
BOOST_DESCRIBE_STRUCT(HostRow, (), (id, site, roles, version, exchanges, bound, synchronised))

/// The measuring's own error, as the drill's first record cites it.
struct CalibrationRow {
    std::string host;
    std::string problem;                      ///< why its record could not be read
    std::optional<measure::Calibrated> last;  ///< none: none was made there
    Moment made;
    Figure outages, intervals, held, median_error, writes, misjudged;
};
BOOST_DESCRIBE_STRUCT(CalibrationRow, (),
                      (host, problem, last, made, outages, intervals, held, median_error, writes,
                       misjudged))

struct Evidence {
    std::string journal_head;  ///< hash of the last record
    std::int64_t events = 0;
    std::vector<Artifact> artifacts;  ///< those of the records are added
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (journal_head, events, artifacts))

struct Report {
    int format = 1;
    std::string drill;
    std::string plan_hash;
    std::string version;  ///< of Firedrill, when the drill started
    std::string zone;     ///< "UTC+8"
    Moment generated, started, ended;
    std::optional<drill::Ending> ending;
    Text why;
    drill::Identity started_by;
    bool approvals_waived = false;
    bool recovered = false;  ///< the record was completed from what the agents kept
    bool past_point_of_no_return = false;
    measure::Verdict overall = measure::Verdict::not_measured;
    int exit_code = 0;
    std::vector<ServiceRow> services;
    std::vector<ApprovalRow> approvals;
    Course course;
    OutageRow failover, failback;
    Series series;
    bool baseline_compared = false;
    std::vector<measure::Difference> baseline;
    std::vector<measure::NotCompared> not_compared;  ///< whether they are as before, nobody knows
    std::vector<drill::DataFigures> data;            ///< business data compared between two places
    std::vector<drill::NeighbourFigures> neighbours;
    std::vector<drill::Outstanding> outstanding, fences;
    std::vector<std::string> breaches;  ///< of guards and stop conditions
    std::vector<FindingRow> findings;
    std::vector<StartRow> starts;
    std::vector<HostRow> hosts;
    std::vector<drill::ReceiptsCompared> receipts;  ///< of each program, beside the journal
    Evidence evidence;
    std::vector<std::string> problems;
    plan::Plan plan;                                 ///< as run
    std::optional<CalibrationRow> calibration;       ///< absent: the record does not say
    std::optional<drill::SeriesPlace> series_place;  ///< one of several starts in a row
    std::optional<drill::BackupFigures> backup;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (format, drill, plan_hash, version, zone, generated, started, ended, ending,
                       why, started_by, approvals_waived, recovered, past_point_of_no_return,
                       overall, exit_code, services, approvals, course, failover, failback, series,
                       baseline_compared, baseline, not_compared, data, neighbours, outstanding,
                       fences, breaches, findings, starts, hosts, receipts, evidence, problems,
                       plan, calibration, series_place, backup))

/// An earlier (or this) start of the same scenario, as the caller assessed it.
struct PastStart {
    std::string drill;
    Nanos started{};  ///< UTC
    std::optional<drill::Ending> ending;
    measure::Verdict overall = measure::Verdict::not_measured;
    std::vector<drill::ServiceFigures> services;
};
using History = std::vector<PastStart>;

/// What the records do not say.
struct Circumstances {
    History history;  ///< every start of the scenario; this one is added if it is missing
    Evidence evidence;
    Series series;         ///< write_series(), or empty
    int minutes_east = 0;  ///< the workspace's offset from UTC at the start of the drill
    Nanos generated{};     ///< UTC
};

Report build_report(const drill::Drill& drill, const std::vector<drill::Record>& records,
                    const drill::Assessment& assessment, const Circumstances& circumstances);

/// Acknowledgements over time for the charts of section 7, from the write ledger among the
/// artifacts. Empty where there is no ledger, no fault time or no clock offset.
Series write_series(const drill::Drill& drill, const std::vector<drill::Record>& records,
                    const drill::Assessment& assessment, const drill::ReadArtifact& artifact);

}  // namespace firedrill::reports
