// The truth about a replicated service on two hosts: who served when, which write was committed
// where, and what survived each change of the primary. Made from what really happened in the
// simulated drill; times are the simulation's own.
#pragma once

#include "core/plan/plan.hpp"
#include "tests/simulation/chance.hpp"
#include "tests/simulation/seams.hpp"

#include <optional>
#include <vector>

namespace firedrill::simulation {

enum class Closed {
    refused,    ///< nobody listens
    read_only,  ///< answers, and takes no writes
    hung,       ///< takes requests and is silent
};

/// A stretch of time in which nothing changed.
struct Spell {
    Nanos from{};
    bool open = true;
    Closed how = Closed::refused;
    int reign = 0;  ///< 0: the primary; 1: the standby, promoted; 2: the primary again
};

enum class Replication {
    asynchronous,
    synchronous,
    cancelled,  ///< synchronous, but whoever waits too long is answered with a warning
};

struct ReplicationSettings {
    Replication kind = Replication::asynchronous;
    Nanos lag{};
    std::optional<Nanos> breaks_before;  ///< so long before the first disruption it stood still
    bool drains = true;                  ///< the way back waits until everything has arrived
};

class Service {
public:
    explicit Service(ReplicationSettings settings) : settings_(settings) {}

    void happened(const plan::Plan& plan, const Happening& happening);

    const std::vector<Spell>& spells() const { return spells_; }
    const Spell& at(Nanos t) const;
    /// When the spell of t ended; max() if it lasts.
    Nanos end_of(Nanos t) const;
    /// Open with nothing between, from the one to the other.
    bool open_throughout(Nanos from, Nanos to) const;

    /// When the other server had the write that was committed at `commit`; empty: never.
    std::optional<Nanos> received(Nanos commit, int reign) const;
    /// Whether whoever serves at `now` has it.
    bool has(Nanos commit, int reign, Nanos now) const;
    const ReplicationSettings& replication() const { return settings_; }

private:
    void took_effect(const plan::Step& step, bool undone);
    void change(const plan::Plan& plan, Nanos at);
    Nanos broken_from() const;

    ReplicationSettings settings_;
    bool fault_ = false, fence_ = false, stopped_ = false;
    int reign_ = 0;
    std::vector<Nanos> handed_over_;  ///< when reign 1 began, and 2
    std::vector<Spell> spells_{{}};
};

}  // namespace firedrill::simulation
