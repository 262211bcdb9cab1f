// Connections of the inventory -> connections of the plan (internal to core/plan).
#pragma once

#include "core/plan/plan.hpp"
#include "core/plan/problems.hpp"

namespace firedrill::plan {

void fill_connections(const model::Workspace& workspace, Plan& plan, Problems& problems);

}  // namespace firedrill::plan
