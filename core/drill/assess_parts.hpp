// What the files of assess() share. Nobody else includes it. All intervals are in the reference
// clock unless a name or comment says otherwise.
#pragma once

#include "core/base/json.hpp"
#include "core/drill/assess.hpp"
#include "core/drill/finding_codes.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firedrill::drill::assessing {

/// What somebody enters later, from memory, is this far off at most.
inline constexpr Nanos memory_bound = std::chrono::seconds{30};

/// When it was that somebody said at `said` (wall time `wall`) it had been. The wall clock may have
/// been stepped since the drill began; nobody knows by which of the two the person told the time.
inline Interval remembered(Nanos said, Nanos wall, Nanos happened, Nanos stepped) {
    constexpr Nanos latest{4'000'000'000'000'000'000};  // a typed year may be anything
    const Nanos then = said - (wall - std::clamp(happened, Nanos{0}, latest));
    const Nanos before = then + stepped;
    return {std::min(then, before) - memory_bound, std::max(then, before) + memory_bound};
}

struct Mapped {
    Interval at;
    bool synchronised = true;
};

// assess_clocks.cpp ------------------------------------------------------------------------------

class Clocks {
public:
    Clocks(const Drill& drill, const std::vector<Record>& records);

    const Instant& start() const { return start_; }
    /// Readings of a host's monotonic clock of this boot; not synchronised: no figure.
    std::optional<Interval> from(const std::string& host, const std::string& boot,
                                 Interval reading) const;
    std::optional<Interval> to(const std::string& host, const std::string& boot,
                               Interval reference) const;
    /// By wall time, and so not synchronised, where the orchestrator was rebooted or replaced.
    Mapped of(const Instant& at) const;
    /// By how much the wall clock runs ahead of what it showed at the start.
    Nanos stepped(const Instant& at) const { return at.wall - wall(of(at).at.lo); }
    Nanos wall(Nanos reference) const { return start_.wall + (reference - start_.mono); }
    std::vector<ClockQuality> quality(Interval drill) const;

private:
    bool is_reference(const std::string& host, const std::string& boot) const;

    Instant start_;
    std::map<std::pair<std::string, std::string>, std::vector<measure::ClockSample>> samples_;
};

// assess_evidence.cpp ----------------------------------------------------------------------------

/// One verification of drill writes: what was logged and what was there.
struct Verification {
    std::string step;
    measure::Ledger ledger;
    measure::RowsFile rows;
};

struct ProbeEvidence {
    std::vector<measure::SampleFile> samples;  ///< one per start
    std::optional<Verification> failover;      ///< the last one before phase failback
    std::optional<Verification> failback;      ///< the last one since
};

/// By probe id. What cannot be read is noted in `problems`.
std::map<std::string, ProbeEvidence> collect(const Drill& drill, const std::vector<Record>& records,
                                             const ReadArtifact& artifact,
                                             std::vector<std::string>& problems);

// The drill in two parts -------------------------------------------------------------------------

enum class Which { failover, failback };
inline Which which(const plan::Step& step) {
    return step.phase >= plan::Phase::failback ? Which::failback : Which::failover;
}
inline std::string name(Which part) {
    return part == Which::failover ? "failover" : "failback";
}

struct Context {
    const Drill& drill;
    const std::vector<Record>& records;
    const Clocks& clocks;
    const std::map<std::string, ProbeEvidence>& evidence;
    std::vector<std::string>& problems;
    Interval failover;  ///< window of the first outage
    Interval failback;  ///< of the second one; empty (lo > hi) if the phase did not begin

    const Interval& window(Which part) const {
        return part == Which::failover ? failover : failback;
    }
};

// assess_attempts.cpp ----------------------------------------------------------------------------

/// An attempt of a step's action that its performer did not refuse.
struct Attempted {
    int number = 1;
    const AttemptReport* report = nullptr;  ///< nothing was heard of its end
    Interval under_way;                     ///< at most: from its intent until its end was heard of
    /// Its performer said when; one that was cut off with its program could not, and may not even
    /// have begun.
    bool has_times() const;
    bool on_one_clock = true;  ///< `under_way` is: no other orchestrator in between
    bool may_count = true;     ///< its effect may be there
};
std::vector<Attempted> attempts_of(const Context& in, const plan::Step& step);
/// Empty if its host's clock is not known.
std::optional<Interval> when_begun(const Context& in, const plan::Step& step,
                                   const Attempted& attempt);
std::optional<Interval> when_ended(const Context& in, const plan::Step& step,
                                   const Attempted& attempt);
/// When the step had its effect first.
std::optional<Interval> when_effective(const Context& in, const plan::Step& step);

// assess_outage.cpp ------------------------------------------------------------------------------

/// The outage as one probe saw it.
struct Seen {
    const plan::Probe* probe = nullptr;
    bool samples = false;
    bool synchronised = true;
    std::string host, boot;               ///< of the probe's clock
    measure::Outage raw;                  ///< in the probe's clock
    std::optional<Interval> fault_there;  ///< J in the probe's clock
    std::optional<Interval> fault;        ///< J, narrowed
    std::optional<Interval> start;        ///< S
    std::optional<Interval> serving;      ///< E
    std::optional<Interval> last_good;
    std::optional<Interval> last_bad;
    std::optional<Interval> rto;
    bool trusted() const { return raw.late_slots * 100 <= raw.slots && !raw.late_in_bracket; }
};

/// When the fault struck as the step says that is marked `disrupted`.
struct Fault {
    const plan::Step* step = nullptr;  ///< it ran, or may have
    std::optional<Interval> at;        ///< absent: no such step, or its host is not synchronised
};

Fault fault_of(const Context& in, Which part);
/// `fault` absent: it is taken from the samples.
Seen look(const Context& in, Which part, const plan::Probe& probe,
          const std::optional<Interval>& fault);
/// The probe whose view leads: the first service's that has one.
const plan::Probe* leading_probe(const plan::Plan& plan);
const plan::Probe* probe_of(const plan::Plan& plan, const std::string& service);

/// An outage with everything that the services ask about.
struct Stage {
    Which which = Which::failover;
    Fault fault;
    Seen lead;
    std::map<std::string, Seen> seen;  ///< by probe, all probes with a service
    OutageFigures figures;
    bool fault_synchronised = true;
    const MarkFigure* mark(std::string_view name) const;
};

Stage assess_stage(const Context& in, Which part);

// assess_marks.cpp -------------------------------------------------------------------------------

void add_marks(const Context& in, Stage& stage);
void add_pieces(const Context& in, Stage& stage);
/// Time that people were asked for, per person step.
struct Waiting {
    const plan::Step* step = nullptr;
    Interval at;  ///< from asked to answered
};
std::vector<Waiting> waiting_times(const Context& in);

// assess_steering.cpp ----------------------------------------------------------------------------

/// A stretch in which the drill waited because of a person's wish, or for a person's word about a
/// held step.
struct Steered {
    Interval at;
    std::string by;
    std::string why;
    std::int64_t seq = 0;  ///< record with which it began
};
std::vector<Steered> pauses(const Context& in);
std::vector<Steered> holds(const Context& in);

// assess_writes.cpp ------------------------------------------------------------------------------

struct Loss {
    std::optional<measure::WriteFigures> figures;
    measure::Reason reason = measure::Reason::none;  ///< why there are none
    bool synchronised = true;
};
Loss loss_of(const Context& in, const Stage& stage, const plan::Probe& probe);
/// Acknowledged, there after the failover, gone after the failback.
std::int64_t vanished(const Context& in, const plan::Probe& probe);
void add_writes(const Context& in, Stage& stage);

// assess_services.cpp ----------------------------------------------------------------------------

/// As this probe saw it; null: none watches it.
ServiceFigures service_figures(const Context& in, const Stage& stage, const plan::Service& service,
                               const plan::Probe* probe);
/// Every start with every end that is known.
std::vector<ClockFigure> all_clocks(const Context& in, const Stage& stage, const Seen& seen);

// assess_vantage.cpp -----------------------------------------------------------------------------

std::vector<ServiceFigures> assess_services(const Context& in, const Stage& failover);

// assess_findings.cpp, assess_findings_steps.cpp -------------------------------------------------

class Findings {
public:
    /// Values in the order of the code's names.
    void add(Severity severity, const FindingCode& code, std::vector<std::string> values,
             std::string evidence);
    /// Most severe first, numbered.
    std::vector<Finding> take();

private:
    std::vector<Finding> found_;
};

/// What the rules look at.
struct Case {
    const Context& in;
    const Assessment& assessment;
    const Stage& failover;
    const Stage& failback;
};

void find_in_services(const Case& c, Findings& out);
void find_in_views(const Case& c, Findings& out);
void find_in_data(const Case& c, Findings& out);
void find_in_steps(const Case& c, Findings& out);
void find_in_people(const Case& c, Findings& out);
void find_in_measuring(const Case& c, Findings& out);
void find_in_receipts(const Case& c, Findings& out);

// assess_backup.cpp ------------------------------------------------------------------------------

BackupFigures assess_backup(const Context& in, const model::BackupTest& test);
/// Restore time and age of the data as RTO and RPO of the service.
ServiceFigures service_figures(const plan::Service& service, const BackupFigures& backup);
void find_in_backup(const Case& c, Findings& out);

// assess_receipts.cpp ----------------------------------------------------------------------------

/// By host and program; of those that were compared more than once the last time.
std::vector<ReceiptsCompared> last_comparisons(const std::vector<Record>& records);
/// Some receipts say otherwise than the journal.
bool receipts_differ(const Assessment& assessment);

inline Nanos middle_of(Interval t) {
    return t.lo + t.width() / 2;
}

/// A list that the step which compared has left as one of its facts; nothing if it left none.
template <class T>
std::optional<std::vector<T>> list_in(const Context& in, const plan::Step& step,
                                      const std::string& name) {
    const auto& facts = in.drill.steps.at(step.id).report.facts;
    const auto text = facts.find(name);
    if (text == facts.end()) return std::nullopt;
    const auto value = parse_json(text->second);
    auto read = value ? from_json<std::vector<T>>(*value) : Result<std::vector<T>>(value.error());
    if (read) return std::move(*read);
    in.problems.push_back("differences of step " + step.id + ": " + describe(read.error()));
    return std::nullopt;
}

// assess_data.cpp
void compare_data(const Context& in, Assessment& out);
bool data_differ(const Assessment& assessment);
/// A later step has compared the same.
bool compared_again(const Assessment& assessment, const std::string& step);
void find_in_comparisons(const Case& c, Findings& out);

}  // namespace firedrill::drill::assessing
