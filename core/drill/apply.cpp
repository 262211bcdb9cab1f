// apply(): one journaled fact becomes state. Facts that no longer matter (a late end, an answer
// that nobody asked for) change nothing, so that the fold is total.
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

#include <algorithm>
#include <cstdint>

namespace firedrill::drill {

namespace {

using namespace machine;

/// No drill lasts so long. Whatever clocks a journal may hold, sums of two stay in range.
constexpr Nanos longest = std::chrono::years{100};

/// Monotonic within a boot of the orchestrator's host; over a reboot only wall time is left.
Nanos time_between(const Instant& before, const Instant& after) {
    const bool same_clock = before.host == after.host && before.boot == after.boot;
    const Nanos from = same_clock ? before.mono : before.wall;
    const Nanos to = same_clock ? after.mono : after.wall;
    if (to <= from) return Nanos{0};
    const auto gone =
        static_cast<std::uint64_t>(to.count()) - static_cast<std::uint64_t>(from.count());
    return Nanos{std::min(gone, static_cast<std::uint64_t>(longest.count()))};
}

void add(Nanos& sum, Nanos gone) {
    sum = std::min(sum + gone, longest);
}

void wait_for_people(Drill& drill, Nanos gone) {
    add(drill.waited_for_people, gone);
    if (drill.pause) add(drill.waited_in_pauses, gone);
    if (drill.time_of == TimeOf::hold) add(drill.waited_in_holds, gone);
}

/// Nobody knows what went on since the record before.
bool is_after_downtime(const Event& event) {
    return std::holds_alternative<OrchestratorRestarted>(event) ||
           std::holds_alternative<AttemptFound>(event) ||
           std::holds_alternative<RecordRecovered>(event);
}

void pass_time(Drill& drill, const Record& record) {
    if (drill.now) {
        const Nanos gone = time_between(*drill.now, record.at);
        const bool down = is_after_downtime(record.event) || drill.status == DrillStatus::ended;
        add(drill.time, gone);
        if (!down && drill.time_of != TimeOf::machines)
            wait_for_people(drill, gone);
        else if (!down)
            add(drill.machine_time, gone);
    }
    drill.now = record.at;
    drill.last_seq = record.seq;
}

void start(Drill& drill, const Record& record, const DrillStarted& event) {
    if (drill.index) return;
    drill.id = event.drill;
    drill.plan = event.plan;
    drill.plan_hash = event.plan_hash;
    drill.started_by = event.by;
    drill.approvals_waived = event.approvals_waived;
    drill.epoch = event.epoch;
    drill.started = record.at;
    if (event.approvals) drill.approvals = *event.approvals;
    drill.index = std::make_shared<const PlanIndex>(make_index(drill.plan));
    for (const auto& step : drill.plan.steps) drill.steps[step.id];
}

/// Calls `f` with the step that the key or id names, if the plan has it.
template <class F>
void with_step(Drill& drill, const std::string& id, F&& f) {
    const auto found = std::as_const(drill.steps).find(id);
    if (found == std::as_const(drill.steps).end()) return;
    f(place(drill, static_cast<std::size_t>(found - std::as_const(drill.steps).begin())));
}

bool is_under_way(const StepState& state, const AttemptKey& key) {
    return state.under_way == key.part && attempt_of(state, key.part) == key.attempt;
}

/// Attempts under way on this host, or on all (empty), are to be asked about.
void ask_performers(Drill& drill, const std::string* host) {
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        StepState& state = drill.steps.nth(i);
        if (!state.under_way || (host != nullptr && drill.plan.steps[i].host != *host)) continue;
        state.ask = true;
        state.ask_since = drill.time;
        if (state.under_way == Part::act) state.status = StepStatus::orphaned;
    }
}

void lose_contact(Drill& drill, const std::string& host) {
    drill.contact[host] = false;
    drill.lost.try_emplace(host, drill.time);
}

void make_contact(Drill& drill, const std::string& host) {
    drill.contact[host] = true;
    drill.lost.erase(host);
    ask_performers(drill, &host);
    for (std::size_t i = 0; i < drill.steps.size(); ++i) {
        StepState& state = drill.steps.nth(i);
        const bool given_up = state.undo == UndoStatus::failed &&
                              state.undo_failures < undo_tries &&
                              drill.status != DrillStatus::ended;
        if (given_up && drill.plan.steps[i].host == host) state.undo = UndoStatus::armed;
    }
}

void see_probe(Drill& drill, const Instant& at, const ProbeChanged& event) {
    ProbeState& probe = drill.probes[event.probe];
    if (probe.up == event.up) return;
    probe = {.up = event.up, .since = at, .since_time = drill.time};
}

void see_guard(Drill& drill, const GuardChanged& event) {
    const auto position = static_cast<std::size_t>(event.condition - 1);
    if (position >= drill.plan.stop_conditions.size()) return;
    const auto known = drill.guards.find(position);
    const bool news = known == drill.guards.end() || known->second.reading != event.reading;
    drill.guards[position] = {.reading = event.reading,
                              .value = event.value,
                              .since = news ? drill.time : known->second.since};
}

/// The agent fenced before it mended a fault: nobody intended it, and yet it must be undone.
void fenced_by_itself(Place at) {
    at.state.may_have_happened = true;
    at.state.touched = true;
    if (std::exchange(at.state.presumed, false)) at.state.why.clear();  // here is its receipt
    const bool ended = at.drill.status == DrillStatus::ended;
    const bool open = at.state.undo == UndoStatus::none || at.state.undo == UndoStatus::done;
    at.state.undo_again = at.state.undo == UndoStatus::running;
    if (!at.step.undo.empty() && open)
        at.state.undo = ended ? UndoStatus::released : UndoStatus::armed;
}

std::string abort_reason(const AbortRequested& event) {
    return event.why.empty()
               ? say(Language::en, reasons::aborted_by, event.by.person)
               : say(Language::en, reasons::aborted_by_because, event.by.person, event.why);
}

void end(Drill& drill, const DrillEnded& event) {
    if (past_point_of_no_return(drill) || event.ending == Ending::completed)
        for (auto& [id, state] : drill.steps)
            if (state.undo == UndoStatus::armed) state.undo = UndoStatus::released;
    drill.status = DrillStatus::ended;
    drill.ending = event.ending;
    drill.why = event.why;
}

/// One overload for each event: a new event does not compile until somebody thought about it here.
struct Fold {
    Drill& drill;
    const Record& record;

    void operator()(const DrillStarted& e) const { start(drill, record, e); }
    void operator()(const OrchestratorRestarted& e) const { restart(drill, e.epoch); }
    void operator()(const AttemptIntended& e) const {
        if (e.key.drill == drill.id)
            with_step(drill, e.key.step, [&](Place at) { intended(at, e.key, record.seq); });
    }
    void operator()(const AttemptEnded& e) const {
        if_under_way(e.key, [&](Place at) { ended(at, e.report); });
    }
    void operator()(const AttemptNeverSeen& e) const {
        if_under_way(e.key, [](Place at) { never_seen(at); });
    }
    void operator()(const PersonAsked& e) const {
        with_step(drill, e.step, [](Place at) { asked(at); });
    }
    void operator()(const PersonAnswered& e) const {
        with_step(drill, e.step, [&](Place at) { answered(at, e); });
    }
    void operator()(const ProbeChanged& e) const { see_probe(drill, record.at, e); }
    void operator()(const GuardChanged& e) const { see_guard(drill, e); }
    void operator()(const ClockSampled&) const {}
    void operator()(const ContactLost& e) const { lose_contact(drill, e.host); }
    void operator()(const ContactMade& e) const { make_contact(drill, e.host); }
    void operator()(const FaultReverted& e) const {
        const auto step = drill.steps.find(e.step);
        const int latest = step == drill.steps.end() ? 0 : step->second.attempt;
        if (e.attempt != 0 && e.attempt < latest) return;  // told late: it was injected anew
        const bool news = e.verified && drill.reverted.insert(e.step).second;
        if (news && !e.fence.empty())
            with_step(drill, e.fence, [](Place at) { fenced_by_itself(at); });
    }
    void operator()(const AnswerRefused&) const {}
    void operator()(const ReceiptsCompared&) const {}
    void operator()(const TimerFired&) const { expire(drill); }
    void operator()(const AbortRequested& e) const {
        begin_stop(drill, {.ending = Ending::aborted, .why = abort_reason(e)});
    }
    void operator()(const PauseRequested& e) const { pause(drill, e); }
    void operator()(const ContinueRequested& e) const { go_on(drill, e); }
    void operator()(const StepSkipped& e) const {
        with_step(drill, e.step, [&](Place at) { skip_asked(at, e); });
    }
    void operator()(const StepRetried& e) const {
        with_step(drill, e.step, [&](Place at) { retry_asked(at, e); });
    }
    void operator()(const StepSettled& e) const {
        with_step(drill, e.step, [&](Place at) { settle_asked(at, e); });
    }
    void operator()(const GuardBreached& e) const {
        begin_stop(drill, {.ending = Ending::aborted,
                           .why = say(Language::en, reasons::guard, e.guard, e.what)});
    }
    void operator()(const FencePresumed& e) const {
        with_step(drill, e.step, [&](Place at) { presumed(at, e); });
    }
    void operator()(const ResumedFrom& e) const { resume_from(drill, e.phase); }
    void operator()(const Noted&) const {}
    void operator()(const DrillEnded& e) const { end(drill, e); }
    void operator()(const AttemptFound& e) const {
        if (e.key.drill == drill.id)
            with_step(drill, e.key.step, [&](Place at) { found(at, e, record.seq); });
    }
    void operator()(const RecordRecovered& e) const { recovered(drill, e); }
    void operator()(const PlaceLost& e) const {
        begin_stop(drill, {.ending = Ending::aborted,
                           .why = say(Language::en, reasons::place_lost, e.by, e.host)});
    }

    template <class F>
    void if_under_way(const AttemptKey& key, F&& f) const {
        if (key.drill != drill.id) return;
        with_step(drill, key.step, [&](Place at) {
            if (is_under_way(at.state, key)) f(at);
        });
    }
};

/// Hosts that have been out of contact for so long that nobody waits for them any more.
std::ptrdiff_t given_up(const Drill& drill) {
    return std::count_if(drill.lost.begin(), drill.lost.end(),
                         [&](const auto& lost) { return is_given_up(drill, lost.first); });
}

/// Facts of which no step knows. By far the most records are of this kind, and plans are long.
bool touches_no_step(const Event& event) {
    return std::holds_alternative<ClockSampled>(event) ||
           std::holds_alternative<ProbeChanged>(event) || std::holds_alternative<Noted>(event) ||
           std::holds_alternative<ReceiptsCompared>(event);
}

}  // namespace

machine::Place machine::place(Drill& drill, std::size_t position) {
    return {drill, drill.plan.steps[position], drill.steps.nth(position), position};
}

void machine::restart(Drill& drill, std::int64_t epoch) {
    drill.epoch = std::max(drill.epoch, epoch);
    drill.contact.clear();
    drill.lost.clear();
    ask_performers(drill, nullptr);
    // the question on the terminal died with the process: ask again, the time to answer runs on
    for (auto& [id, state] : drill.steps) {
        if (state.status == StepStatus::waiting) state.status = StepStatus::pending;
        state.told = false;
    }
}

void apply(Drill& drill, const Record& record) {
    const bool first = std::holds_alternative<DrillStarted>(record.event);
    if (!drill.index && !first) return;
    const auto given_up_before = given_up(drill);
    pass_time(drill, record);
    std::visit(Fold{drill, record}, record.event);
    // what settle() sees has not changed, and it left nothing to settle
    if (touches_no_step(record.event) && given_up(drill) == given_up_before) return;
    settle(drill);
    drill.time_of = whose_time(drill);
}

}  // namespace firedrill::drill
