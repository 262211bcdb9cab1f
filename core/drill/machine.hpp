// What the files of this room share: the steps of apply() and the questions of decide(). Nobody
// else includes it. Positions are those of plan.steps.
#pragma once

#include "core/drill/drill.hpp"
#include "core/drill/plan_index.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace firedrill::drill::machine {

using namespace std::chrono_literals;

/// After an attempt's own timeout: how long its end may take to reach us before we ask.
inline constexpr Nanos end_grace = 10s;
/// How long an asked performer may take to answer before the outcome counts as unknown.
inline constexpr Nanos answer_patience = 20s;
/// How long a step or an undo waits for a host that is out of contact.
inline constexpr Nanos contact_patience = 30s;
/// Between two tries of an undo.
inline constexpr Nanos undo_pause = 2s;
/// How long the second person of a critical step may take.
inline constexpr Nanos four_eyes_patience = 30min;
inline constexpr int undo_tries = 3;
inline constexpr int check_tries = 3;
/// Requests that got lost on the way, per step, before the step fails.
inline constexpr int never_seen_max = 5;
/// Further attempts of an idempotent step whose outcome nobody knows, if `retries` says less.
inline constexpr int repeats_min = 2;

/// A step as the machine sees it while it folds a record.
struct Place {
    Drill& drill;
    const plan::Step& step;
    StepState& state;
    std::size_t position;
};
Place place(Drill& drill, std::size_t position);

// apply.cpp --------------------------------------------------------------------------------------
void restart(Drill& drill, std::int64_t epoch);

// attempts.cpp: what an attempt's end means ------------------------------------------------------
void intended(Place at, const AttemptKey& key, std::int64_t seq);
void ended(Place at, const AttemptReport& report);
void never_seen(Place at);
/// It is over, from this record on: what begins later begins after it.
void come_to_end(Place at, StepStatus status);
void succeed(Place at);
/// Takes the step's on_failure into account.
void fail(Place at, StepStatus status, std::string why);

// unheard.cpp: a promotion that was given up and may still begin ---------------------------------
/// One that must be asked about before this step begins, because the step lifts a fence; null:
/// none.
std::optional<std::size_t> unheard_before(const Drill& drill, std::size_t position);
void ask_once_more(Place at);
/// Its host did not answer this question either.
void unheard_for_good(Place at, const std::string& why);

// people.cpp -------------------------------------------------------------------------------------
void asked(Place at);
void answered(Place at, const PersonAnswered& answer);
/// People whose answers are needed: the quorum, two for a critical step.
int answers_needed(const plan::Step& step);

// control.cpp ------------------------------------------------------------------------------------
/// Whether a failure of this step waits for a person. With approvals waived nothing does.
bool is_to_hold(Place at);
void hold(Place at, std::string why);
void skip(Place at);
void pause(Drill& drill, const PauseRequested& event);
void go_on(Drill& drill, const ContinueRequested& event);
void skip_asked(Place at, const StepSkipped& event);
void retry_asked(Place at, const StepRetried& event);
void settle_asked(Place at, const StepSettled& event);

// recover.cpp ------------------------------------------------------------------------------------
void found(Place at, const AttemptFound& event, std::int64_t seq);
void recovered(Drill& drill, const RecordRecovered& event);

// stop.cpp ---------------------------------------------------------------------------------------
struct Stop {
    Ending ending = Ending::aborted;
    std::string why;
    bool undo_after_point = false;
};
/// The first reason to stop counts; later ones change nothing.
void begin_stop(Drill& drill, Stop stop);
void resume_from(Drill& drill, plan::Phase phase);
/// As if it had not been tried; attempt numbers go on, because keys are never used twice.
void make_pending(StepState& state);

// settle.cpp: what follows from the state alone --------------------------------------------------
void settle(Drill& drill);
/// A promotion must never meet an old primary that is still open: every fence before it holds,
/// whatever `needs` and `on_failure` say. A fence that `when` left out does not count; one that a
/// person left out does. Null: none is missing.
const plan::Step* missing_fence(const Drill& drill, std::size_t position);

// presume.cpp ------------------------------------------------------------------------------------
struct Presumption {
    std::string fault;  ///< the step whose fault fences its host
    plan::PresumptionFigures figures;
    Nanos at{};  ///< drill time from which the fence counts as set
};
/// Nothing where the fence must give a receipt.
std::optional<Presumption> presumption_of(const Drill& drill, std::size_t position);
std::optional<Presume> presume_due(const Drill& drill, std::size_t position);
void presumed(Place at, const FencePresumed& event);

// deadlines.cpp ----------------------------------------------------------------------------------
/// When the attempt under way is asked about, or given up if it already was; drill time.
Nanos attempt_deadline(const plan::Step& step, const StepState& state);
Nanos person_deadline(const plan::Step& step, const StepState& state);
/// A timer fired: everything that is due happens.
void expire(Drill& drill);
/// The next moment at which something becomes due by itself.
std::optional<WakeAt> next_wake(const Drill& drill);
/// A stop condition or the limit on machine time that is breached now.
std::optional<Breach> breach_due(const Drill& drill);

// guards.cpp -------------------------------------------------------------------------------------
/// A stop condition that holds against the drill, and since when (drill time).
struct Grounds {
    Nanos since{};
    std::string what;  ///< for people
};
/// What speaks for stopping now; whether it has lasted long enough is another question.
std::optional<Grounds> grounds_to_stop(const Drill& drill, std::size_t condition);
/// How long it must last.
Nanos lasting(const Drill& drill, std::size_t condition);

// queries.cpp ------------------------------------------------------------------------------------
/// The last attempt of this part.
int attempt_of(const StepState& state, Part part);
/// Drill::time_of, from the steps.
TimeOf whose_time(const Drill& drill);
bool is_lost(const Drill& drill, const std::string& host);
bool is_given_up(const Drill& drill, const std::string& host);
bool may_have_happened(const StepState& state);
/// Whether this step's undo is still to be done, as things stand.
bool is_to_undo(const Drill& drill, std::size_t position);
/// First step that is not over, in plan order; the number of steps if all are.
std::size_t first_open(const Drill& drill);
bool needs_are_over(const Drill& drill, std::size_t position);
/// Whether somebody has to agree before anything happens, and has not yet.
bool is_to_ask(const Drill& drill, std::size_t position);

// decide_stop.cpp --------------------------------------------------------------------------------
void decide_stop(const Drill& drill, std::vector<Command>& out);
/// The next undo in reverse order, unless something is under way; whether any is left to do.
bool decide_undo(const Drill& drill, std::vector<Command>& out);
Execute execute(const Drill& drill, std::size_t position, Part part);
AttemptKey under_way_key(const Drill& drill, std::size_t position);

}  // namespace firedrill::drill::machine
