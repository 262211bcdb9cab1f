// Rules and advice about a compiled drill as a whole (internal to core/plan).
#pragma once

#include "core/plan/expand.hpp"

namespace firedrill::plan {

void advise(const Plan& plan, const model::Scenario& scenario, const Expander& expander,
            Problems& problems);

}  // namespace firedrill::plan
