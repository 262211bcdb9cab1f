#include "orchestrator/load/ansible_tree.hpp"

#include "orchestrator/load/ansible_texts.hpp"
#include "orchestrator/load/ansible_words.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace firedrill::load::ansible {

namespace {

using model::both;
using model::Place;

constexpr std::size_t groups_max = 10'000;
constexpr std::size_t names_max = 1'000'000;
constexpr std::size_t memberships_max = 1'000'000;
constexpr std::size_t value_bytes_max = 1024;

}  // namespace

Tree::Tree(std::set<std::string> wanted, Report& report)
    : wanted_(std::move(wanted)), report_(report) {
    group("all", {});
    group("ungrouped", {});
    include(all_group, ungrouped, {});
}

bool Tree::stop(Place place, Text what) {
    report_.error(place, std::move(what), {.remedy = both(texts::limit_remedy)});
    return false;
}

GroupIndex Tree::group(const std::string& name, Place place) {
    if (const auto found = find_group(name)) return *found;
    if (groups_.size() == groups_max) stop(place, both(texts::too_many_groups, groups_max));
    if (groups_.size() >= groups_max) return all_group;
    groups_.push_back({.name = name});
    return group_index_[name] = groups_.size() - 1;
}

std::optional<GroupIndex> Tree::find_group(const std::string& name) const {
    const auto found = group_index_.find(name);
    return found == group_index_.end() ? std::nullopt : std::optional{found->second};
}

void Tree::include(GroupIndex parent, GroupIndex child, Place place) {
    edges_.push_back({parent, child, place});
}

bool Tree::fits(const std::string& name, const Value& value) {
    if (value.text.size() <= value_bytes_max) return true;
    return stop(value.place, both(texts::value_too_long, name, value_bytes_max));
}

void Tree::set(GroupIndex to, const std::string& name, Value value) {
    if (name == "ansible_group_priority") {
        const auto& text = value.text;
        int priority = 0;
        const auto [end, problem] =
            std::from_chars(text.data(), text.data() + text.size(), priority);
        if (problem != std::errc{} || end != text.data() + text.size())
            report_.error(value.place, both(texts::bad_priority, text.substr(0, 40)),
                          {.remedy = both(texts::bad_priority_remedy)});
        groups_[to].priority = priority;
    } else if (wants(name) && fits(name, value)) {
        groups_[to].values[name] = std::move(value);
    }
}

void Tree::set_file(Values& to, const std::string& name, Value value) {
    if (wants(name) && fits(name, value)) to[name] = std::move(value);
}

bool Tree::hosts(const std::string& pattern, GroupIndex group, const Values& values, Place place) {
    const auto found = host_names(pattern);
    if (const auto* problem = std::get_if<const Message*>(&found)) {
        report_.error(place, both(**problem, pattern.substr(0, 80)),
                      {.remedy = both(texts::host_names_remedy)});
        return *problem != &texts::too_many_hosts;
    }
    const auto& [names, port] = std::get<HostNames>(found);
    if (names.empty())
        report_.warning(place, both(texts::range_empty, pattern.substr(0, 80)),
                        {.remedy = both(texts::host_names_remedy)});
    for (const auto& name : names)
        if (!host(name, group, port, values, place)) return false;
    return true;
}

bool Tree::host(const std::string& name, GroupIndex group, std::optional<int> port,
                const Values& values, Place place) {
    const auto [found, fresh] = host_index_.emplace(name, hosts_.size());
    if (++names_ > names_max || (fresh && hosts_.size() == hosts_max))
        return stop(place, both(texts::too_many_hosts, name));
    if (fresh) {
        hosts_.push_back({.name = name, .place = place});
        // As Ansible: a port in the name counts where the host is written first.
        if (port && wants("ansible_port"))
            hosts_.back().values["ansible_port"] = {.text = std::to_string(*port), .place = place};
    }
    Host& host = hosts_[found->second];
    host.direct.insert(group);
    for (const auto& [key, value] : values) {
        // As Ansible: where a group has the name of the host, the group takes its values.
        if (const auto same = find_group(name))
            set(*same, key, value);
        else if (wants(key) && fits(key, value))
            host.values[key] = value;
    }
    return true;
}

bool Tree::finish() {
    std::vector<bool> included(groups_.size());
    for (const auto& edge : edges_) included[edge.child] = true;
    for (GroupIndex n = 1; n < groups_.size(); ++n)
        if (!included[n]) include(all_group, n, {});
    if (!depths()) return false;
    for (const auto& edge : edges_) groups_[edge.child].parents.push_back(edge.parent);
    for (const auto& host : hosts_)
        if (find_group(host.name))
            report_.warning(host.place, both(texts::host_and_group, host.name),
                            {.remedy = both(texts::host_and_group_remedy)});
    return memberships();
}

/// Group after group, each when all that include it are done; what is left is in a circle.
bool Tree::depths() {
    std::vector<int> open(groups_.size());
    std::vector<std::vector<GroupIndex>> children(groups_.size());
    for (const auto& edge : edges_) {
        ++open[edge.child];
        children[edge.parent].push_back(edge.child);
    }
    std::vector<GroupIndex> ready;
    for (GroupIndex n = 0; n < groups_.size(); ++n)
        if (open[n] == 0) ready.push_back(n);
    for (std::size_t i = 0; i < ready.size(); ++i)
        for (const auto child : children[ready[i]]) {
            auto& depth = groups_[child].depth;
            depth = std::max(depth, groups_[ready[i]].depth + 1);
            if (--open[child] == 0) ready.push_back(child);
        }
    if (ready.size() < groups_.size()) {
        circle(open);
        return false;
    }
    for (const auto& edge : edges_)
        if (groups_[edge.child].depth > static_cast<int>(levels_max))
            return stop(edge.place, both(texts::groups_too_deep, levels_max));
    return true;
}

/// Complains about the last written line between groups that lead into each other.
void Tree::circle(const std::vector<int>& open) {
    std::vector<bool> in(open.size());
    for (std::size_t n = 0; n < open.size(); ++n) in[n] = open[n] > 0;
    std::vector<int> below(open.size());
    const auto within = [&](const Edge& edge) { return in[edge.parent] && in[edge.child]; };
    const auto written = [&](const Edge& edge) { return within(edge) && edge.place.line > 0; };
    std::vector<std::vector<GroupIndex>> parents(open.size());
    for (const auto& edge : edges_)
        if (within(edge)) {
            ++below[edge.parent];
            parents[edge.child].push_back(edge.parent);
        }
    std::vector<GroupIndex> ends;  // what only hangs below a circle is no part of it
    for (GroupIndex n = 0; n < open.size(); ++n)
        if (in[n] && below[n] == 0) ends.push_back(n);
    for (std::size_t i = 0; i < ends.size(); ++i) {
        in[ends[i]] = false;
        for (const auto parent : parents[ends[i]])
            if (--below[parent] == 0) ends.push_back(parent);
    }
    const auto last = std::find_if(edges_.rbegin(), edges_.rend(), written);
    if (last == edges_.rend()) return;
    report_.error(last->place,
                  both(texts::group_circle, groups_[last->child].name, groups_[last->parent].name),
                  {.remedy = both(texts::group_circle_remedy)});
}

bool Tree::memberships() {
    std::size_t total = 0;
    for (auto& host : hosts_) {
        // As Ansible: who is in another group is not ungrouped, who is in none is.
        if (host.direct.size() > (host.direct.contains(all_group) ? 2U : 1U))
            host.direct.erase(ungrouped);
        if (host.direct == std::set<GroupIndex>{all_group}) host.direct = {ungrouped};
        std::set<GroupIndex> seen(host.direct);
        std::vector<GroupIndex> next(seen.begin(), seen.end());
        while (!next.empty()) {
            const auto from = next.back();
            next.pop_back();
            for (const auto parent : groups_[from].parents)
                if (seen.insert(parent).second) next.push_back(parent);
        }
        seen.erase(all_group);
        total += seen.size();
        if (total > memberships_max)
            return stop(host.place, both(texts::too_many_memberships, memberships_max));
        host.groups.assign(seen.begin(), seen.end());
        std::ranges::sort(host.groups, {}, [&](GroupIndex n) {
            const Group& group = groups_[n];
            return std::tie(group.depth, group.priority, group.name);
        });
    }
    return true;
}

/// As Ansible: a group's file wins over what any group says in the inventory file.
Values Tree::values_of(const Host& host) const {
    Values out;
    const auto lay = [&](const Values& over) {
        for (const auto& [name, value] : over) out[name] = value;
    };
    lay(groups_[all_group].values);
    for (const auto n : host.groups) lay(groups_[n].values);
    lay(groups_[all_group].file_values);
    for (const auto n : host.groups) lay(groups_[n].file_values);
    lay(host.values);
    lay(host.file_values);
    return out;
}

}  // namespace firedrill::load::ansible
