// The plan of the drill that a calibration is: probes of services of our own, two pauses in which
// these fail and lose writes, and the read-back. Pure.
#pragma once

#include "core/plan/plan.hpp"

#include <string>
#include <vector>

namespace firedrill::calibration {

/// A probe of one known service.
struct Lane {
    std::string id;    ///< "refused-1"
    std::string kind;  ///< http or tcp
    int port = 0;
};

struct PlanSettings {
    std::vector<Lane> lanes;
    int store_port = 0;  ///< where drill writes go
    Nanos every{};
    Nanos deadline{};
    Language language = Language::en;
};

inline constexpr const char* calibrated_host = "here";
inline constexpr const char* writer_probe = "writes";
inline constexpr const char* outages_step = "outages";  ///< ends when it is confirmed
inline constexpr const char* writes_step = "writes-come";
inline constexpr const char* read_back_step = "read-back";
inline std::string stop_step(const std::string& probe) {
    return "stop-" + probe;
}

plan::Plan calibration_plan(const PlanSettings& settings);

}  // namespace firedrill::calibration
