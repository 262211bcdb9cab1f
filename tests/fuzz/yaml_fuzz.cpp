// Any bytes as the files of a workspace. A line "%% NAME" begins the file NAME: settings,
// catalogue, risks, people, inventory, playbook, ini, groups; what stands before it, or in any
// other, is a scenario. Must neither crash nor leak, and what can be read must compile or be
// complained about.
#include "orchestrator/load/ansible_connect.hpp"
#include "orchestrator/load/ansible_readers.hpp"
#include "orchestrator/load/bytes.hpp"
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
    if (kind == "inventory") {
        load::Sources nowhere("/nonexistent", file.report());
        return load::read_inventory(file, all.inventory, nowhere);
    }
    if (kind == "playbook") {
        auto book = load::read_playbook(file);
        const std::string id = book.id.text;
        all.playbooks.emplace(id, std::move(book));
        return;
    }
    all.scenarios.push_back(load::read_scenario(file));
}

/// "ini" and "groups": an Ansible inventory in one of its forms.
void read_ansible(std::string_view kind, std::string_view bytes, load::Report& report) {
    const int file = report.open("hosts");
    load::ansible::Tree tree(load::ansible::connection_values(), report);
    if (kind == "groups") {
        const auto root = load::read_yaml(bytes, file, report, load::Dialect::ansible);
        if (!root) return;
        load::ansible::read_yaml_inventory(*root, tree);
    } else if (load::bytes_are_fit(bytes, file, report)) {
        load::ansible::read_ini(bytes, file, tree);
    }
    if (!tree.finish()) return;
    for (const auto& from : tree.hosts()) {
        model::Host host{.id = {from.name, from.place}};
        load::ansible::connect(tree.values_of(from), [](auto) { return false; }, host, report);
    }
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
                  if (kind == "ini" || kind == "groups") return read_ansible(kind, bytes, report);
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
