// Cleans every string inside a described value: control characters from users and agents never
// reach a renderer, wherever they hide.
#pragma once

#include "core/base/json.hpp"
#include "reports/figure.hpp"

#include <string>
#include <type_traits>
#include <variant>

namespace firedrill::reports {

template <class T>
void scrub(T& value) {
    using namespace firedrill::detail;
    if constexpr (std::is_same_v<T, std::string>) {
        value = clean(value);
    } else if constexpr (is_optional<T>) {
        if (value) scrub(*value);
    } else if constexpr (is_vector<T>) {
        for (auto& item : value) scrub(item);
    } else if constexpr (is_variant<T>) {
        std::visit([](auto& alternative) { scrub(alternative); }, value);
    } else if constexpr (is_map<T>) {
        T cleaned;
        for (auto& [key, item] : value) {
            scrub(item);
            cleaned.emplace(clean(key), std::move(item));
        }
        value = std::move(cleaned);
    } else if constexpr (Described<T>) {
        using Members = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                                 boost::describe::mod_inherited>;
        boost::mp11::mp_for_each<Members>([&](auto member) { scrub(value.*member.pointer); });
    }
}

}  // namespace firedrill::reports
