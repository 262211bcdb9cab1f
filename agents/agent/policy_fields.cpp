#include "agents/agent/policy_fields.hpp"

#include "agents/agent/policy_file_texts.hpp"
#include "core/model/complaint.hpp"

#include <algorithm>

namespace firedrill::agent {

using model::both;
using yaml::Node;

Fields::Fields(const Node& node, yaml::Complaints& complaints)
    : node_(node), complaints_(complaints) {
    if (node.kind != Node::Kind::map) complain(node, both(policy_text::wants_map));
}

const Node* Fields::find(std::string_view key, bool required) {
    asked_.push_back(key);
    const Node* found = node_.kind == Node::Kind::map ? node_.find(key) : nullptr;
    if (found == nullptr && required && node_.kind == Node::Kind::map)
        complain(node_, both(policy_text::missing, key));
    return found;
}

std::string Fields::text(std::string_view key, bool required) {
    const Node* found = find(key, required);
    if (found == nullptr) return {};
    if (found->kind != Node::Kind::scalar || found->text.empty())
        complain(*found, both(policy_text::wants_text, key));
    return found->text;
}

std::vector<std::string> Fields::texts(std::string_view key) {
    std::vector<std::string> out;
    each(key, [&](const Node& item) {
        if (item.kind != Node::Kind::scalar || item.text.empty())
            complain(item, both(policy_text::wants_text, key));
        out.push_back(item.text);
    });
    return out;
}

std::optional<Nanos> Fields::duration(std::string_view key, bool required) {
    const Node* found = find(key, required);
    if (found == nullptr) return std::nullopt;
    auto read = parse_duration(found->text);
    if (!read || read->count() <= 0) {
        complain(*found, both(policy_text::wants_duration, key));
        return std::nullopt;
    }
    return *read;
}

bool Fields::yes(std::string_view key) {
    const Node* found = find(key);
    if (found == nullptr) return false;
    if (found->text != "true" && found->text != "false")
        complain(*found, both(policy_text::wants_yes, key));
    return found->text == "true";
}

void Fields::each(std::string_view key, const std::function<void(const Node&)>& use) {
    const Node* found = find(key);
    if (found == nullptr) return;
    if (found->kind != Node::Kind::list)
        return complain(*found, both(policy_text::wants_list, key));
    for (const Node& item : found->items) use(item);
}

void Fields::end(std::string_view known) {
    if (node_.kind != Node::Kind::map) return;
    for (std::size_t i = 0; i + 1 < node_.items.size(); i += 2) {
        const Node& key = node_.items[i];
        if (std::ranges::find(asked_, key.text) == asked_.end())
            complain(key, both(policy_text::unknown_key, key.text, known));
    }
}

}  // namespace firedrill::agent
