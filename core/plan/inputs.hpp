// Typed inputs of scenarios and playbooks (internal to core/plan).
#pragma once

#include "core/model/step.hpp"
#include "core/plan/problems.hpp"

#include <map>
#include <optional>
#include <string>

namespace firedrill::plan {

/// Whether `value` has the input's type; complains at `place` if not.
bool fits(const model::Input& input, const std::string& value, model::Place place,
          Problems& problems);

/// A value of its type, for checks without values.
std::string sample_of(const model::Input& input);

}  // namespace firedrill::plan
