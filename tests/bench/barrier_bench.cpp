// What a barrier costs on agents of this machine, beside bare spawns in the same run. Prints
// medians and their ratios; ends with 1 if a limit is passed.
#include "tests/bench/barriers.hpp"

using namespace firedrill;
using namespace firedrill::bench;

namespace {

double run_drill(bool spawns) {
    Rig rig;
    return time_barriers(rig, barrier_plan(spawns));
}

}  // namespace

int main() {
    std::vector<double> floor, spawning, bare, ratio_spawning, ratio_bare;
    for (int round = 0; round < rounds; ++round) {
        floor.push_back(time_floor());
        spawning.push_back(run_drill(true));
        bare.push_back(run_drill(false));
        ratio_spawning.push_back(spawning.back() / floor.back());
        ratio_bare.push_back(bare.back() / floor.back());
        fmt::print("round {}: floor {:.0f} ms, spawning {:.0f} ms, without {:.0f} ms\n", round + 1,
                   floor.back(), spawning.back(), bare.back());
    }
    const double with = median(ratio_spawning), without = median(ratio_bare);
    fmt::print(
        "500 bare spawns {:.0f} ms; 50 barriers of 10 agents {:.0f} ms, ratio {:.2f} (limit 2.2); "
        "without spawning {:.0f} ms, ratio {:.2f} (limit 0.45)\n",
        median(floor), median(spawning), with, median(bare), without);
    return with <= 2.2 && without <= 0.45 ? 0 : 1;
}
