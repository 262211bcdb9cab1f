// The orchestrator's clocks, read here and nowhere else.
#pragma once

#include "core/base/time.hpp"

#include <string>

namespace firedrill {

Nanos now_mono();  ///< CLOCK_MONOTONIC_RAW
Nanos now_wall();  ///< UTC
const std::string& boot_id();
const std::string& host_name();
/// This moment as the orchestrator sees it.
Instant now_here();

}  // namespace firedrill
