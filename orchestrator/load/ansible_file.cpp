// The inventory file itself: which form it has, and what is no inventory that can be read.
#include "orchestrator/load/ansible_readers.hpp"
#include "orchestrator/load/ansible_texts.hpp"
#include "orchestrator/load/ansible_words.hpp"
#include "orchestrator/load/bytes.hpp"

#include <algorithm>
#include <filesystem>

namespace firedrill::load::ansible {

namespace {

using model::both;
using model::Word;

/// A file without an ending is YAML if its first line of substance looks like it.
bool looks_like_yaml(std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        const auto plain = trimmed(line.substr(0, std::min(line.find(" #"), line.size())));
        return plain == "---" || plain.front() == '{' ||
               (plain.back() == ':' && plain.front() != '[' &&
                plain.find_first_of(" \t=") == plain.npos);
    }
    return false;
}

/// Reads the inventory file into the tree; false if it cannot be used.
class InventoryFile {
public:
    InventoryFile(const Word& name, Sources& sources, Tree& tree)
        : name_(name), sources_(sources), tree_(tree) {}

    bool read() {
        const std::string ending = std::filesystem::path(name_.text).extension().string();
        if (sources_.is_folder(name_.text))
            return refuse(name_.place, both(texts::folder, name_.text), texts::export_remedy);
        if (!sources_.exists(name_.text))
            return refuse(name_.place, both(texts::no_such_file, name_.text),
                          texts::no_such_file_remedy);
        if (ending == ".toml") return refuse(name_.place, both(texts::toml), texts::export_remedy);
        const auto opened = sources_.open(name_.text);
        if (!opened) return false;
        const auto [file, text] = *opened;
        if (text.starts_with("#!"))
            return refuse({file, 1, 1, 2}, both(texts::script), texts::export_remedy);
        if (text.starts_with(vault_header))
            return refuse({file, 1, 1, static_cast<int>(vault_header.size())},
                          both(texts::vault_inventory), texts::export_remedy);
        if (ending == ".yml" || ending == ".yaml" || ending == ".json" ||
            (ending.empty() && looks_like_yaml(text)))
            return read_yaml_file(text, file);
        if (!bytes_are_fit(text, file, tree_.report())) return false;
        read_ini(text, file, tree_);
        return true;
    }

private:
    bool refuse(model::Place place, Text what, const Message& remedy) {
        tree_.report().error(place, std::move(what), {.remedy = both(remedy)});
        return false;
    }
    bool read_yaml_file(std::string_view text, int file) {
        const auto root = read_yaml(text, file, tree_.report(), Dialect::ansible);
        if (root) read_yaml_inventory(*root, tree_);
        return root.has_value();
    }

    const Word& name_;
    Sources& sources_;
    Tree& tree_;
};

}  // namespace

bool read_inventory_file(const Word& name, Sources& sources, Tree& tree) {
    return InventoryFile(name, sources, tree).read();
}

}  // namespace firedrill::load::ansible
