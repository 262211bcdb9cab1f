// The live view of a drill as lines of text. Pure: state, last minute and the present moment in,
// lines out; whoever shows it cuts and repaints (screen.hpp).
#pragma once

#include "core/drill/drill.hpp"
#include "orchestrator/engine/live.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

struct ViewInput {
    const drill::Drill& drill;
    const engine::Live& live;
    Instant now;
    int minutes_east = 0;
    Language language = Language::en;
    bool colour = false;
    int columns = 100;
    int rows = 40;           ///< of the terminal; fewer steps are shown when it is small
    std::string question;    ///< shown instead of the keys: "abort? ..."
    bool may_answer = true;  ///< keys that answer are offered
};

std::vector<std::string> live_view(const ViewInput& in);

/// The rows of the steps that matter now; a part of the view with a test of its own.
std::vector<std::string> step_rows(const ViewInput& in, int rows_max);

}  // namespace firedrill::cli
