// Performer: what a resident program can do; the host (serve.hpp) does everything else: sessions,
// receipts, leases, idempotency. Agent and probe each bring one; tests bring a fake.
//
// Rules: all calls come on the program's one thread; nothing blocks it for longer than a few
// milliseconds. No exception leaves. Several jobs may be under way at once.
#pragma once

#include "agents/resident/job.hpp"
#include "core/agent/agent.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace firedrill::resident {

/// How a fault was mended.
struct Mended {
    bool verified = false;  ///< the post-condition was seen to hold
    std::string why;        ///< what was done, or what hinders it; for people
};

/// Probes outlive the job that started them (probe only).
class Probes {
public:
    virtual ~Probes() = default;
    /// Ids of the running probes of all drills, for Status.
    virtual std::vector<std::string> running() const = 0;
    /// Somebody connected: keep `notify` and send ProbeChanged with the state of each running
    /// probe.
    virtual void announce(Notify notify) = 0;
    /// The drill's contact is gone or it finished: stop writing, then probing.
    virtual void end(const std::string& drill) = 0;
};

class Performer {
public:
    virtual ~Performer() = default;

    /// Whether the action is one that this program knows and its policy allows; the error says why
    /// not. Asked before an attempt begins; nothing may happen yet.
    virtual Result<void> performs(const plan::Action& action) const = 0;

    /// Performs job.action to its end. Ends within job.timeout (plus grace) and soon after
    /// job.cancel. The report's host and boot are filled in by the caller.
    virtual asio::awaitable<AttemptReport> perform(Job job) = 0;

    /// For a Fault, before its record is durable: finds what will be broken (pid, start time) and
    /// what mending needs. Must not change anything.
    virtual asio::awaitable<Result<plan::Parameters>> prepare(Job job);

    /// Mends an armed fault without being asked: its lease ended, or the program restarted.
    /// `fence` comes first where given; if it fails the fault stays.
    virtual asio::awaitable<Mended> revert(agent::FaultArmed fault,
                                           std::optional<plan::Fence> fence);

    /// The lease that the kernel holds for this fault lasts `fault.lease` from now; an error if it
    /// has ended.
    virtual asio::awaitable<Result<void>> extend(agent::FaultArmed fault);

    /// Ends what a run before this one left behind. Once, before anybody is answered; may block.
    virtual void end_stragglers() {}

    /// Null where there are none.
    virtual Probes* probes() { return nullptr; }
};

}  // namespace firedrill::resident
