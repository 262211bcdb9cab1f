#include "core/measure/baseline.hpp"

#include <algorithm>
#include <set>

namespace firedrill::measure {

namespace {

using Names = std::set<std::string>;

/// Why this side did not look; nothing if it did.
std::optional<std::string> unseen(const Facts& facts, const std::string& category,
                                  const Categories& in) {
    const auto found = facts.find(in.seen_prefix + category);
    if (found == facts.end()) return std::string();
    if (found->second == in.seen_yes) return std::nullopt;
    return found->second;
}

std::vector<NotCompared> unseen_on_a_side(const Facts& before, const Facts& after,
                                          const Categories& in) {
    std::vector<NotCompared> out;
    for (const std::string& category : in.names) {
        auto why = unseen(before, category, in);
        if (!why) why = unseen(after, category, in);
        if (why) out.push_back({.host = {}, .category = category, .why = *why});
    }
    return out;
}

}  // namespace

std::string category_of(const std::string& item) {
    return item.substr(0, item.find(':'));
}

Comparison compare(const Facts& before, const Facts& after,
                   const std::vector<std::string>& expected, const Categories& categories) {
    Comparison out{.differences = {}, .not_compared = unseen_on_a_side(before, after, categories)};
    Names left_out{category_of(categories.seen_prefix)};
    for (const NotCompared& one : out.not_compared) left_out.insert(one.category);
    const auto add = [&](const std::string& item, std::string was, std::string is) {
        if (left_out.contains(category_of(item))) return;
        const bool foreseen =
            std::any_of(expected.begin(), expected.end(),
                        [&](const auto& prefix) { return item.starts_with(prefix); });
        out.differences.push_back({item, std::move(was), std::move(is), foreseen, {}});
    };
    for (const auto& [item, value] : before) {
        const auto now = after.find(item);
        if (now == after.end())
            add(item, value, {});
        else if (now->second != value)
            add(item, value, now->second);
    }
    for (const auto& [item, value] : after)
        if (!before.contains(item)) add(item, {}, value);
    std::ranges::sort(out.differences, {}, &Difference::item);
    return out;
}

}  // namespace firedrill::measure
