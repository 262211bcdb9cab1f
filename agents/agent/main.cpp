#include "agents/agent/agent_performer.hpp"
#include "agents/agent/revert_command.hpp"
#include "agents/resident/serve.hpp"

#include <cstdio>
#include <exception>
#include <string_view>

namespace {

int revert(int argc, char** argv) {
    try {
        return firedrill::agent::revert_main({argv + 2, argv + argc});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "firedrill-agent revert: %s\n", error.what());
        return 70;
    }
}

}  // namespace

int main(int argc, char** argv) {
    using namespace firedrill;
    if (argc > 1 && std::string_view(argv[1]) == "revert") return revert(argc, argv);
    resident::Program program;
    program.name = "firedrill-agent";
    program.performer = plan::Performer::agent;
    program.make = [](const resident::Setting& setting) {
        return std::make_unique<agent::AgentPerformer>(setting);
    };
    program.more_help =
        "  firedrill-agent revert --all --offline [--state DIR]   for the person at the host, "
        "when\n"
        "                                   the orchestrator is gone; see revert --help\n"
        "  firedrill-agent serve … --power-off-command WORDS      allows the fault "
        "host.power_off:\n"
        "                                   these words switch this host off; without them it is "
        "refused\n";
    return resident::serve_main(argc, argv, program);
}
