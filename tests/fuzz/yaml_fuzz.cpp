// Any bytes as the files of a workspace. A line "%% NAME" begins the file NAME: settings,
// catalogue, risks, people, inventory, playbook; what stands before it, or in any other, is a
// scenario. Must neither crash nor leak, and what can be read must compile or be complained about.
#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/readers.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

using namespace firedrill;

namespace {

void read_into(model::Workspace& all, std::string_view kind, load::Fields& file) {
    if (kind == "settings") return load::read_settings(file, all.settings);
    if (kind == "catalogue") return load::read_catalogue(file, all.catalogue);
    if (kind == "risks") return load::read_risks(file, all.risks);
    if (kind == "people") return load::read_people(file, all.people);
    if (kind == "inventory") return load::read_inventory(file, all.inventory);
    if (kind == "playbook") {
        auto book = load::read_playbook(file);
        const std::string id = book.id.text;
        all.playbooks.emplace(id, std::move(book));
        return;
    }
    all.scenarios.push_back(load::read_scenario(file));
}

using Reader = std::function<void(std::string_view kind, std::string_view bytes)>;

void each_file(std::string_view bytes, const Reader& read) {
    constexpr std::string_view mark = "\n%% ";
    constexpr int files_max = 12;
    std::string_view kind = "scenario";
    for (int count = 0; count < files_max; ++count) {
        const std::size_t end = bytes.find(mark);
        read(kind, bytes.substr(0, end));
        if (end == bytes.npos) return;
        bytes.remove_prefix(end + mark.size());
        const std::size_t line = std::min(bytes.find('\n'), bytes.size());
        kind = bytes.substr(0, line);
        bytes.remove_prefix(line);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    load::Report report;
    model::Workspace workspace;
    workspace.directory = "/";
    each_file({reinterpret_cast<const char*>(data), size},
              [&](std::string_view kind, std::string_view bytes) {
                  const auto node = load::read_yaml(bytes, report.open("fuzz.yaml"), report);
                  if (!node) return;
                  load::Fields fields(*node, "", report);
                  read_into(workspace, kind, fields);
                  fields.done();
              });
    workspace.files = report.files();
    load::lint_registers(workspace, report);
    for (const auto& scenario : workspace.scenarios) {
        load::lint_scenario(workspace, scenario, report);
        load::lint_steps(workspace, scenario, report);
    }
    return 0;
}
