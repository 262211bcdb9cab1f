// What firedrill calibrate takes on the command line. Main thread.
#pragma once

#include "orchestrator/cli/commands.hpp"

#include <CLI/App.hpp>

namespace firedrill::cli {

inline constexpr const char* calibrate_what =
    "Measure known outages and losses on loopback: this host's own error";
inline constexpr const char* calibrate_examples =
    "firedrill calibrate\n"
    "  firedrill calibrate --outages 1000 --every 20ms    with the interval of your probes\n"
    "  firedrill calibrate --seed 42 --json               the same outages again, as JSON\n"
    "  firedrill calibrate --last                         what the last one found; measures "
    "nothing\n"
    "Needs no workspace and no root. The drills that start on this host cite the last one.\n"
    "Exit codes: 0 every interval held the truth, 1 not every one, 3 it broke off.";

void add_options(CLI::App& calibrate, CalibrateOptions& options);

}  // namespace firedrill::cli
