#include "orchestrator/load/ansible.hpp"

#include "orchestrator/load/ansible_connect.hpp"
#include "orchestrator/load/ansible_readers.hpp"
#include "orchestrator/load/ansible_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace firedrill::load::ansible {

namespace {

using model::both;
using model::Word;
using model::Words;

/// What inventory.yaml says about the other inventory.
struct Choice {
    Word file;
    Words only;
    std::vector<std::pair<Word, Words>> sites;  ///< ours, and groups of theirs
    std::vector<std::pair<Word, Words>> roles;
    model::WordMap vars;  ///< our name: theirs
};

std::vector<std::pair<Word, Words>> groups_by_id(Fields& in, const char* key) {
    std::vector<std::pair<Word, Words>> out;
    in.sub(key, [&](Fields& ids) {
        const auto& items = ids.node().items;
        for (std::size_t n = 0; n + 1 < items.size(); n += 2)
            if (const auto id = read_id(items[n], ids.where(), ids.report()))
                out.emplace_back(*id, ids.words(id->text));
            else
                ids.take(items[n].text);
    });
    return out;
}

Choice read_choice(const Node& node, Fields& file) {
    Choice out;
    if (node.kind != Node::Kind::map) {
        out.file = file.needed_word("from_ansible");
        return out;
    }
    file.sub("from_ansible", [&](Fields& in) {
        out.file = in.needed_word("file");
        out.only = in.words("only");
        out.sites = groups_by_id(in, "sites");
        out.roles = groups_by_id(in, "roles");
        out.vars = in.word_map("vars");
    });
    return out;
}

/// What `hosts` of inventory.yaml says about hosts of the same id.
class WrittenHosts {
public:
    explicit WrittenHosts(const Node* list) {
        if (list == nullptr) return;
        for (const Node& item : list->items)
            if (const Node* id = item.kind == Node::Kind::map ? item.at("id") : nullptr)
                items_.emplace(id->text, &item);
    }
    bool contains(const std::string& host) const { return items_.contains(host); }
    bool has(const std::string& host, const char* section, std::string_view key) const {
        const auto found = items_.find(host);
        const Node* node = found == items_.end() ? nullptr : found->second->at(section);
        return node != nullptr && (key.empty() || node->at(key) != nullptr);
    }

private:
    std::map<std::string, const Node*> items_;
};

class Chooser {
public:
    Chooser(const Choice& choice, const WrittenHosts& written, Tree& tree)
        : choice_(choice), written_(written), tree_(tree) {}

    void check_names() {
        std::vector<std::string> groups, all;
        for (const auto& group : tree_.groups()) groups.push_back(group.name);
        all = groups;
        for (const auto& host : tree_.hosts()) all.push_back(host.name);
        Report& report = tree_.report();
        must_know(choice_.only, {texts::group_or_host, choice_.file.text, std::move(all)}, report);
        for (const auto* map : {&choice_.sites, &choice_.roles})
            for (const auto& [id, names] : *map)
                must_know(names, {texts::group, choice_.file.text, groups}, report);
    }

    void run(model::Inventory& out) {
        for (const Host& from : tree_.hosts()) {
            const std::set<std::string> groups = groups_of(from);
            const bool chosen = choice_.only.empty() || written_.contains(from.name) ||
                                any_of(choice_.only, groups, from.name);
            if (!chosen) continue;
            if (auto host = made_of(from, groups)) out.hosts.push_back(std::move(*host));
        }
    }

private:
    std::set<std::string> groups_of(const Host& host) const {
        std::set<std::string> out{"all"};
        for (const auto n : host.groups) out.insert(tree_.groups()[n].name);
        return out;
    }
    static bool any_of(const Words& names, const std::set<std::string>& groups,
                       const std::string& host = {}) {
        return std::ranges::any_of(names, [&](const Word& name) {
            return groups.contains(name.text) || (!host.empty() && name.text == host);
        });
    }

    std::optional<model::Host> made_of(const Host& from, const std::set<std::string>& groups) {
        Report& report = tree_.report();
        if (!is_id(from.name)) {
            report.error(from.place, both(texts::bad_host_id, from.name.substr(0, 80)),
                         {.remedy = both(texts::bad_host_id_remedy)});
            return {};
        }
        model::Host host{.id = {from.name, from.place}};
        const Values values = tree_.values_of(from);
        const Written written = [&](std::string_view key) {
            return written_.has(from.name, "connect", key);
        };
        if (!connect(values, written, host, report)) return {};
        for (const auto& name : groups)
            if (name != "all") host.groups.push_back(name);
        for (const auto& [role, names] : choice_.roles)
            if (any_of(names, groups)) host.roles.push_back(role.text);
        if (!written_.has(from.name, "site", {})) site(groups, host);
        for (const auto& [name, theirs] : choice_.vars)
            if (!written_.has(from.name, "vars", name))
                if (const Value* value = usable(values, theirs.text, report))
                    host.vars[name] = {value->text, value->place};
        return host;
    }

    void site(const std::set<std::string>& groups, model::Host& host) {
        for (const auto& [id, names] : choice_.sites) {
            if (!any_of(names, groups)) continue;
            if (!host.site.empty())
                tree_.report().error(host.id.place,
                                     both(texts::two_sites, host.id.text, host.site.text, id.text),
                                     {.remedy = both(texts::two_sites_remedy)});
            host.site = id;
        }
    }

    const Choice& choice_;
    const WrittenHosts& written_;
    Tree& tree_;
};

}  // namespace

void read(Fields& file, model::Inventory& out, Sources& sources) {
    const Node* node = file.take("from_ansible");
    if (node == nullptr) return;
    const Choice choice = read_choice(*node, file);
    if (choice.file.empty()) return;
    out.ansible = choice.file;
    std::set<std::string> wanted = connection_values();
    for (const auto& [name, theirs] : choice.vars) wanted.insert(theirs.text);
    Tree tree(std::move(wanted), file.report());
    if (!read_inventory_file(choice.file, sources, tree) || !tree.finish()) return;
    const auto folder = std::filesystem::path(choice.file.text).parent_path();
    read_vars_files(folder.string(), sources, tree);
    const WrittenHosts written(file.node().at("hosts"));
    Chooser chooser(choice, written, tree);
    chooser.check_names();
    chooser.run(out);
}

Text origin(const model::Workspace& workspace, const std::vector<std::string>& hosts) {
    constexpr std::size_t shown_max = 12;
    std::vector<std::string> shown;
    std::size_t count = 0;
    for (const auto& id : hosts) {
        const auto* host = model::find(workspace.inventory.hosts, id);
        if (host == nullptr || host->id.place.file < 0) continue;
        const auto& file = workspace.files[static_cast<std::size_t>(host->id.place.file)];
        if (file != workspace.inventory.ansible.text) continue;
        if (++count <= shown_max)
            shown.push_back(fmt::format("{} ({}:{})", id, file, host->id.place.line));
    }
    if (count == 0) return {};
    Text out = both(texts::origin, count, hosts.size(), fmt::format("{}", fmt::join(shown, ", ")));
    if (count > shown_max) {
        out.en += ", " + say(Language::en, texts::origin_more, count - shown_max);
        out.zh += "，" + say(Language::zh, texts::origin_more, count - shown_max);
    }
    return out;
}

}  // namespace firedrill::load::ansible
