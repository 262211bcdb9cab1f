// The machine. apply() folds one journaled fact; decide() says what should be under way now.
//
// Both are pure and total: same records, same state; same state, same commands. decide() is
// level-triggered: it repeats a wish until a record shows that it was carried out, so a crash
// between any two of its commands loses nothing.
#pragma once

#include "core/drill/command.hpp"
#include "core/drill/event.hpp"
#include "core/drill/step_state.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::drill {

enum class DrillStatus {
    running,
    undoing,   ///< stops, before the point of no return
    stopping,  ///< stops, after it: keeps fences, ends probes
    ended,
};
BOOST_DESCRIBE_ENUM(DrillStatus, running, undoing, stopping, ended)

/// A fault whose effect has not gone away, as far as is known.
struct Outstanding {
    std::string step;
    std::string host;
    std::string kind;
    std::vector<std::string> by_hand;  ///< of a fault: what a person types there (plan/by_hand.hpp)
    bool operator==(const Outstanding&) const = default;
};
BOOST_DESCRIBE_STRUCT(Outstanding, (), (step, host, kind, by_hand))

/// A fence that will count as set by time alone while its host stays out of contact (ADR 11).
struct Presuming {
    std::string step;
    std::string host;
    std::string fault;  ///< which fences the host by itself
    Nanos left{};       ///< drill time from the last record to that moment
    bool operator==(const Presuming&) const = default;
};
BOOST_DESCRIBE_STRUCT(Presuming, (), (step, host, fault, left))

struct ProbeState {
    std::optional<bool> up;
    std::optional<Instant> since;  ///< when the orchestrator learned it
    Nanos since_time{};            ///< the same in drill time
};

/// A stop condition that a probe watches.
struct GuardState {
    Reading reading = Reading::within;
    std::int64_t value = 0;  ///< GuardChanged::value
    Nanos since{};           ///< drill time
};

/// Since when nothing new begins, and who wanted that.
struct Pause {
    Identity by;
    std::string why;
    Instant at;
    Nanos since{};  ///< drill time
};

/// That the record was completed from what the agents keep; the last time.
struct Recovery {
    Identity by;
    bool store_lost = false;             ///< once at least
    std::vector<std::string> unreached;  ///< hosts whose part is not in the record
    bool over = false;                   ///< the drill was over when that was done
};
/// On whose account time passes.
enum class TimeOf {
    machines,
    people,  ///< somebody is asked, or the drill is paused
    hold,    ///< only held steps keep the drill
};
BOOST_DESCRIBE_ENUM(TimeOf, machines, people, hold)

/// References of the plan resolved once (plan_index.hpp).
struct PlanIndex;

struct Drill {
    std::string id;
    plan::Plan plan;
    std::string plan_hash;
    Identity started_by;
    bool approvals_waived = false;
    std::int64_t epoch = 0;
    DrillStatus status = DrillStatus::running;
    std::optional<Ending> ending;
    std::string why;  ///< of the ending or of the stop
    std::optional<Instant> started;
    std::optional<Instant> now;  ///< `at` of the last record
    StepStates steps;            ///< by step id, in plan order
    std::map<std::string, ProbeState> probes;
    std::map<std::size_t, GuardState> guards;  ///< by position of the condition; absent: no news
    std::map<std::string, bool> contact;       ///< by host; absent: not known yet
    std::set<std::string> reverted;            ///< fault steps that the agent reverted by itself
    std::optional<Recovery> recovery;
    std::string start_name;      ///< as the agents know the start, where its record was lost
    std::optional<Pause> pause;  ///< while it runs
    Nanos waited_for_people{};   ///< not counted as machine time
    Nanos waited_in_pauses{};    ///< of it
    Nanos waited_in_holds{};     ///< of it, where a held step alone kept the drill
    std::int64_t last_seq = 0;

    Nanos time{};          ///< drill time of the last record: since DrillStarted
    Nanos machine_time{};  ///< of it, without waiting for people and without downtime
    Nanos resumed{};       ///< drill time of the last ResumedFrom: older breaches are history
    Nanos machine_time_resumed{};
    std::map<std::string, Nanos> lost;  ///< hosts out of contact, since (drill time)
    bool undo_after_point = false;      ///< stops past the point: undo what was begun after it
    TimeOf time_of =
        TimeOf::machines;  ///< follows from steps and pause; kept, as every record asks
    std::shared_ptr<const PlanIndex> index;
    std::vector<plan::Approval> approvals;  ///< of the start; stand in the first record
};

void apply(Drill& drill, const Record& record);
std::vector<Command> decide(const Drill& drill);

/// The step of the plan; null if it has none of this id.
const plan::Step* find_step(const Drill& drill, std::string_view id);
bool past_point_of_no_return(const Drill& drill);
/// Ended without having gone back, after the point of no return: it may go on with its failback.
bool may_fail_back(const Drill& drill);
std::vector<Outstanding> outstanding_faults(const Drill& drill);
/// Fence steps that hold: succeeded (or unknown) and not released.
std::vector<Outstanding> fences_held(const Drill& drill);
std::vector<Presuming> fences_to_presume(const Drill& drill);
/// The steps that wait for a person's answer, in plan order.
std::vector<std::string> waiting_for_people(const Drill& drill);
/// The steps that are held until a person says how to go on, in plan order.
std::vector<std::string> held_steps(const Drill& drill);
/// Positions of the stop conditions whose probe is at work: three readings of one of these that
/// are missing end the drill.
std::vector<std::size_t> guards_at_work(const Drill& drill);
/// Whether nothing goes on, or not everything, until a person says something.
bool needs_a_person(const Drill& drill);
/// The phase that is under way (the last one when ended).
plan::Phase current_phase(const Drill& drill);

/// Whether this person may answer this step now; the error says why not. Pure policy: membership,
/// quorum already reached, proposer is not approver, evaluators do not approve, four eyes.
Result<void> may_answer(const Drill& drill, const std::string& step, Answer answer,
                        const Identity& by, const std::string& option = {});

/// The person of the plan who signed that this step of this drill is approved, with the key that
/// the plan names for them; the error says why it does not count. `wall` is UTC.
Result<std::string> signer_of(const Drill& drill, const plan::Approval& approval,
                              const std::string& step, Nanos wall);

/// Whether this person may steer the drill so now; the error says why not (its sentence stands in
/// reasons.hpp). A waived identity steers nothing.
Result<void> may_pause(const Drill& drill, const Identity& by);
Result<void> may_continue(const Drill& drill, const Identity& by);
Result<void> may_skip(const Drill& drill, const std::string& step, const Identity& by);
/// What may have happened and may not be repeated needs the statement that it did not.
Result<void> may_retry(const Drill& drill, const std::string& step, const Identity& by,
                       bool did_not_happen);
Result<void> may_settle(const Drill& drill, const std::string& step, const Identity& by);

/// A digest of everything decide() can see, to compare replays.
std::string state_hash(const Drill& drill);

/// apply(), but Errc::diverged, with both shown, where the record holds an intent that decide()
/// does not want: this machine would not have written it.
Result<void> apply_checked(Drill& drill, const Record& record);
/// The state after these records, each checked; `drill` is the state before them.
Result<Drill> replay(const std::vector<Record>& records, Drill drill = {});

}  // namespace firedrill::drill
