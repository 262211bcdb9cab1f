// Who holds the lock (flock) of a file, as /proc/locks shows it. Thread-safe.
#pragma once

#include <sys/types.h>

#include <optional>

namespace firedrill::resident {

/// Nothing when nobody holds it, or a process that is not visible here.
std::optional<pid_t> lock_holder(int fd);

}  // namespace firedrill::resident
