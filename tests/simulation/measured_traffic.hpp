// What the client's programs saw of the service: the samples of an open-loop prober and the drill
// writes, as functions of the truth. The prober keeps the rules of agents/probe: a slot that goes
// out late, or whose deadline passed while the prober stood still, says nothing.
#pragma once

#include "core/measure/outage.hpp"
#include "core/measure/writes.hpp"
#include "tests/simulation/measured_clock.hpp"
#include "tests/simulation/measured_service.hpp"

#include <vector>

namespace firedrill::simulation {

struct TrafficSettings {
    Nanos jitter{};  ///< slots go out late by up to this
    Nanos way{};     ///< longest way between client and server
    Nanos work{};    ///< longest that a server takes
    int late_permille = 0;
    int lost_permille = 0;         ///< samples that never reach the file
    std::vector<Interval> stalls;  ///< the prober stood still
    Nanos patience{};              ///< of a writer
    Nanos cancelled_after{};       ///< a wait for the standby
    Nanos round_trip() const { return 2 * way + work; }
};

/// In the clock of the client's host.
std::vector<measure::ProbeSample> sampled(const Service& service, const HostClock& clock,
                                          const TrafficSettings& settings, const plan::Probe& probe,
                                          Interval while_running, Chance chance);

/// A drill write and what became of it.
struct TrueWrite {
    measure::Write write;  ///< as the client knows it, in the truth's time
    std::optional<Nanos> commit;
    int reign = 0;  ///< whose commit it was
};

/// Held back around each verification, as the product does it.
std::vector<TrueWrite> written(const Service& service, const TrafficSettings& settings,
                               const plan::WriteLog& log, Interval while_running,
                               const std::vector<Nanos>& verified, Chance chance);

}  // namespace firedrill::simulation
