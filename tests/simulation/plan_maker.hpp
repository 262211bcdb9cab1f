// Random plans of the real types: two database hosts and a client host, faults, fences, people, a
// promotion, a failback. Every plan is one that plan::validate() accepts.
#pragma once

#include "core/plan/plan.hpp"
#include "tests/simulation/chance.hpp"

namespace firedrill::simulation {

inline constexpr const char* primary = "db1";
inline constexpr const char* standby = "db2";
inline constexpr const char* client = "client1";

plan::Plan make_plan(Chance chance);

}  // namespace firedrill::simulation
