// Ends what a drill does on its hosts without its journal: for a store that takes nothing any more,
// and for an orchestrator that does not answer. Running attempts are cancelled, probes end, what
// reverts by itself is mended, and from then on every orchestrator of a lower epoch is refused. The
// agents' receipts tell whoever resumes what became of everything.
//
// Nothing is started, and nothing is written here. Blocks for at most `patience`; any thread.
#pragma once

#include "orchestrator/engine/fleet.hpp"

#include <string>
#include <vector>

namespace firedrill::engine {

struct StoodDown {
    std::string host;
    plan::Performer program = plan::Performer::agent;
    bool told = false;                   ///< it answered
    bool quiet = false;                  ///< nothing runs, nothing that reverts by itself is left
    std::vector<wire::HeldItem> faults;  ///< of this drill, left there
    std::string why;                     ///< it was not told
};

struct Stand {
    plan::Plan plan;
    std::string drill;
    std::int64_t epoch = 1;  ///< one above that of the orchestrator that is stopped
};

std::vector<StoodDown> stand_down(const FleetSettings& settings, Stand stand,
                                  std::chrono::milliseconds patience);

}  // namespace firedrill::engine
