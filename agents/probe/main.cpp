// firedrill-probe: watches services from their clients' side and verifies the data.
#include "agents/probe/probe_performer.hpp"
#include "agents/resident/serve.hpp"

int main(int argc, char** argv) {
    using namespace firedrill;
    return resident::serve_main(
        argc, argv,
        {.name = "firedrill-probe",
         .performer = plan::Performer::probe,
         .make = [](const resident::Setting& setting) -> std::unique_ptr<resident::Performer> {
             return std::make_unique<probe::ProbePerformer>(setting);
         }});
}
