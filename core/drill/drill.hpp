// The machine. apply() folds one journaled fact; decide() says what should be under way now.
//
// Both are pure and total: same records, same state; same state, same commands. decide() is
// level-triggered: it repeats a wish until a record shows that it was carried out, so a crash
// between any two of its commands loses nothing.
#pragma once

#include "core/drill/command.hpp"
#include "core/drill/event.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::drill {

enum class StepStatus {
    pending,
    running,     ///< an attempt is under way
    waiting,     ///< a person was asked
    delayed,     ///< waits for its retry
    orphaned,    ///< the orchestrator restarted; the performer must be asked
    checking,    ///< outcome unknown, its check is under way
    succeeded,
    failed,
    unknown,     ///< nobody can say; treated as failed, undone as if succeeded
    skipped,     ///< `when` was false, or the drill went on from a later phase
    cancelled,   ///< the drill stopped before it began
};
BOOST_DESCRIBE_ENUM(StepStatus, pending, running, waiting, delayed, orphaned, checking, succeeded,
                    failed, unknown, skipped, cancelled)

enum class UndoStatus {
    none,     ///< nothing was started, or there is nothing to undo
    armed,    ///< the step may have had an effect
    running,
    done,
    failed,   ///< outstanding
    released, ///< past the point of no return, or resolved: not to be undone any more
};
BOOST_DESCRIBE_ENUM(UndoStatus, none, armed, running, done, failed, released)

struct StepState {
    StepStatus status = StepStatus::pending;
    UndoStatus undo = UndoStatus::none;
    int attempt = 0;        ///< of part act
    int check_attempt = 0;
    int undo_attempt = 0;
    std::optional<Instant> began;  ///< orchestrator's clock: first intent, or asked
    std::optional<Instant> ended;
    AttemptReport report;          ///< of the last ended attempt of part act
    std::string option;            ///< chosen by a decide
    std::vector<PersonAnswered> answers;
    std::string why;               ///< why it is not a success
};

enum class DrillStatus {
    running,
    undoing,  ///< stops, before the point of no return
    stopping, ///< stops, after it: keeps fences, ends probes
    ended,
};
BOOST_DESCRIBE_ENUM(DrillStatus, running, undoing, stopping, ended)

/// A fault whose effect has not gone away, as far as is known.
struct Outstanding {
    std::string step;
    std::string host;
    std::string kind;
    bool operator==(const Outstanding&) const = default;
};
BOOST_DESCRIBE_STRUCT(Outstanding, (), (step, host, kind))

struct ProbeState {
    std::optional<bool> up;
    std::optional<Instant> since;  ///< when the orchestrator learned it
};

struct Drill {
    std::string id;
    plan::Plan plan;
    std::string plan_hash;
    Identity started_by;
    bool approvals_waived = false;
    std::int64_t epoch = 0;
    DrillStatus status = DrillStatus::running;
    std::optional<Ending> ending;
    std::string why;                          ///< of the ending or of the stop
    std::optional<Instant> started;
    std::optional<Instant> now;               ///< `at` of the last record
    std::map<std::string, StepState> steps;   ///< by step id
    std::map<std::string, ProbeState> probes;
    std::map<std::string, bool> contact;      ///< by host
    std::set<std::string> timers_fired;
    std::set<std::string> reverted;           ///< fault steps that the agent reverted by itself
    Nanos waited_for_people{};                ///< not counted as machine time
    std::int64_t last_seq = 0;
};

void apply(Drill& drill, const Record& record);
std::vector<Command> decide(const Drill& drill);

bool past_point_of_no_return(const Drill& drill);
std::vector<Outstanding> outstanding_faults(const Drill& drill);
/// Fence steps that hold: succeeded (or unknown) and not released.
std::vector<Outstanding> fences_held(const Drill& drill);
/// The steps that wait for a person, in plan order.
std::vector<std::string> waiting_for_people(const Drill& drill);
/// The phase that is under way (the last one when ended).
plan::Phase current_phase(const Drill& drill);

/// Whether this person may answer this step now; the error says why not. Pure policy: membership,
/// quorum already reached, proposer is not approver, evaluators do not approve, four eyes.
Result<void> may_answer(const Drill& drill, const std::string& step, Answer answer,
                        const Identity& by);

/// A digest of everything decide() can see, to compare replays.
std::string state_hash(const Drill& drill);

/// Replays records; stops with Errc::diverged where the journal holds an intent that decide() had
/// not wanted before it, and shows both.
Result<Drill> replay(const std::vector<Record>& records);

}  // namespace firedrill::drill
