// The clocks of this host. `mono` values of messages and reports are CLOCK_MONOTONIC_RAW, leases
// count on CLOCK_BOOTTIME (it goes on while the machine sleeps). Thread-safe.
#pragma once

#include "core/base/time.hpp"

#include <string>

namespace firedrill::resident {

Nanos mono_now();
Nanos boottime_now();
Nanos wall_now();
/// /proc/sys/kernel/random/boot_id, read once.
const std::string& boot_id();

}  // namespace firedrill::resident
