// What happened in a drill: past tense, one journaled fact each. The stream of records is the
// drill; state, terminal and report are folds of it.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/time.hpp"
#include "core/measure/calibrated.hpp"
#include "core/measure/clock.hpp"
#include "core/plan/approval.hpp"
#include "core/plan/plan.hpp"
#include "core/plan/presumption.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace firedrill::drill {

/// How we know who it was.
enum class Proof {
    claimed,    ///< only said so
    os_user,    ///< the operating system vouches for the account at the control socket
    signature,  ///< a key signed it
    waived,     ///< --yes in a lab: nobody was asked
};
BOOST_DESCRIBE_ENUM(Proof, claimed, os_user, signature, waived)

struct Identity {
    std::string person;  ///< id in people.yaml, or the account's name
    Proof proof = Proof::claimed;
    std::string account;  ///< "root (uid 0)"
    bool operator==(const Identity&) const = default;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (person, proof, account))

/// What was known of the harness's own error when the drill began: the last calibration on the
/// orchestrator's host. Probes elsewhere are not spoken of.
struct CalibrationCited {
    std::string host;
    std::optional<measure::Calibrated> last;  ///< none: no calibration was made there
    std::string problem;                      ///< why its record could not be read; empty: it could
};
BOOST_DESCRIBE_STRUCT(CalibrationCited, (), (host, last, problem))

/// The drill is one of several that were asked for at once (`firedrill run --times`).
struct SeriesPlace {
    std::string series;       ///< id of its first drill
    std::int64_t number = 1;  ///< from 1
    std::int64_t of = 1;      ///< how many were asked for; fewer may have been run
};
BOOST_DESCRIBE_STRUCT(SeriesPlace, (), (series, number, of))

struct DrillStarted {
    static constexpr std::string_view tag = "drill_started";
    std::string drill;
    std::string plan_hash;
    plan::Plan plan;
    Identity by;
    bool approvals_waived = false;
    std::int64_t epoch = 1;
    std::string version;                                   ///< of Firedrill
    std::optional<std::vector<plan::Approval>> approvals;  ///< signatures under the plan
    std::optional<CalibrationCited> calibration;           ///< absent: nobody looked
    std::optional<SeriesPlace> series;                     ///< absent: a drill by itself
};
BOOST_DESCRIBE_STRUCT(DrillStarted, (),
                      (drill, plan_hash, plan, by, approvals_waived, epoch, version, approvals,
                       calibration, series))

/// The orchestrator came back: every attempt without an end is an orphan until its agent is asked.
struct OrchestratorRestarted {
    static constexpr std::string_view tag = "orchestrator_restarted";
    std::int64_t epoch = 1;
    Identity by;
    std::optional<std::vector<plan::Approval>> approvals;  ///< further ones: the first ran out
};
BOOST_DESCRIBE_STRUCT(OrchestratorRestarted, (), (epoch, by, approvals))

/// The agent keeps this attempt, and the journal does not have it, or not its end. Recovered, not
/// witnessed: when it happened is what the report says, not when this was written.
struct AttemptFound {
    static constexpr std::string_view tag = "attempt_found";
    AttemptKey key;
    std::string host;
    std::optional<AttemptReport> report;  ///< none: it is still under way there
};
BOOST_DESCRIBE_STRUCT(AttemptFound, (), (key, host, report))

/// The record was lost, or an older copy of it came back, and was completed from what the agents
/// keep. Stands after the attempts that were found, in one commit with them.
struct RecordRecovered {
    static constexpr std::string_view tag = "record_recovered";
    std::int64_t epoch = 1;  ///< higher than any that an agent has seen
    Identity by;
    std::string why;
    bool store_lost = false;             ///< nothing of this drill was left in the store
    std::string started;                 ///< wire::OfferPlan::started as the agents keep it
    std::vector<std::string> unreached;  ///< hosts whose agents did not answer
    bool over = false;                   ///< every agent was told that the drill is over
    bool goes_on = false;                ///< a person wanted that; otherwise the drill stops
};
BOOST_DESCRIBE_STRUCT(RecordRecovered, (),
                      (epoch, by, why, store_lost, started, unreached, over, goes_on))

/// Another drill has the place of this one on a host, so this one stops.
struct PlaceLost {
    static constexpr std::string_view tag = "place_lost";
    std::string host;
    std::string by;  ///< the other drill
};
BOOST_DESCRIBE_STRUCT(PlaceLost, (), (host, by))

/// Durable before the effect.
struct AttemptIntended {
    static constexpr std::string_view tag = "attempt_intended";
    AttemptKey key;
    std::int64_t epoch = 1;
};
BOOST_DESCRIBE_STRUCT(AttemptIntended, (), (key, epoch))

/// Durable before anything is decided from it.
struct AttemptEnded {
    static constexpr std::string_view tag = "attempt_ended";
    AttemptKey key;
    AttemptReport report;
};
BOOST_DESCRIBE_STRUCT(AttemptEnded, (), (key, report))

/// The agent never saw the key and has marked it so that a late copy is refused.
struct AttemptNeverSeen {
    static constexpr std::string_view tag = "attempt_never_seen";
    AttemptKey key;
};
BOOST_DESCRIBE_STRUCT(AttemptNeverSeen, (), (key))

/// A person was asked: approve, manual, decide, four eyes, or how to go on with a held step.
struct PersonAsked {
    static constexpr std::string_view tag = "person_asked";
    std::string step;
};
BOOST_DESCRIBE_STRUCT(PersonAsked, (), (step))

enum class Answer { approved, refused, confirmed, chose };
BOOST_DESCRIBE_ENUM(Answer, approved, refused, confirmed, chose)

struct PersonAnswered {
    static constexpr std::string_view tag = "person_answered";
    std::string step;
    Answer answer = Answer::confirmed;
    std::string option;  ///< of a decide
    Identity by;
    std::string why;
    std::optional<Nanos> happened;           ///< entered later: wall time at which it happened
    std::optional<plan::Approval> approval;  ///< what proves the identity, of a signature
};
BOOST_DESCRIBE_STRUCT(PersonAnswered, (), (step, answer, option, by, why, happened, approval))

/// A probe saw the service go up or down. `at` is in the probe host's monotonic clock.
struct ProbeChanged {
    static constexpr std::string_view tag = "probe_changed";
    std::string probe;
    bool up = true;
    std::string boot;
    Interval at;
};
BOOST_DESCRIBE_STRUCT(ProbeChanged, (), (probe, up, boot, at))

/// What is known of a stop condition that a probe watches.
enum class Reading {
    within,  ///< as it should be
    over,    ///< the figure is above the limit
    silent,  ///< three readings in a row are missing, or it never began
};
BOOST_DESCRIBE_ENUM(Reading, within, over, silent)

/// A stop condition with a limit went over it or came back, or nothing is heard of it. Conditions
/// are counted from 1, as in the plan. `at` is in the probe host's monotonic clock; of a silence
/// nothing but the condition is stated.
struct GuardChanged {
    static constexpr std::string_view tag = "guard_changed";
    std::int64_t condition = 0;
    Reading reading = Reading::within;
    std::int64_t value = 0;  ///< errors: parts per million; latency, lag: nanoseconds
    std::string boot;
    Nanos at{};
};
BOOST_DESCRIBE_STRUCT(GuardChanged, (), (condition, reading, value, boot, at))

struct ClockSampled {
    static constexpr std::string_view tag = "clock_sampled";
    std::string host;
    std::string boot;
    measure::ClockSample sample;
};
BOOST_DESCRIBE_STRUCT(ClockSampled, (), (host, boot, sample))

struct ContactLost {
    static constexpr std::string_view tag = "contact_lost";
    std::string host;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(ContactLost, (), (host, why))

struct ContactMade {
    static constexpr std::string_view tag = "contact_made";
    std::string host;
    std::string boot;
    std::string version;
};
BOOST_DESCRIBE_STRUCT(ContactMade, (), (host, boot, version))

/// The agent reverted a fault by itself (its lease ended, it restarted, or it was told to offline).
struct FaultReverted {
    static constexpr std::string_view tag = "fault_reverted";
    std::string step;
    std::string host;
    std::string why;
    bool verified = false;
    std::string fence;  ///< the fence step that it carried out first, if any: it holds now
    /// What had injected it: that of an earlier attempt says nothing of a later one. 0: not said.
    int attempt = 0;
};
BOOST_DESCRIBE_STRUCT(FaultReverted, (), (step, host, why, verified, fence, attempt))

/// A peer said what cannot be true, or what it was not asked: it counts for nothing. After many of
/// one host the rest is only in the log.
struct AnswerRefused {
    static constexpr std::string_view tag = "answer_refused";
    std::string host;
    std::string what;
};
BOOST_DESCRIBE_STRUCT(AnswerRefused, (), (host, what))

/// A wake-up that decide() asked for came due.
struct TimerFired {
    static constexpr std::string_view tag = "timer_fired";
    std::string timer;
};
BOOST_DESCRIBE_STRUCT(TimerFired, (), (timer))

struct AbortRequested {
    static constexpr std::string_view tag = "abort_requested";
    Identity by;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(AbortRequested, (), (by, why))

/// A person wants nothing new to begin until somebody says that the drill goes on. What is under
/// way comes to its end; an abort works as ever.
struct PauseRequested {
    static constexpr std::string_view tag = "pause_requested";
    Identity by;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(PauseRequested, (), (by, why))

struct ContinueRequested {
    static constexpr std::string_view tag = "continue_requested";
    Identity by;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(ContinueRequested, (), (by, why))

/// A person leaves a step out that has not begun, or goes on without one that is held.
struct StepSkipped {
    static constexpr std::string_view tag = "step_skipped";
    std::string step;
    Identity by;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(StepSkipped, (), (step, by, why))

/// A person wants another attempt of a held step.
struct StepRetried {
    static constexpr std::string_view tag = "step_retried";
    std::string step;
    Identity by;
    std::string why;
    bool did_not_happen = false;  ///< the person states that the attempts before had no effect
};
BOOST_DESCRIBE_STRUCT(StepRetried, (), (step, by, why, did_not_happen))

/// A person saw that a held step has had its effect: it counts as succeeded.
struct StepSettled {
    static constexpr std::string_view tag = "step_settled";
    std::string step;
    Identity by;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(StepSettled, (), (step, by, why))

/// A guard or stop condition ended the drill.
struct GuardBreached {
    static constexpr std::string_view tag = "guard_breached";
    std::string guard;
    std::string what;
};
BOOST_DESCRIBE_STRUCT(GuardBreached, (), (guard, what))

/// A fence counts as set without a receipt: its host was out of contact for so long that the fault
/// of this drill which cut it off must have fenced it.
struct FencePresumed {
    static constexpr std::string_view tag = "fence_presumed";
    std::string step;  ///< the fence
    std::string host;
    std::string fault;  ///< the step whose fault fences the host by itself
    plan::PresumptionFigures figures;
};
BOOST_DESCRIBE_STRUCT(FencePresumed, (), (step, host, fault, figures))

/// An aborted drill goes on from a later phase (failback after the point of no return).
struct ResumedFrom {
    static constexpr std::string_view tag = "resumed_from";
    plan::Phase phase = plan::Phase::failback;
    Identity by;
};
BOOST_DESCRIBE_STRUCT(ResumedFrom, (), (phase, by))

struct Noted {
    static constexpr std::string_view tag = "noted";
    Identity by;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Noted, (), (by, text))

enum class Ending {
    completed,  ///< every step ran or was skipped as planned
    failed,     ///< a step failed and stopped the drill
    aborted,    ///< a person or a guard stopped it
    refused,    ///< an approval was refused
};
BOOST_DESCRIBE_ENUM(Ending, completed, failed, aborted, refused)

struct DrillEnded {
    static constexpr std::string_view tag = "drill_ended";
    Ending ending = Ending::completed;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(DrillEnded, (), (ending, why))

/// What the receipts of a program and the journal say differently: of an attempt, or (`step` is
/// empty) of the receipts as a whole. The versions are for people (reasons.hpp).
struct ReceiptDifference {
    std::string step;
    int attempt = 0;
    Part part = Part::act;
    std::string journal;
    std::string receipts;
};
BOOST_DESCRIBE_STRUCT(ReceiptDifference, (), (step, attempt, part, journal, receipts))

/// The receipts of one program were held against the journal before the drill ended. A later one of
/// the same program replaces it.
struct ReceiptsCompared {
    static constexpr std::string_view tag = "receipts_compared";
    std::string host;
    plan::Performer program = plan::Performer::agent;
    std::optional<std::string> not_compared;     ///< why they were not
    std::int64_t count = 0;                      ///< records in the receipts file
    std::string head;                            ///< of its chain
    std::int64_t attempts = 0;                   ///< of this drill that were compared
    std::vector<ReceiptDifference> differences;  ///< the first hundred
    std::int64_t more = 0;                       ///< that are not listed
};
BOOST_DESCRIBE_STRUCT(ReceiptsCompared, (),
                      (host, program, not_compared, count, head, attempts, differences, more))

using Event =
    std::variant<DrillStarted, OrchestratorRestarted, AttemptIntended, AttemptEnded,
                 AttemptNeverSeen, PersonAsked, PersonAnswered, ProbeChanged, ClockSampled,
                 ContactLost, ContactMade, FaultReverted, TimerFired, AbortRequested,
                 PauseRequested, ContinueRequested, StepSkipped, StepRetried, StepSettled,
                 GuardBreached, FencePresumed, ResumedFrom, Noted, DrillEnded, GuardChanged,
                 AttemptFound, RecordRecovered, PlaceLost, AnswerRefused, ReceiptsCompared>;

/// An event as the journal keeps it. `seq` counts from 1 within the drill's stream.
struct Record {
    std::int64_t seq = 0;
    Instant at;  ///< when the orchestrator learned it
    Event event;
};
BOOST_DESCRIBE_STRUCT(Record, (), (seq, at, event))

}  // namespace firedrill::drill
