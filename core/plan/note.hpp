// The remark on a step in `firedrill plan` (internal to core/plan).
#pragma once

#include "core/plan/plan.hpp"

#include <string>

namespace firedrill::plan {

std::string note_of(const Plan& plan, const Step& step, Language language);
std::string undo_of(const Step& step, Language language);

}  // namespace firedrill::plan
