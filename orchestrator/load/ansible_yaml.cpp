// An Ansible inventory in YAML form: groups with `hosts`, `vars` and `children`.
#include "orchestrator/load/ansible_readers.hpp"
#include "orchestrator/load/ansible_texts.hpp"

namespace firedrill::load::ansible {

namespace {

using model::both;
using model::Place;

class YamlReader {
public:
    explicit YamlReader(Tree& tree) : tree_(tree) {}

    void run(const Node& root) {
        if (root.kind != Node::Kind::map)
            return error(root.place, both(texts::no_groups), both(texts::no_groups_remedy));
        if (const Node* plugin = root.at("plugin"))
            return error(plugin->place, both(texts::plugin, plugin->text.substr(0, 80)),
                         both(texts::export_remedy));
        each(root, [&](const Node& name, const Node& group) { read_group(name, group); });
    }

private:
    template <class Read>
    void each(const Node& map, Read read) {
        for (std::size_t n = 0; n + 1 < map.items.size() && reading_; n += 2)
            read(map.items[n], map.items[n + 1]);
    }
    void error(Place place, Text what, Text remedy) {
        tree_.report().error(place, std::move(what), {.remedy = std::move(remedy)});
    }

    std::optional<GroupIndex> read_group(const Node& name, const Node& body) {
        if (name.text.empty() || (body.kind != Node::Kind::map && body.kind != Node::Kind::null)) {
            error(name.place, both(texts::no_group, name.text.substr(0, 80)),
                  both(texts::no_groups_remedy));
            return {};
        }
        const GroupIndex group = tree_.group(name.text, name.place);
        each(body, [&](const Node& key, const Node& value) {
            if (value.kind == Node::Kind::null) return;
            if (key.text == "vars")
                vars(value, group);
            else if (key.text == "children")
                children(value, group);
            else if (key.text == "hosts")
                hosts(value, group);
            else
                tree_.report().warning(key.place, both(texts::group_key, key.text.substr(0, 80)),
                                       {.remedy = both(texts::group_key_remedy)});
        });
        return group;
    }

    bool is_map(const Node& node) {
        if (node.kind == Node::Kind::map) return true;
        error(node.place, both(texts::section_is_no_map), both(texts::no_groups_remedy));
        return false;
    }

    void vars(const Node& node, GroupIndex group) {
        if (!is_map(node)) return;
        each(node, [&](const Node& name, const Node& value) {
            tree_.set(group, name.text, value_of(value));
        });
    }

    /// One name alone stands for a mapping with this key, as in Ansible.
    template <class Read>
    void names(const Node& node, Read read) {
        static const Node nothing{};
        if (node.kind == Node::Kind::scalar)
            read(node, nothing);
        else if (is_map(node))
            each(node, read);
    }

    void children(const Node& node, GroupIndex parent) {
        names(node, [&](const Node& name, const Node& body) {
            if (const auto child = read_group(name, body))
                tree_.include(parent, *child, name.place);
        });
    }

    void hosts(const Node& node, GroupIndex group) {
        names(node, [&](const Node& pattern, const Node& body) {
            if (body.kind != Node::Kind::null && !is_map(body)) return;
            Values values;
            for (std::size_t n = 0; n + 1 < body.items.size(); n += 2)
                if (tree_.wants(body.items[n].text))
                    values[body.items[n].text] = value_of(body.items[n + 1]);
            reading_ = tree_.hosts(pattern.text, group, values, pattern.place);
        });
    }

    Tree& tree_;
    bool reading_ = true;
};

}  // namespace

Value value_of(const Node& node) {
    using Kind = Value::Kind;
    const Kind kind = node.encrypted                    ? Kind::encrypted
                      : node.kind == Node::Kind::null   ? Kind::nothing
                      : node.kind == Node::Kind::scalar ? Kind::text
                                                        : Kind::structure;
    return {.kind = kind,
            .text = node.kind == Node::Kind::scalar ? node.text : "",
            .place = node.place};
}

void read_yaml_inventory(const Node& root, Tree& tree) {
    YamlReader(tree).run(root);
}

}  // namespace firedrill::load::ansible
