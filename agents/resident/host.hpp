// Host: carries out what core/agent decides. Inputs go to respond(); a Keep is durable before
// anything behind it happens; Keeps of inputs that are ready at the same time share one fdatasync.
//
// One thread. If receipts cannot be written nobody knows what is on disk: the process decides
// nothing more, mends what reverts by itself (that needs no receipt), and ends. The next start
// reads what is true.
#pragma once

#include "agents/resident/performer.hpp"
#include "agents/resident/receipts.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::resident {

class Host {
public:
    struct Parts {
        asio::any_io_executor executor;
        plan::Performer program;
        Performer& performer;
        ArtifactStore& artifacts;
        Receipts::Opened receipts;
        std::string name;  ///< ours in the inventory
        std::string boot;
    };
    explicit Host(Parts parts);

    /// Replays the receipts and mends what the last run left broken.
    void start_up();
    /// A message of a greeted orchestrator, and where the answer goes.
    void receive(const wire::Message& message, Notify answer);
    /// Where everything goes that nobody asked for.
    void connect(Notify everybody) { everybody_ = std::move(everybody); }
    /// Somebody came, or (nullptr) left.
    void greeted(const Notify& newcomer);
    /// What the administrator of this host says (core/agent: Local).
    void govern(std::shared_ptr<const agent::Policy> policy, bool production);
    /// The kill switch: by what it is thrown, or nothing.
    void stop(std::optional<std::string> why);
    /// Ends attempts, mends leased faults, then calls `done`.
    void shut_down(std::function<void()> done);

    /// Nothing runs, no leased fault is active, no probe is out.
    bool at_rest() const;
    /// Something is being reverted right now.
    bool is_mending() const { return mending_ > 0; }
    /// Some drill was here and every one has finished.
    bool all_finished() const;
    bool knows_drills() const { return !state_.drills.empty(); }
    /// Every drill has finished and left neither fault nor fence: the receipts speak of nothing
    /// that anybody may still ask for.
    bool leaves_nothing() const;
    /// Called whenever at_rest() may have changed.
    void on_change(std::function<void()> observer) { observer_ = std::move(observer); }

private:
    struct Running {
        std::shared_ptr<Cancellation> cancel;
        std::shared_ptr<Cancellation> proceed;  ///< requested when the fault's record is durable
    };

    struct Waiting {
        agent::Directive directive;
        Notify asker;  ///< whoever asked; nullptr: nobody did
    };

    void take(const agent::Input& input, const Notify& asker = nullptr);
    void carry_out(std::vector<agent::Directive> directives, const Notify& asker = nullptr);
    void keep(const agent::Record& record);
    void flush();
    void act(Waiting& waiting);
    void start(agent::Start start);
    void mend(agent::SelfRevert revert);
    void extend(agent::Extend extend);
    void answer(wire::Message message, const Notify& asker = nullptr);
    Notify with_chain(Notify asker, std::int64_t seen) const;
    void note_speaker(const wire::Message& answer);
    void note_contact(const std::string& drill, Nanos at);
    Nanos proven(const std::string& drill) const;
    void arm_timer();
    asio::awaitable<void> watch_leases();
    asio::awaitable<void> attempt(agent::Start start, Running running);
    asio::awaitable<AttemptReport> perform(Job job, Running running);
    asio::awaitable<AttemptReport> break_something(Job job, Running running);
    Job make_job(const agent::Start& start, const plan::Action& action, const Running& running);
    asio::awaitable<void> mend_one(agent::SelfRevert revert);
    asio::awaitable<void> extend_one(agent::FaultArmed fault);
    Result<void> allowed(const wire::Message& message) const;
    Result<void> allowed_part(const plan::Step& step, Part part) const;
    Result<void> allowed_plan(const wire::OfferPlan& offer) const;
    Result<void> has_room_for(const wire::OfferPlan& offer) const;
    void finish_shut_down();
    void mend_leased();
    void give_up(const std::string& why);
    void finish_giving_up();

    Parts parts_;
    agent::State state_;
    std::vector<Waiting> waiting_;  ///< for the next fdatasync
    bool flush_is_posted_ = false;
    bool must_sync_ = false;  ///< something appended must be durable before anything else happens
    std::map<AttemptKey, Running> running_;
    int mending_ = 0;
    using FaultId = std::pair<std::string, std::string>;  ///< drill, step
    std::set<FaultId> extending_;
    std::map<FaultId, Nanos> extended_;      ///< the contact from which the kernel's lease counts
    Nanos connected_{};                      ///< when the last orchestrator was greeted
    std::map<std::string, Nanos> answered_;  ///< by drill: the last Renewed since its plan came
    Notify everybody_;
    asio::posix::stream_descriptor timer_;  ///< timerfd on CLOCK_BOOTTIME, unset when no lease runs
    std::optional<Nanos> due_;              ///< what it is set to
    std::function<void()> observer_;
    std::function<void()> shut_down_done_;
    std::optional<std::string> broken_;   ///< why receipts cannot be written
    bool mended_after_attempts_ = false;  ///< before the end, whatever its reason
};

}  // namespace firedrill::resident
