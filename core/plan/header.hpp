// Everything of a plan but its steps (internal to core/plan).
#pragma once

#include "core/plan/compile.hpp"
#include "core/plan/problems.hpp"

namespace firedrill::plan {

/// Settings, scope, people, probes, guards, inputs: before the steps.
void fill_header(const model::Workspace& workspace, const model::Scenario& scenario,
                 const CompileOptions& options, Plan& plan, Problems& problems);

/// After the steps: the hosts that take part, the footprint, the clocks that no step binds.
void fill_hosts(const model::Workspace& workspace, Plan& plan);
void fill_footprint(Plan& plan);
void fill_marks(Plan& plan);

/// How long a step is expected to take, for estimates.
Nanos expected_length(const Step& step);

}  // namespace firedrill::plan
