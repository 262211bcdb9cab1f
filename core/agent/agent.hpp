// The machine of a resident program (agent and probe share it): which requests it carries out,
// what it must have on disk before, and what it answers.
//
// The host (agents/resident) turns frames, ended actions and clock ticks into an Input, asks
// respond(), and carries the directives out in their order: a Keep is durable before the next one
// is begun. State is a fold of the kept records, so a restart replays them. Pure; no thread rule.
#pragma once

#include "core/agent/policy.hpp"
#include "core/base/attempt.hpp"
#include "core/plan/plan.hpp"
#include "core/wire/message.hpp"

#include <boost/describe/class.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace firedrill::agent {

// Records: durable, in the order of the receipts file -------------------------------------------

struct PlanKept {
    static constexpr std::string_view tag = "plan_kept";
    std::string drill;
    std::string hash;
    std::string bytes;
};
BOOST_DESCRIBE_STRUCT(PlanKept, (), (drill, hash, bytes))

/// Which start of the drill this is (wire::OfferPlan::started).
struct StartKnown {
    static constexpr std::string_view tag = "start_known";
    std::string drill;
    std::string started;
};
BOOST_DESCRIBE_STRUCT(StartKnown, (), (drill, started))

/// Another drill got in its place: it is refused until a higher epoch offers its plan (`by` empty).
struct DrillSuperseded {
    static constexpr std::string_view tag = "drill_superseded";
    std::string drill;
    std::string by;
};
BOOST_DESCRIBE_STRUCT(DrillSuperseded, (), (drill, by))

/// All signatures under the plan of this drill that are worth keeping. What has begun with them
/// has used them up: they serve no other drill here.
struct ApprovalsKept {
    static constexpr std::string_view tag = "approvals_kept";
    std::string drill;
    std::vector<plan::Approval> approvals;
};
BOOST_DESCRIBE_STRUCT(ApprovalsKept, (), (drill, approvals))

/// A higher epoch was seen: messages of lower ones are refused for ever.
struct EpochRaised {
    static constexpr std::string_view tag = "epoch_raised";
    std::string drill;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(EpochRaised, (), (drill, epoch))

/// This epoch was raised by an order to stand down, not by an orchestrator that took the drill
/// over: the journal of the drill may not know of it.
struct StoodDown {
    static constexpr std::string_view tag = "stood_down";
    std::string drill;
    std::int64_t epoch = 0;
};
BOOST_DESCRIBE_STRUCT(StoodDown, (), (drill, epoch))

struct AttemptBegun {
    static constexpr std::string_view tag = "attempt_begun";
    AttemptKey key;
};
BOOST_DESCRIBE_STRUCT(AttemptBegun, (), (key))

struct AttemptFinished {
    static constexpr std::string_view tag = "attempt_finished";
    AttemptKey key;
    AttemptReport report;
};
BOOST_DESCRIBE_STRUCT(AttemptFinished, (), (key, report))

/// This key was asked about before it was seen; it must never begin.
struct Tombstoned {
    static constexpr std::string_view tag = "tombstoned";
    AttemptKey key;
};
BOOST_DESCRIBE_STRUCT(Tombstoned, (), (key))

/// How to revert a fault, durable before the fault acts.
struct FaultArmed {
    static constexpr std::string_view tag = "fault_armed";
    std::string drill;
    std::string step;
    std::string kind;
    plan::Parameters with;
    plan::Parameters found;  ///< what the revert needs to know: pid, start time
    Nanos lease{};
    int attempt = 0;  ///< that injects it; 0: an agent before this was known
};
BOOST_DESCRIBE_STRUCT(FaultArmed, (), (drill, step, kind, with, found, lease, attempt))

struct FaultLifted {
    static constexpr std::string_view tag = "fault_lifted";
    std::string drill;
    std::string step;
    std::string why;
    bool verified = false;   ///< otherwise it stays outstanding
    bool by_itself = false;  ///< nobody asked for it: the orchestrator is told on every OfferPlan
    std::string fence;       ///< the fence step that was carried out first, if any
    int attempt = 0;         ///< by itself: the one that had injected it (FaultArmed)
};
BOOST_DESCRIBE_STRUCT(FaultLifted, (), (drill, step, why, verified, by_itself, fence, attempt))

/// A fault is being mended without being asked; it is not begun twice.
struct RevertBegun {
    static constexpr std::string_view tag = "revert_begun";
    std::string drill;
    std::string step;
    std::string why;
    bool waits = false;  ///< until the order that lifts the fence before it has come to its end
};
BOOST_DESCRIBE_STRUCT(RevertBegun, (), (drill, step, why, waits))

struct FenceSet {
    static constexpr std::string_view tag = "fence_set";
    std::string drill;
    std::string step;
    std::string kind;
    plan::Parameters with;
};
BOOST_DESCRIBE_STRUCT(FenceSet, (), (drill, step, kind, with))

struct FenceLifted {
    static constexpr std::string_view tag = "fence_lifted";
    std::string drill;
    std::string step;
};
BOOST_DESCRIBE_STRUCT(FenceLifted, (), (drill, step))

/// The program started (again): attempts begun and not finished were cut off.
struct Restarted {
    static constexpr std::string_view tag = "restarted";
    std::string boot;
};
BOOST_DESCRIBE_STRUCT(Restarted, (), (boot))

/// Attempts of part act of this step up to this number never begin any more.
struct AttemptsClosed {
    static constexpr std::string_view tag = "attempts_closed";
    std::string drill;
    std::string step;
    int up_to = 0;
};
BOOST_DESCRIBE_STRUCT(AttemptsClosed, (), (drill, step, up_to))

/// The probes of this drill were told to end, because nobody renewed them.
struct ProbesEnded {
    static constexpr std::string_view tag = "probes_ended";
    std::string drill;
};
BOOST_DESCRIBE_STRUCT(ProbesEnded, (), (drill))

/// Nothing more comes for this drill; its receipts may be collected. Its plan reopens it, offered
/// with a higher epoch.
struct DrillFinished {
    static constexpr std::string_view tag = "drill_finished";
    std::string drill;
};
BOOST_DESCRIBE_STRUCT(DrillFinished, (), (drill))

using Record =
    std::variant<PlanKept, EpochRaised, AttemptBegun, AttemptFinished, Tombstoned, FaultArmed,
                 FaultLifted, RevertBegun, FenceSet, FenceLifted, AttemptsClosed, ProbesEnded,
                 Restarted, DrillFinished, StartKnown, DrillSuperseded, StoodDown, ApprovalsKept>;

// State -----------------------------------------------------------------------------------------

struct Attempt {
    std::int64_t order = 0;    ///< among the attempts of its drill, as they began
    bool interrupted = false;  ///< the program restarted under it
    std::optional<AttemptReport> report;
    bool running() const { return !interrupted && !report; }
};

/// A fault that is mended without being asked, or could not be.
struct SelfMending {
    enum class Phase { waits, runs, failed };
    Phase phase{};
    std::string why;
};

struct DrillView {
    std::string plan_hash;
    std::string started;        ///< which start of the drill; empty: not told
    std::string superseded_by;  ///< the drill that took its place here
    std::shared_ptr<const plan::Plan> plan;
    std::map<std::string_view, const plan::Step*> steps;  ///< of the plan, by id
    std::vector<plan::Approval> approvals;                ///< under the plan
    std::int64_t epoch = 0;
    std::int64_t stood_down = 0;  ///< the epoch of the last order to stand down
    bool finished = false;
    std::map<AttemptKey, Attempt> attempts;
    std::set<AttemptKey> tombstones;
    std::map<std::string, int> closed;             ///< by step: AttemptsClosed::up_to
    std::map<std::string, FaultArmed> faults;      ///< by step; armed and not lifted
    std::map<std::string, FaultLifted> lifted;     ///< by step; what we ended by ourselves
    std::map<std::string, SelfMending> reverting;  ///< by step of the fault
    std::set<std::string> probes;                  ///< started and not ended
    std::map<std::string, FenceSet> fences;        ///< by step; held
    std::set<std::string> released;      ///< fence steps that were set, and lifted by order
    Nanos renewed{};                     ///< last heartbeat on CLOCK_BOOTTIME; in memory only
    std::map<std::string, Nanos> armed;  ///< by step: since when a fault holds; in memory only
};

/// What the administrator of this host says. Comes from no message and stands in no receipt.
struct Local {
    std::shared_ptr<const Policy> policy;  ///< null: there is none
    bool production = true;                ///< without a policy: whether such plans are taken
    std::optional<std::string> stopped;    ///< the kill switch is thrown: by what, and why
};

struct State {
    std::string host;  ///< who we are in the inventory; set by Hello
    std::string boot;
    std::map<std::string, DrillView> drills;
    Local local;
};

void apply(State& state, const Record& record);
void give_plan(DrillView& drill, std::shared_ptr<const plan::Plan> plan);
/// The step of a plan that is kept here, or nothing.
const plan::Step* find_step(const State& state, const AttemptKey& key);

// Inputs and directives -------------------------------------------------------------------------

struct Received {  ///< a frame of the orchestrator (OfferPlan, Execute, Query, Cancel, Renew, ...)
    wire::Message message;
    Nanos wall{};  ///< UTC of this host, for the hours of its policy
};
struct ActionEnded {
    AttemptKey key;
    AttemptReport report;
};
/// The performer is ready to break something and says how to mend it.
struct FaultPrepared {
    AttemptKey key;
    plan::Parameters found;
};
struct Ticked {};  ///< leases are looked at
struct RevertEnded {
    std::string drill;
    std::string step;
    bool verified = false;
    std::string why;
};
/// The lease that the kernel holds for a fault could not be extended: it ended there before.
struct LeaseLost {
    std::string drill;
    std::string step;
    std::string why;
};
/// A fault that never reverts by itself is seen to have no effect any more: somebody mended it.
struct FaultSeenGone {
    std::string drill;
    std::string step;
    std::string why;
};
/// Somebody at the host threw the kill switch (Local::stopped).
struct Halted {};
using Input = std::variant<Received, ActionEnded, FaultPrepared, Ticked, RevertEnded, FaultSeenGone,
                           LeaseLost, Halted>;

struct Keep {  ///< make it durable and apply it before going on
    Record record;
    /// False for the begin of an attempt that changes nothing: it may reach the disk with its end.
    /// If a crash loses it, "never seen" is a true answer: looking again does no harm.
    bool at_once = true;
};
struct Reply {
    wire::Message message;
};
/// Perform these actions in order; the first failure ends the attempt.
struct Start {
    AttemptKey key;
    std::shared_ptr<const plan::Plan> plan;
    plan::Step step;
    std::vector<plan::Action> actions;
    std::map<std::string, std::string> values;
};
struct Proceed {  ///< the fault is armed: break it now
    AttemptKey key;
};
struct Kill {  ///< end a running attempt
    AttemptKey key;
};
/// Mend by itself: first fence (if any), then revert.
struct SelfRevert {
    FaultArmed fault;
    std::optional<plan::Fence> fence_first;
    std::string why;
};
/// The lease that the kernel holds for this fault counts from the last contact, as ours does. One
/// that has ended is not begun anew: that is LeaseLost.
struct Extend {
    FaultArmed fault;
};
struct EndProbes {  ///< the drill's contact is gone or it finished
    std::string drill;
};
using Directive = std::variant<Keep, Reply, Start, Proceed, Kill, SelfRevert, Extend, EndProbes>;

/// `now` is CLOCK_BOOTTIME. `program` says which performer this is: it refuses steps of others.
std::vector<Directive> respond(const State& state, const Input& input, Nanos now,
                               plan::Performer program);

/// What to do on start with what the receipts say: Restarted, then SelfRevert of leased faults.
std::vector<Directive> start_up(const State& state, const std::string& boot, Nanos now);

/// The program is told to end: what reverts by itself does so now.
std::vector<Directive> before_the_end(const State& state);

/// As start_up(), for the person at the host: nobody else runs with these receipts.
std::vector<Directive> mend_all(const State& state, const std::string& boot,
                                const std::string& why);

/// The earliest moment at which Ticked is due; nothing when no lease runs.
std::optional<Nanos> next_tick(const State& state);

}  // namespace firedrill::agent
