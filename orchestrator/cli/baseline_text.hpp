// What differs from the baseline, each with its category, before and after; and what could not be
// compared. Pure.
#pragma once

#include "core/base/text.hpp"
#include "core/drill/assess.hpp"

#include <string>

namespace firedrill::cli {

/// Empty if there is nothing to say.
std::string differences_text(const drill::Assessment& assessment, Language language);

}  // namespace firedrill::cli
