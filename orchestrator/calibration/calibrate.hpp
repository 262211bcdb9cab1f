// Calibration: a drill of its own in which services that are known to fail, and to lose writes, are
// measured by the real firedrill-probe through the real engine; then every figure is held against
// what is known to have happened. Only loopback is touched, and nothing is left behind.
//
// Blocks; main thread. SIGINT and SIGTERM end it early, with Errc::io.
#pragma once

#include "core/base/text.hpp"
#include "core/measure/calibration.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace firedrill::calibration {

struct Settings {
    std::filesystem::path programs;  ///< where firedrill-probe is
    std::string version;
    std::int64_t seed = 0;
    std::int64_t outages = 60;  ///< in all; at least one of each way of failing is made
    Nanos every = std::chrono::milliseconds{10};
    Nanos deadline = std::chrono::milliseconds{250};
    std::int64_t writes = 500;
    Language language = Language::en;  ///< of what the probe says of itself
    /// How many outages and writes have come; a few times a second.
    std::function<void(std::int64_t outages, std::int64_t writes)> on_progress;
};

Result<measure::Calibration> calibrate(const Settings& settings);

}  // namespace firedrill::calibration
