#include "tests/simulation/fate.hpp"

#include <algorithm>

namespace firedrill::simulation {

using namespace std::chrono_literals;

Nanos arrival(Swarm& swarm, Chance& chance, Nanos now, Nanos& free) {
    const Nanos usual = now + chance.between(Nanos{1ms}, Nanos{30ms});
    if (auto late = swarm.strike(Fault::message_reordered))
        return usual + late->between(Nanos{50ms}, Nanos{5s});
    free = std::max(free, usual);
    if (auto late = swarm.strike(Fault::message_delayed))
        free += late->between(Nanos{100ms}, Nanos{25s});
    return free;
}

Fate fate_of_request(Swarm& swarm, Chance& chance, Nanos now, Nanos& free) {
    Fate fate;
    if (swarm.strikes(Fault::message_dropped)) return fate;
    fate.due = arrival(swarm, chance, now, free);
    if (auto copy = swarm.strike(Fault::message_duplicated))
        fate.astray.push_back(*fate.due + copy->between(Nanos{1ms}, Nanos{30s}));
    if (auto copy = swarm.strike(Fault::message_very_late)) {
        fate.astray.push_back(*fate.due + copy->between(Nanos{30s}, Nanos{120s}));
        if (copy->percent(40)) fate.due.reset();  // it came no earlier
    }
    return fate;
}

}  // namespace firedrill::simulation
