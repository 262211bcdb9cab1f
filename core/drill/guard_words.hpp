// Stop conditions and what became of them, in words for terminal and report. Pure.
#pragma once

#include "core/drill/drill.hpp"

#include <vector>

namespace firedrill::drill {

/// "stop condition 2 (errors of probe client above 5.00 % over 10s): 7.10 %, OVER THE LIMIT".
Text in_words(const plan::Plan& plan, const GuardChanged& event);

struct GuardLine {
    Text condition;  ///< "errors of probe client above 5.00 % over 10s"
    Text state;      ///< "within, 0.20 %", "not read"
    bool bad = false;
};
/// One for each stop condition of the plan, in its order.
std::vector<GuardLine> guard_lines(const Drill& drill);

}  // namespace firedrill::drill
