// A small drill on two hosts with a fake service, real programs, and a trace of every effect.
//
// The service is a process that a leased fault pauses. Each step appends its name to the drill's
// trace, so a step that starts twice shows. The agents are installed ones: they outlive any
// orchestrator. Nothing is left when the stage ends. One thread.
#pragma once

#include "tests/support/program.hpp"
#include "tests/support/rig.hpp"

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace firedrill::crash {

/// firedrill-agent of one host.
class Agent {
public:
    Agent(std::string host, const std::filesystem::path& place);
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    /// Returns when it listens, or has ended. `under`: strace and its words.
    void start(const std::vector<std::string>& under = {});
    void kill();  ///< SIGKILL, and waits until it is gone
    bool runs() const;
    bool listens() const;
    pid_t pid() const;  ///< of the agent itself, also under a tracer; 0 if it does not run
    const std::string& host() const { return host_; }
    std::string state() const { return (place_ / (host_ + ".state")).string(); }
    std::string receipts() const { return state() + "/receipts"; }
    std::string socket() const { return (place_ / (host_ + ".sock")).string(); }
    std::string log() const { return (place_ / (host_ + ".log")).string(); }

private:
    std::string host_;
    std::filesystem::path place_;
    pid_t pid_ = 0;
    bool traced_ = false;
};

class Stage {
    TemporaryDirectory place_;  // before all that lives in it

public:
    Agent h1, h2;  ///< h1 holds the service

    /// `lease` of the fault that pauses the service.
    explicit Stage(std::chrono::milliseconds lease = std::chrono::seconds(5));
    ~Stage();

    /// Its step "hold" ends when let_go() was called for this drill (at once, if before).
    plan::Plan plan(const std::string& drill) const;
    void let_go(const std::string& drill) const;
    /// The drill goes no further than to this step, which waits before its effect.
    void hold_at(const std::string& drill, const std::string& step) const;
    void release(const std::string& drill, const std::string& step) const;

    /// A process of its own that runs the drill: `verb` is start or resume.
    test::Ended orchestrate(const std::string& verb, const std::string& drill,
                            const std::vector<std::string>& under = {}) const;
    pid_t orchestrator(const std::string& verb, const std::string& drill) const;
    /// In this process.
    Rig::Ran resume(const std::string& drill) const { return rig().resume(drill); }
    Rig::Ran start(const std::string& drill) const { return rig().start(plan(drill), drill); }
    Rig rig() const;

    const std::filesystem::path& root() const { return place_.path(); }
    const std::filesystem::path& store() const { return store_; }
    void use_store(std::filesystem::path store) { store_ = std::move(store); }
    journal::Store opened() const { return journal::create_store(store_).value(); }
    std::filesystem::path trace(const std::string& drill) const {
        return root() / (drill + ".trace");
    }
    std::map<std::string, int> effects(const std::string& drill) const {
        return effects_in(trace(drill));
    }
    bool service_is_paused() const;
    /// Programs of this drill's steps that run now.
    std::vector<pid_t> programs(const std::string& drill) const;
    std::chrono::milliseconds lease() const { return lease_; }
    /// Of every orchestrator from now on, in records.
    void take_snapshots_every(std::int64_t records) { snapshot_every_ = records; }

    void restart_service();

private:
    std::vector<std::string> orchestrator_words(const std::string& verb, const std::string& drill,
                                                const std::vector<std::string>& under) const;
    std::filesystem::path store_;
    std::chrono::milliseconds lease_;
    std::int64_t snapshot_every_ = 10'000;
    pid_t service_ = 0;
};

/// What a drill that ran to its end leaves in its trace.
std::map<std::string, int> all_effects();

/// Every effect in the trace has an intent of its own among the first `records` of the journal.
void check_intents(const Stage& stage, const std::string& drill, std::size_t records);
/// The drill ended as without any crash: every step succeeded, each effect is there once, no fault
/// is left, the journal is whole, no program runs.
void check_same_end(const Stage& stage, const std::string& drill, const Rig::Ran& ran);
/// The records of the drill, chain and machine verified; empty if it never started.
std::vector<drill::Record> read_records(const Stage& stage, const std::string& drill);

}  // namespace firedrill::crash
