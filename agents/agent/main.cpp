#include "agents/agent/agent_performer.hpp"
#include "agents/agent/policy_command.hpp"
#include "agents/agent/policy_file.hpp"
#include "agents/agent/privilege_separation.hpp"
#include "agents/agent/revert_command.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/resident/serve.hpp"

#include <cstdio>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

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

constexpr std::pair<std::string_view, Main> commands[] = {
    {"revert", firedrill::agent::revert_main},     {"policy", firedrill::agent::policy_main},
    {"haproxy", firedrill::agent::haproxy_main},   {"dns", firedrill::agent::dns_main},
    {"template", firedrill::agent::template_main}, {"scratch", firedrill::agent::scratch_main}};

}  // namespace

int main(int argc, char** argv) {
    using namespace firedrill;
    for (const auto& [name, command] : commands)
        if (argc > 1 && argv[1] == name) return obey(command, argc, argv);
    resident::Program program;
    program.name = "firedrill-agent";
    program.performer = plan::Performer::agent;
    std::optional<agent::helper::Ends> helper;
    program.make = [&](const resident::Setting& setting) -> std::unique_ptr<resident::Performer> {
        if (helper)
            return std::make_unique<agent::helper::HelpedPerformer>(setting, std::move(*helper));
        return std::make_unique<agent::AgentPerformer>(setting);
    };
    program.read_policy = agent::load_policy;
    program.give_up_root = [&](const resident::Options& options) -> Result<void> {
        DRILL_TRY(ends, agent::helper::separate_privileges(options, agent::load_policy));
        helper = std::move(ends);
        return {};
    };
    program.more_help =
        "  firedrill-agent policy check FILE [--plan FILE]        what is wrong with a policy, and "
        "what it\n"
        "                                   would refuse; see policy --help\n"
        "  firedrill-agent revert --all --offline [--state DIR]   for the person at the host, "
        "when\n"
        "                                   the orchestrator is gone; see revert --help\n"
        "  firedrill-agent haproxy|dns|template …                 what the playbooks of traffic/ "
        "run\n"
        "  firedrill-agent scratch …                              what backup tests run: the "
        "directory\n"
        "                                   they restore in\n"
        "  firedrill-agent serve … --power-off-command WORDS      allows the fault "
        "host.power_off:\n"
        "                                   these words switch this host off; without them it is "
        "refused\n";
    return resident::serve_main(argc, argv, program);
}
