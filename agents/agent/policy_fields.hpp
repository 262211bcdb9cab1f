// Fields: the keys of one map of the policy file; each is asked for once, and those that nobody
// asked for are complained about. One thread.
#pragma once

#include "agents/agent/policy_yaml.hpp"
#include "core/base/time.hpp"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent {

class Fields {
public:
    /// `node` outlives it.
    Fields(const yaml::Node& node, yaml::Complaints& complaints);

    /// The value, or null; complains where it is `required` and missing.
    const yaml::Node* find(std::string_view key, bool required = false);
    std::string text(std::string_view key, bool required = false);
    std::vector<std::string> texts(std::string_view key);
    std::optional<Nanos> duration(std::string_view key, bool required = false);
    bool yes(std::string_view key);
    /// Calls `use` for each item of a list.
    void each(std::string_view key, const std::function<void(const yaml::Node&)>& use);
    /// Complains about keys that were not asked for; `known` is for the remedy.
    void end(std::string_view known);

    void complain(const yaml::Node& at, const Text& what) {
        complaints_.push_back({at.line, what});
    }
    yaml::Complaints& complaints() { return complaints_; }
    const yaml::Node& node() const { return node_; }

private:
    const yaml::Node& node_;
    yaml::Complaints& complaints_;
    std::vector<std::string_view> asked_;
};

}  // namespace firedrill::agent
