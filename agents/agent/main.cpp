#include "agents/agent/agent_performer.hpp"
#include "agents/agent/policy_command.hpp"
#include "agents/agent/policy_file.hpp"
#include "agents/agent/revert_command.hpp"
#include "agents/resident/serve.hpp"

#include <cstdio>
#include <exception>
#include <string_view>

namespace {

using Main = int (*)(const std::vector<std::string>& words);

int obey(Main main, int argc, char** argv) {
    try {
        return main({argv + 2, argv + argc});
    } catch (const std::exception& error) {
        std::fprintf(stderr, "firedrill-agent %s: %s\n", argv[1], error.what());
        return 70;
    }
}

}  // namespace

int main(int argc, char** argv) {
    using namespace firedrill;
    if (argc > 1 && std::string_view(argv[1]) == "revert")
        return obey(agent::revert_main, argc, argv);
    if (argc > 1 && std::string_view(argv[1]) == "policy")
        return obey(agent::policy_main, argc, argv);
    resident::Program program;
    program.name = "firedrill-agent";
    program.performer = plan::Performer::agent;
    program.make = [](const resident::Setting& setting) {
        return std::make_unique<agent::AgentPerformer>(setting);
    };
    program.read_policy = agent::load_policy;
    program.more_help =
        "  firedrill-agent policy check FILE [--plan FILE]        what is wrong with a policy, and "
        "what it\n"
        "                                   would refuse; see policy --help\n"
        "  firedrill-agent revert --all --offline [--state DIR]   for the person at the host, "
        "when\n"
        "                                   the orchestrator is gone; see revert --help\n"
        "  firedrill-agent serve … --power-off-command WORDS      allows the fault "
        "host.power_off:\n"
        "                                   these words switch this host off; without them it is "
        "refused\n";
    return resident::serve_main(argc, argv, program);
}
