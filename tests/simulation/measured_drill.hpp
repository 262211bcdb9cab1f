// A simulated drill that is measured: the whole simulation runs the real machines, the truth about
// the service follows what really happens in it, and in the end there are the records and files
// that a real drill would have left, with every time in the clock of its own host.
#pragma once

#include "core/drill/assess.hpp"
#include "tests/simulation/measured_traffic.hpp"
#include "tests/simulation/simulation.hpp"

#include <map>
#include <string>
#include <vector>

namespace firedrill::simulation {

/// What differs from seed to seed, beside the plan and the faults of the machines.
struct MeasuredSettings {
    explicit MeasuredSettings(Chance chance);

    TrafficSettings traffic;
    ReplicationSettings replication;
    bool chaos = false;   ///< the machines are disturbed as in the other simulation
    Nanos stall{};        ///< how long the prober stands still; 0: never
    int stall_where = 0;  ///< at the disruption, at the recovery, or between others
    int exchanges_lost_percent = 0;
    Nanos exchange_way{};                             ///< longest way of a clock exchange
    std::vector<std::pair<Nanos, Nanos>> wall_steps;  ///< the orchestrator's wall clock: when, by
    std::uint64_t draws = 0;                          ///< seed of everything else
};

/// What a drill leaves, and what was the case. Values: may be copied and changed.
struct Measured {
    std::vector<drill::Record> records;
    std::map<std::string, std::string> artifacts;  ///< bytes by their digest
    plan::Plan plan;
    bool ended = false;

    // The truth, in the simulation's own time.
    Service service;
    MeasuredSettings settings;
    std::vector<HostClock> clocks;  ///< orchestrator, primary, standby, client
    struct Times {
        Nanos began{}, ended{};
        std::optional<Nanos> effect;
    };
    std::map<AttemptKey, Times> times;
    std::vector<Interval> probed;  ///< the samples cover this
    std::vector<Nanos> verified;

    const HostClock& reference() const { return clocks[0]; }
    const HostClock& clock_of(const std::string& host) const;
    /// The drill writes up to a verification.
    std::vector<TrueWrite> written_until(Nanos taken) const;
    drill::Drill folded() const;
    drill::Assessment assessed() const;
    Result result;
};

Measured measure_drill(std::uint64_t seed,
                       const std::function<void(MeasuredSettings&)>& adjust = {});

}  // namespace firedrill::simulation
