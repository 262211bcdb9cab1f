// firedrill: the orchestrator's program.
#include "orchestrator/cli/app.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"

#include <sys/resource.h>
#include <exception>
#include <string>

namespace {

/// A connection for each host, in a drill and at the gate: more than the usual 1,024.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
    raise_descriptor_limit();
    try {
        return firedrill::cli::run_app(argc, argv);
    } catch (const std::exception& error) {
        firedrill::cli::print_error(std::string("firedrill: internal error: ") + error.what() +
                                    "\n");
        return firedrill::cli::internal;
    }
}
