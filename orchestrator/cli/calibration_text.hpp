// A calibration as people read it on a terminal. Pure.
#pragma once

#include "core/base/text.hpp"
#include "core/measure/calibration.hpp"

#include <string>

namespace firedrill::cli {

std::string calibration_text(const measure::Calibration& found, const measure::Calibrated& last,
                             Language language, bool colour);

}  // namespace firedrill::cli
