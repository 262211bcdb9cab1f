// The plan of a drill that is measured: a service with targets on two hosts, a probe with drill
// writes, a failover and a failback with their marks. Ids as the simulation's world knows them.
#pragma once

#include "core/plan/plan.hpp"
#include "tests/simulation/chance.hpp"

namespace firedrill::simulation {

plan::Plan make_measured_plan(Chance chance);

}  // namespace firedrill::simulation
