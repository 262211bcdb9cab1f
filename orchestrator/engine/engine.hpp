// The engine: one drill from its start, or from where a crash left it, to its end.
//
// Input -> apply -> decide -> journal input and intents -> effect. An outcome and what was decided
// from it become durable in one commit, in this order, and nothing is done before; an artifact is
// in the store before the journal names it. All of one thread (the journal writes on its own). The
// drill's lock must be held by the caller.
#pragma once

#include "core/drill/drill.hpp"
#include "orchestrator/engine/compare_receipts.hpp"
#include "orchestrator/engine/fleet.hpp"
#include "orchestrator/engine/live.hpp"
#include "orchestrator/engine/own_steps.hpp"
#include "orchestrator/engine/silence.hpp"
#include "orchestrator/engine/timers.hpp"
#include "orchestrator/journal/journal.hpp"
#include "orchestrator/journal/snapshots.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::engine {

/// Signatures under the plan; whether they suffice the agents say.
using Approvals = std::vector<plan::Approval>;

struct Start {
    std::string drill;  ///< id, free in the store
    plan::Plan plan;
    drill::Identity by;
    bool approvals_waived = false;
    Approvals approvals;
    std::optional<drill::CalibrationCited> calibration;
    std::optional<drill::SeriesPlace> series;
};

struct Resume {
    std::string drill;
    drill::Identity by;
    std::optional<plan::Phase> from;   ///< an ended drill goes on from here
    std::optional<std::string> abort;  ///< resume only to abort it, for this reason
    Approvals approvals;               ///< further ones, where those of the start ran out
};

/// Completes the record of a drill from what the agents keep, and brings it to a known state.
struct Recover {
    std::string drill;
    drill::Identity by;
    std::string why;
    std::optional<plan::Plan> plan;  ///< from an agent, where the store knows nothing of the drill
    bool goes_on = false;            ///< otherwise it stops
    Approvals approvals;             ///< with that plan
};

/// What a person says about a step that waits for somebody.
struct Reply {
    std::string step;
    drill::Answer answer = drill::Answer::confirmed;
    std::string option;
    drill::Identity by;
    std::string why;
    std::optional<Nanos> happened;
    std::optional<plan::Approval> approval;  ///< the answer as its person signed it
};

/// How a person wants to go on with a step.
struct Wish {
    std::string step;
    drill::Identity by;
    std::string why;
    bool did_not_happen = false;  ///< of retry: the attempts before had no effect
};

class Engine final : private links::Listener {
public:
    Engine(asio::any_io_executor executor, FleetSettings settings);
    ~Engine() override;

    /// Pre-flight, then the drill is journaled as started. Nothing was done if this is an error.
    Task<Result<void>> start(Start start);
    /// Reads the journal (Errc::corrupt, Errc::diverged) and takes the drill over. Errc::refused
    /// where an agent knows more than the journal: its end is lost, and recover() is the way.
    Task<Result<void>> resume(Resume resume);
    Task<Result<void>> recover(Recover recover);
    /// Runs to the drill's end. An error means that this process cannot go on (Errc::io of the
    /// journal); the drill goes on with resume.
    Task<Result<void>> run();
    /// Ends the links; await it before the engine goes away.
    Task<void> close();

    /// These return when the fact is durable, or with the reason for which it was refused.
    Task<Result<void>> answer(Reply reply);
    Task<Result<void>> abort(drill::Identity by, std::string why);
    Task<Result<void>> note(drill::Identity by, std::string text);
    Task<Result<void>> pause(drill::Identity by, std::string why);
    Task<Result<void>> go_on(drill::Identity by, std::string why);
    Task<Result<void>> skip(Wish wish);
    Task<Result<void>> retry(Wish wish);
    /// A held step has had its effect, as a person saw.
    Task<Result<void>> it_happened(Wish wish);

    /// May be ahead of records() while a commit is under way.
    const drill::Drill& drill() const { return drill_; }
    /// Since this process began or took over; those before are in the journal.
    const std::vector<drill::Record>& records() const { return records_; }
    const Live& live() const { return live_; }
    const Fleet* fleet() const { return fleet_.get(); }
    bool running() const { return running_; }
    /// Called after every change of drill() or live().
    void on_change(std::function<void()> observer) { observer_ = std::move(observer); }

private:
    struct Input {
        Instant at;  ///< when we learned it
        drill::Event event;
    };

    /// What one commit makes durable, and what may be done after it.
    struct Turn {
        std::int64_t first_seq = 0;
        std::vector<drill::Record> records;
        std::vector<std::string> bodies;  ///< of the records
        std::vector<std::vector<drill::Command>> decisions;
        bool leads_on = false;  ///< something is to be done
    };

    /// What recover() still waits for.
    struct Recovery {
        std::set<AttemptKey> wanted;
        std::map<AttemptKey, AttemptReport> reports;
    };
    struct LostAttempt {
        AttemptKey key;
        links::Link* link = nullptr;
        bool running = false;
    };
    /// What a program said since it connected.
    struct Greeted {
        wire::Welcome welcome;
        std::optional<wire::DrillHeld> held;  ///< of this drill; empty name: nothing
        bool admitted = false;
    };

    /// A program whose receipts are being held against the journal.
    struct Asking {
        ChainSeen seen;
        ToldReceipts told;
        bool knows_drill = false;
        bool done = false;
        std::string why;  ///< there is nothing to compare
        std::chrono::steady_clock::time_point until;
    };

    // engine_admit.cpp: a program is asked what it keeps before it is told anything
    void told(links::Link& link, const wire::DrillsHeld& message);
    void admit(links::Link& link, Greeted& greeted);
    void admit_all();
    void admit_waiting();
    void answered_offer(const links::Link& link);
    bool has_room_for_offer() const;
    std::optional<Error> ahead_of_us(const links::Link& link, const wire::DrillHeld& held) const;
    void break_off(Error why);
    Task<Result<void>> everybody_told();
    Task<Result<void>> plan_taken();

    // engine_recover.cpp
    Task<Result<void>> take_over(const Recover& recover, bool store_lost);
    Result<std::int64_t> agreed_epoch();
    std::vector<LostAttempt> lost_attempts(const plan::Plan& plan) const;
    Task<void> collect(const std::vector<LostAttempt>& lost);
    void put_recovered(const Recover& recover, bool store_lost,
                       const std::vector<LostAttempt>& lost);

    // engine_links.cpp: what the links tell
    void connected(links::Link& link, const wire::Welcome& welcome) override;
    void lost(links::Link& link, const Error& why) override;
    void received(links::Link& link, wire::Message message) override;
    void clock_measured(links::Link& link, const links::KeptSample& sample) override;
    void ended(links::Link& link, wire::Ended ended);
    void with_artifacts(links::Link& link, wire::Ended ended,
                        std::function<void(AttemptKey, AttemptReport)> done);
    void refused(links::Link& link, const wire::Refused& refused);
    void refused_plan(links::Link& link, const wire::Refused& refused);
    void place_lost(const links::Link& link, const std::string& by);
    void probe_changed(links::Link& link, const wire::ProbeChanged& changed);
    void guard_changed(const wire::GuardChanged& changed);
    void listen_to_guards();
    void guards_fell_silent(Nanos gone);
    void arrived(AttemptKey key, AttemptReport report);
    void fault_reverted(links::Link& link, wire::FaultReverted&& reverted);
    links::Link* link_of(const AttemptKey& key);
    bool is_under_way(const AttemptKey& key) const;
    bool has_probe(const links::Link& link, const std::string& id) const;

    // engine_doubts.cpp: what is not believed of a peer
    bool may_tell(const links::Link& link, const AttemptKey& key);
    bool is_first_word(const links::Link& link, const wire::Ended& ended);
    void correct(const links::Link& link, const AttemptKey& key, AttemptReport& report);
    bool may_fence(const links::Link& link, const std::string& fence);
    void doubt(const links::Link& link, const std::string& what);

    // engine_people.cpp
    using May = std::function<Result<void>(const drill::Drill&)>;
    Task<Result<void>> take_down(May may, drill::Event event);

    // engine_start.cpp: before the loop
    Result<void> open_journal(const std::string& drill, std::int64_t last_snapshot = 0);
    void open_links(const plan::Plan& plan, const std::string& drill, std::int64_t epoch,
                    const Approvals& approvals);
    Task<Result<void>> enter(const Resume& resume);
    std::map<std::string, std::vector<wire::Finish>> last_finishes() const;
    Task<Result<void>> preflight();
    std::optional<Error> preflight_problem() const;
    std::ptrdiff_t preflight_missing() const;
    Task<Result<void>> append_inputs();
    void tell_start();
    Result<void> may_resume(const Resume& resume) const;

    // engine.cpp: the loop
    void put(drill::Event event);
    Task<Result<void>> loop();
    Task<Result<void>> turn();
    Task<bool> take_up(Turn& turn);
    void record(Turn& turn, std::vector<Input> inputs);
    Task<Result<void>> commit(Turn& turn);
    Task<Result<void>> write(std::vector<std::string> bodies, std::int64_t first_seq);
    Task<void> settle();
    void changed();

    // engine_act.cpp: what follows from a record, and what decide() wants
    void follow(const drill::Record& record);
    bool decide(Turn& turn);
    std::vector<Input> intents(const std::vector<drill::Command>& commands) const;
    void dispatch(const drill::Execute& command);
    OwnArtifacts own_artifacts() const;
    void act(const std::vector<drill::Command>& commands);
    void ask_performer(const AttemptKey& key);
    void cancel(const AttemptKey& key);
    void answer_as_waived(const std::string& step);
    Task<void> last_clock_bursts();

    // engine_receipts.cpp
    Result<Journaled> journaled() const;
    void see_chain(const links::Link& link, const wire::ReceiptsHeld& held);
    void ask_receipts(links::Link& link, const Asking& asking);
    void told_receipts(links::Link& link, Asking& asking, const wire::DrillsHeld& message);
    Task<void> compare_receipts();
    drill::ReceiptsCompared compared(const links::Link& link,
                                     const Result<Journaled>& journaled) const;

    asio::any_io_executor executor_;
    FleetSettings settings_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<journal::SnapshotWriter> snapshots_;
    std::unique_ptr<Fleet> fleet_;
    Timers timers_;
    drill::Drill drill_;
    drill::Drill before_;  ///< the state before records_
    std::vector<drill::Record> records_;
    std::vector<Input> inputs_;
    wire::OfferPlan offer_;
    std::map<std::string, std::vector<wire::Finish>> earlier_;  ///< by host: drills that ended
    std::set<const links::Link*> taken_;                        ///< accepted the plan
    std::map<const links::Link*, Nanos> offered_;               ///< since when, without an answer
    std::map<const links::Link*, std::string> refusals_;        ///< of the plan
    std::map<const links::Link*, Greeted> greeted_;             ///< connected programs
    std::map<ProgramId, ChainSeen> chains_;                     ///< as first told
    std::map<const links::Link*, Asking> asking_;               ///< while receipts are compared
    std::optional<Recovery> recovery_;                          ///< while it goes on
    std::set<std::string> places_lost_;                         ///< hosts, as put
    std::map<std::string, bool> contact_;                       ///< by host, as last put
    std::map<std::string, bool> probe_up_;                      ///< by probe, as last put
    std::map<std::int64_t, bool> guard_over_;                   ///< by condition, as last put
    Silence silence_;
    asio::steady_timer ear_;                 ///< when silence is looked at next
    std::set<const links::Link*> bursts_;    ///< whose last burst has ended
    std::set<AttemptKey> arriving_;          ///< ended; their artifacts are on their way
    std::set<AttemptKey> asked_;             ///< queried on the present connection
    std::set<AttemptKey> cancelled_;         ///< on the present connection
    std::map<AttemptKey, Outcome> told_;     ///< as its performer told it
    std::map<std::string, int> doubts_;      ///< by host, how often
    std::map<std::string, int> told_often_;  ///< changes of a probe, reverts of a fault
    Live live_;
    Signal wake_;
    Signal settled_;
    Signal links_changed_;
    std::optional<Error> broken_;  ///< why this process cannot go on
    std::function<void()> observer_;
    bool admits_ = false;    ///< what a program keeps was looked at: it may be told the plan
    bool starting_ = false;  ///< a new drill: nothing is left of it when it comes to nothing
    bool entering_ = false;  ///< a resumed drill asks for its place
    bool started_ = false;   ///< the journal has the drill
    bool running_ = false;
    bool busy_ = false;
    bool last_bursts_done_ = false;
    bool receipts_compared_ = false;  ///< and nothing was begun since
};

}  // namespace firedrill::engine
