// What the drill showed: every figure of report, terminal and exit code, computed from the
// journal's records and the raw artifacts (samples, ledgers, rows). Pure: whoever has the same
// bytes gets the same figures.
//
// Reference clock: the orchestrator's monotonic clock of the boot in which the drill started.
// Formulas: measurement.md C2, C3, (c).
#pragma once

#include "core/drill/drill.hpp"
#include "core/measure/baseline.hpp"
#include "core/measure/comparison.hpp"
#include "core/measure/outage.hpp"
#include "core/measure/verdict.hpp"
#include "core/measure/writes.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::drill {

/// Gives the bytes of an artifact, or an error if they are missing or their hash differs.
using ReadArtifact = std::function<Result<std::string>(const Artifact&)>;

enum class Source { automatic, samples, person, entered_later };
BOOST_DESCRIBE_ENUM(Source, automatic, samples, person, entered_later)

struct MarkFigure {
    std::string mark;      ///< name of plan::Mark, or "last_good"
    Interval at;           ///< reference clock
    Interval since_start;  ///< minus the T0 of its outage
    Nanos wall{};          ///< UTC of the middle
    Source source = Source::automatic;
    std::string step;  ///< empty for samples
    std::string by;    ///< host, probe or person
    bool synchronised = true;
};
BOOST_DESCRIBE_STRUCT(MarkFigure, (), (mark, at, since_start, wall, source, step, by, synchronised))

/// One of the clocks of a recovery time: from a start to an end, both declared.
struct ClockFigure {
    plan::ClockStart start = plan::ClockStart::disruption;
    plan::ClockEnd end = plan::ClockEnd::business_verified;
    std::optional<Interval> measured;
    bool exercised = true;
};
BOOST_DESCRIBE_STRUCT(ClockFigure, (), (start, end, measured, exercised))

/// The service as one of several probes saw it.
struct VantageFigures {
    std::string probe;
    std::string host;
    bool saw_outage = false;
    std::optional<Interval> outage;  ///< client view
    std::optional<Interval> rto;     ///< on the service's declared clock
    measure::Judgement rto_judgement;
};
BOOST_DESCRIBE_STRUCT(VantageFigures, (), (probe, host, saw_outage, outage, rto, rto_judgement))

struct ServiceFigures {
    std::string service;
    std::string probe;  ///< whose view these figures are: of several the worst
    std::optional<Nanos> rto_target;
    ClockFigure rto;  ///< on the service's declared clock
    measure::Judgement rto_judgement;
    bool end_fell_back = false;  ///< business_verified was not bound: "RTO to reconnection"
    std::vector<ClockFigure> all_clocks;  ///< every start with every end that is known
    std::optional<Nanos> rpo_target;
    std::optional<std::int64_t> rpo_writes_target;
    std::optional<Interval> rpo;
    std::int64_t lost_lo = 0, lost_hi = 0;
    measure::Judgement rpo_judgement;
    std::vector<VantageFigures> vantage;  ///< all probes of the service, if there are several
};
BOOST_DESCRIBE_STRUCT(ServiceFigures, (),
                      (service, probe, rto_target, rto, rto_judgement, end_fell_back, all_clocks,
                       rpo_target, rpo_writes_target, rpo, lost_lo, lost_hi, rpo_judgement,
                       vantage))

/// One outage: that of the failover, or that of the failback.
struct OutageFigures {
    bool exercised = false;
    std::optional<Interval> fault;    ///< J, reference clock
    std::optional<Interval> serving;  ///< E of the leading probe, reference clock
    std::string probe;                ///< the leading probe
    std::optional<Interval> outage;   ///< client view
    std::optional<Interval> rto;      ///< fault to sustained service
    std::optional<Interval> down;
    int flaps = 0;
    std::int64_t sustained_good = 0, sustained_total = 0;
    std::int64_t slots = 0, late_slots = 0;
    std::vector<MarkFigure> marks;       ///< in time order
    std::vector<measure::Piece> pieces;  ///< sum exactly to `whole`
    std::optional<Interval> whole;       ///< T0 to the last mark of the recovery
    Nanos people{};                      ///< middle lengths of the pieces that people took
    Nanos machine{};
    std::optional<measure::WriteFigures> writes;
    std::vector<measure::Write> lost_writes;
    std::string lsn_lost;  ///< "0/5A3F1C8 - 0/5A3C6D0", where readable
    std::optional<std::int64_t> bytes_lost;
    std::string writes_reason;  ///< why there are no write figures
};
BOOST_DESCRIBE_STRUCT(OutageFigures, (),
                      (exercised, fault, serving, probe, outage, rto, down, flaps, sustained_good,
                       sustained_total, slots, late_slots, marks, pieces, whole, people, machine,
                       writes, lsn_lost, bytes_lost, writes_reason))

struct ClockQuality {
    std::string host;
    std::int64_t exchanges = 0;
    Nanos bound{};  ///< worst half width during the drill
    bool synchronised = true;
};
BOOST_DESCRIBE_STRUCT(ClockQuality, (), (host, exchanges, bound, synchronised))

/// How a probe without a service (a neighbour) fared.
struct NeighbourFigures {
    std::string probe;
    std::int64_t slots = 0, good = 0, bad = 0, late = 0;
};
BOOST_DESCRIBE_STRUCT(NeighbourFigures, (), (probe, slots, good, bad, late))

/// What the comparison of two places has shown, as the last attempt of its step left it.
struct DataFigures {
    std::string step;
    std::string first, second;  ///< connections, or hosts
    std::string again;          ///< a later step that compared the same: its word counts
    std::vector<measure::SetFigures> sets;
};
BOOST_DESCRIBE_STRUCT(DataFigures, (), (step, first, second, again, sets))

enum class Severity { high, medium, low };
BOOST_DESCRIBE_ENUM(Severity, high, medium, low)

/// A finding drawn from facts; `code` (finding_codes.hpp) has a text in both languages in the
/// reports, `values` fill it.
struct Finding {
    std::string id;  ///< "F-01"
    Severity severity = Severity::low;
    std::string code;
    std::map<std::string, std::string> values;
    std::string evidence;  ///< "step promote", "table 7.1"
};
BOOST_DESCRIBE_STRUCT(Finding, (), (id, severity, code, values, evidence))

/// A level of the capability table beside what was measured. What the level does not ask for is
/// not applicable.
struct LevelFigures {
    std::string level;
    measure::Judgement restore, age, capacity;
    bool reached = false;  ///< usable, and everything that the level asks for is met
};
BOOST_DESCRIBE_STRUCT(LevelFigures, (), (level, restore, age, capacity, reached))

/// What a backup test showed. Its restore time and the age of its data are also the RTO and RPO
/// figures of its service.
struct BackupFigures {
    measure::Judgement usable;        ///< restored, checked, and an application asked it
    std::string failed_step;          ///< the first that failed
    std::string failure;              ///< what it said
    std::optional<Interval> restore;  ///< from the recipe's start to the end of the last check
    std::optional<Nanos> tried_for;   ///< without it: for so long at least it was tried
    std::optional<Nanos> newest;      ///< newest restored record, by the clock of who made it; UTC
    std::optional<Interval> age;      ///< of that record when the recipe started
    std::optional<std::int64_t> operations;
    std::optional<Rate> throughput_lo, throughput_hi;
    std::optional<Rate> peak;
    measure::Judgement capacity;
    bool removed = false;              ///< nothing of the scratch target is left
    std::vector<LevelFigures> levels;  ///< lowest first
    std::string level;                 ///< the highest that was reached; empty: none
};
BOOST_DESCRIBE_STRUCT(BackupFigures, (),
                      (usable, failed_step, failure, restore, tried_for, newest, age, operations,
                       throughput_lo, throughput_hi, peak, capacity, removed, levels, level))

struct Assessment {
    OutageFigures failover;
    OutageFigures failback;
    std::vector<ServiceFigures> services;
    std::vector<measure::Difference> baseline;       ///< differences found in the end
    std::vector<measure::NotCompared> not_compared;  ///< of which nobody can say
    bool baseline_compared = false;
    std::vector<DataFigures> data;
    std::vector<ClockQuality> clocks;
    std::vector<NeighbourFigures> neighbours;
    std::vector<ReceiptsCompared> receipts;  ///< the last comparison of each program
    std::vector<Finding> findings;
    std::vector<Outstanding> outstanding;
    std::vector<Outstanding> fences;
    measure::Verdict overall = measure::Verdict::not_measured;
    int exit_code = 0;                  ///< design.md section 8
    std::vector<std::string> problems;  ///< artifacts that could not be read: shown, never hidden
    std::optional<BackupFigures> backup;
};
BOOST_DESCRIBE_STRUCT(Assessment, (),
                      (failover, failback, services, baseline, not_compared, baseline_compared,
                       data, clocks, neighbours, receipts, findings, outstanding, fences, overall,
                       exit_code, problems, backup))

Assessment assess(const Drill& drill, const std::vector<Record>& records,
                  const ReadArtifact& artifact);

}  // namespace firedrill::drill
