// firedrill: the orchestrator's program.
#include "orchestrator/cli/app.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"

#include <exception>
#include <string>

int main(int argc, char** argv) {
    try {
        return firedrill::cli::run_app(argc, argv);
    } catch (const std::exception& error) {
        firedrill::cli::print_error(std::string("firedrill: internal error: ") + error.what() +
                                    "\n");
        return firedrill::cli::internal;
    }
}
