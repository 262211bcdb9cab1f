// The command line: what can be asked, and its help. Main thread.
#pragma once

namespace firedrill::cli {

/// The exit code of the program.
int run_app(int argc, char** argv);

}  // namespace firedrill::cli
