#include "core/measure/baseline.hpp"

#include <algorithm>

namespace firedrill::measure {

std::vector<Difference> compare(const Facts& before, const Facts& after,
                                const std::vector<std::string>& expected) {
    std::vector<Difference> out;
    const auto add = [&](const std::string& item, std::string was, std::string is) {
        const bool foreseen =
            std::any_of(expected.begin(), expected.end(),
                        [&](const auto& prefix) { return item.starts_with(prefix); });
        out.push_back({item, std::move(was), std::move(is), foreseen});
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
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.item < b.item; });
    return out;
}

}  // namespace firedrill::measure
