#include "agents/agent/agent_performer.hpp"
#include "agents/resident/serve.hpp"

int main(int argc, char** argv) {
    using namespace firedrill;
    resident::Program program;
    program.name = "firedrill-agent";
    program.performer = plan::Performer::agent;
    program.make = [](const resident::Setting& setting) {
        return std::make_unique<agent::AgentPerformer>(setting);
    };
    return resident::serve_main(argc, argv, program);
}
