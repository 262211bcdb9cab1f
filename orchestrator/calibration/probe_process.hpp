// The firedrill-probe that a calibration has started: what it costs, and that it is gone.
// Reads /proc; no thread rule.
#pragma once

#include "core/base/time.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>

namespace firedrill::calibration {

/// The process whose command line names a file of this directory.
std::optional<pid_t> process_in(const std::filesystem::path& directory);
/// Processor time so far, to a hundredth of a second; 0 when it is gone.
Nanos processor_time(pid_t process);

}  // namespace firedrill::calibration
