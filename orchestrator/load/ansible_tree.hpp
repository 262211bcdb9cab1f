// Hosts, groups and values of one Ansible inventory, before they become hosts of ours. Follows
// ansible-core: who is in which group, and which value wins. Pure; complains to a Report.
//
// Limits: 10,000 hosts, 10,000 groups, 64 levels of groups, a million memberships, 1,024 bytes a
// value. Only values that somebody wants are kept.
#pragma once

#include "orchestrator/load/yaml_reader.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::load::ansible {

struct Value {
    enum class Kind { nothing, text, encrypted, structure };
    Kind kind = Kind::text;
    std::string text;
    model::Place place;
};
using Values = std::map<std::string, Value>;

using GroupIndex = std::size_t;
inline constexpr GroupIndex all_group = 0;
inline constexpr GroupIndex ungrouped = 1;

struct Group {
    std::string name;
    std::vector<GroupIndex> parents;
    Values values;       ///< of the inventory file
    Values file_values;  ///< of group_vars/
    int priority = 1;
    int depth = 0;  ///< the longest way down from `all`
};

struct Host {
    std::string name;
    model::Place place;  ///< where it is written first
    std::set<GroupIndex> direct;
    Values values;                     ///< of the inventory file
    Values file_values;                ///< of host_vars/
    std::vector<GroupIndex> groups{};  ///< near and far without `all`; who comes later wins
};

class Tree {
public:
    Tree(std::set<std::string> wanted, Report& report);

    GroupIndex group(const std::string& name, model::Place place);  ///< added if it is new
    std::optional<GroupIndex> find_group(const std::string& name) const;
    void include(GroupIndex parent, GroupIndex child, model::Place place);
    /// Every host of a pattern, added if it is new, with its values; false if nothing more is read.
    bool hosts(const std::string& pattern, GroupIndex group, const Values& values,
               model::Place place);
    void set(GroupIndex group, const std::string& name, Value value);
    void set_file(Values& to, const std::string& name, Value value);
    bool wants(const std::string& name) const { return wanted_.contains(name); }

    /// After the last of the file: circles, depths, who is ungrouped. False: unusable.
    bool finish();

    std::vector<Group>& groups() { return groups_; }
    const std::vector<Group>& groups() const { return groups_; }
    std::vector<Host>& hosts() { return hosts_; }
    const std::vector<Host>& hosts() const { return hosts_; }
    /// Everything that holds for the host; needs finish().
    Values values_of(const Host& host) const;
    Report& report() { return report_; }

private:
    struct Edge {
        GroupIndex parent;
        GroupIndex child;
        model::Place place;
    };
    bool host(const std::string& name, GroupIndex group, std::optional<int> port,
              const Values& values, model::Place place);
    bool fits(const std::string& name, const Value& value);
    bool depths();
    void circle(const std::vector<int>& open);
    bool memberships();
    bool stop(model::Place place, Text what);

    std::set<std::string> wanted_;
    Report& report_;
    std::vector<Group> groups_;
    std::vector<Host> hosts_;
    std::vector<Edge> edges_;
    std::map<std::string, GroupIndex> group_index_;
    std::map<std::string, std::size_t> host_index_;
    std::size_t names_ = 0;  ///< how often a host was named
};

}  // namespace firedrill::load::ansible
