// host_vars/NAME and group_vars/NAME beside the inventory: a file, or a folder of files.
#include "orchestrator/load/ansible.hpp"
#include "orchestrator/load/ansible_readers.hpp"
#include "orchestrator/load/ansible_texts.hpp"

#include <algorithm>
#include <filesystem>

namespace firedrill::load::ansible {

namespace {

namespace fs = std::filesystem;
using model::both;

constexpr int folders_max = 8;
const std::vector<std::string> endings{"", ".yml", ".yaml", ".json"};

class VarsFiles {
public:
    VarsFiles(Sources& sources, Tree& tree) : sources_(sources), tree_(tree) {}

    void read(const fs::path& folder, const std::string& name, Values& to) {
        if (name.find('/') != name.npos || name.starts_with('.')) return;
        for (const auto& ending : endings) {
            const fs::path path = folder / (name + ending);
            if (sources_.is_folder(path.string())) return read_folder(path, to, 0);
            if (sources_.is_file(path.string())) return read_file(path, to);
        }
    }

private:
    void read_folder(const fs::path& folder, Values& to, int depth) {
        if (depth == folders_max) return;
        for (const auto& name : sources_.names(folder.string())) {
            if (name.starts_with('.') || name.ends_with('~')) continue;
            const fs::path path = folder / name;
            const auto ending = path.extension().string();
            if (sources_.is_folder(path.string())) {
                if (ending.empty()) read_folder(path, to, depth + 1);
            } else if (std::ranges::find(endings, ending) != endings.end()) {
                read_file(path, to);
            }
        }
    }

    void read_file(const fs::path& path, Values& to) {
        const auto opened = sources_.open(path.string());
        if (!opened) return;
        Report& report = tree_.report();
        if (opened->text.starts_with(vault_header))
            return report.warning({opened->file, 1, 1, static_cast<int>(vault_header.size())},
                                  both(texts::vault_file), {.remedy = both(texts::vault_remedy)});
        const auto root = read_yaml(opened->text, opened->file, report, Dialect::ansible);
        if (!root || root->kind == Node::Kind::null) return;
        if (root->kind != Node::Kind::map)
            return report.error(root->place, both(texts::vars_are_no_map),
                                {.remedy = both(texts::vars_are_no_map_remedy)});
        for (std::size_t n = 0; n + 1 < root->items.size(); n += 2)
            tree_.set_file(to, root->items[n].text, value_of(root->items[n + 1]));
    }

    Sources& sources_;
    Tree& tree_;
};

}  // namespace

void read_vars_files(const std::string& folder, Sources& sources, Tree& tree) {
    VarsFiles files(sources, tree);
    const fs::path groups = fs::path(folder) / "group_vars";
    if (sources.is_folder(groups.string()))
        for (auto& group : tree.groups()) files.read(groups, group.name, group.file_values);
    const fs::path hosts = fs::path(folder) / "host_vars";
    if (sources.is_folder(hosts.string()))
        for (auto& host : tree.hosts()) files.read(hosts, host.name, host.file_values);
}

}  // namespace firedrill::load::ansible
