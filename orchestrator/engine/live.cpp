#include "orchestrator/engine/live.hpp"

namespace firedrill::engine {

void note(Live& live, const wire::ProbeProgress& progress) {
    ProbeLive& probe = live[progress.probe];
    probe.up = progress.up;
    probe.seconds.push_back({.good = progress.good, .bad = progress.bad});
    while (probe.seconds.size() > 60) probe.seconds.pop_front();
    probe.acked_last = progress.writes_acked - probe.acked;
    probe.attempted_last = progress.writes_attempted - probe.attempted;
    probe.acked = progress.writes_acked;
    probe.attempted = progress.writes_attempted;
    probe.guards = progress.guards;
}

}  // namespace firedrill::engine
