#include "orchestrator/cli/calibrate_options.hpp"

#include <CLI/CLI.hpp>

namespace firedrill::cli {

void add_options(CLI::App& calibrate, CalibrateOptions& options) {
    calibrate.add_option("--outages", options.outages, "How many: refused, black-holed, stalled")
        ->capture_default_str()
        ->type_name("N");
    calibrate.add_option("--every", options.every, "Interval of the probes, 1ms to 1s")
        ->capture_default_str()
        ->type_name("DURATION");
    calibrate.add_option("--writes", options.writes, "Drill writes with a planned fate")
        ->capture_default_str()
        ->type_name("N");
    calibrate.add_flag("--last", options.last, "Show what the last one on this host found");
    calibrate.add_option("--seed", options.seed, "Of outages and fates (default: a new one)")
        ->type_name("N");
}

}  // namespace firedrill::cli
