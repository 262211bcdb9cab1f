// Wall times as people read them on the terminal. Pure.
#pragma once

#include "core/base/time.hpp"

#include <string>

namespace firedrill::cli {

/// "18:04:13.8" with this many decimals (0, 1 or 3), cut.
std::string time_of_day(Nanos wall, int minutes_east, int decimals);
/// "2027-01-09".
std::string day(Nanos wall, int minutes_east);

}  // namespace firedrill::cli
