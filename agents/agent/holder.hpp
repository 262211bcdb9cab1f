// Which program holds a fault that ends with it: what find() notes, and what a later program, or a
// person offline, makes of that. No thread rule.
#pragma once

#include "core/plan/action.hpp"

#include <cstdint>
#include <string>

namespace firedrill::agent {

/// This program as "holder", with its "start" and "boot".
Result<plan::Parameters> this_holder();

/// Whether it is gone, with all that it held. A number that another process has by now is not it.
bool holder_is_gone(const plan::Parameters& found);
/// Whether this program holds it.
bool holds_it_itself(const plan::Parameters& found);

/// "drill/step": under which name this program holds the fault of a step.
std::string held_name(const std::string& drill, const std::string& step);

/// 0 if there is no such number.
std::int64_t number_of(const plan::Parameters& from, const std::string& name);

}  // namespace firedrill::agent
