// What only the running orchestrator knows and no journal keeps: the probes' last minute, for the
// live view. Values.
#pragma once

#include "core/wire/message.hpp"

#include <deque>
#include <map>
#include <string>

namespace firedrill::engine {

/// One second of a probe.
struct Second {
    std::int64_t good = 0;
    std::int64_t bad = 0;
};

struct ProbeLive {
    bool up = true;
    std::deque<Second> seconds;                       ///< the last 60, oldest first
    std::int64_t acked = 0, attempted = 0;            ///< drill writes since the start
    std::int64_t acked_last = 0, attempted_last = 0;  ///< in the last second
    std::vector<wire::GuardReading> guards;           ///< as last told
};

using Live = std::map<std::string, ProbeLive>;

void note(Live& live, const wire::ProbeProgress& progress);

}  // namespace firedrill::engine
