// libFuzzer: any bytes as a scenario. Must neither crash nor leak, and what can be read must
// compile or be complained about.
#include "core/plan/compile.hpp"
#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/readers.hpp"

#include <cstddef>
#include <cstdint>

using namespace firedrill;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    load::Report report;
    const int file = report.open("fuzz.yaml");
    const auto node = load::read_yaml(bytes, file, report);
    if (!node) return 0;
    model::Workspace workspace;
    workspace.directory = "/";
    load::Fields fields(*node, "", report);
    auto scenario = load::read_scenario(fields);
    fields.done();
    workspace.files = report.files();
    load::Fields again(*node, "", report);
    load::read_inventory(again, workspace.inventory);
    workspace.scenarios.push_back(scenario);
    load::lint_registers(workspace, report);
    load::lint_scenario(workspace, scenario, report);
    load::lint_steps(workspace, scenario, report);
    return 0;
}
