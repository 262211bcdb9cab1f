// Reads a described value straight from its canonical text (json.hpp), without the tree in between:
// several times faster, which journals of a million records need.
//
// It understands what canonical(to_json(value)) writes: members known and sorted, no blanks. Where
// it says true, parse_json() and from_json() would have read the same value; where it says false,
// the value is spoilt, and they decide what the text is.
#pragma once

#include "core/base/canonical_text.hpp"
#include "core/base/json.hpp"

namespace firedrill {

namespace detail {

template <class T>
bool take_value(CanonicalText& in, T& out);

/// "name":value in sorted order, between braces.
template <class F>
bool take_members(CanonicalText& in, F&& take_member) {
    if (!in.take('{')) return false;
    if (in.take('}')) return true;
    std::optional<std::string_view> before;
    do {
        std::string_view name;
        if (!in.name(name) || !in.take(':')) return false;
        if (before && *before >= name) return false;
        before = name;
        if (!take_member(name)) return false;
    } while (in.take(','));
    return in.take('}');
}

template <class F>
bool take_items(CanonicalText& in, F&& take_item) {
    if (!in.take('[')) return false;
    if (in.take(']')) return true;
    do {
        if (!take_item()) return false;
    } while (in.take(','));
    return in.take(']');
}

template <class T>
bool take_member_of(CanonicalText& in, std::string_view name, T& out) {
    bool taken = false;
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                             boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        if (taken || name != member.name) return;
        auto& place = out.*member.pointer;
        if constexpr (is_optional<std::decay_t<decltype(place)>>)
            taken = take_value(in, place.emplace());
        else
            taken = take_value(in, place);
    });
    return taken;
}

template <class V, std::size_t I = 0>
bool take_alternative(CanonicalText& in, std::string_view type, V& out) {
    if constexpr (I == std::variant_size_v<V>) {
        return false;
    } else {
        using Alternative = std::variant_alternative_t<I, V>;
        if (type != Alternative::tag) return take_alternative<V, I + 1>(in, type, out);
        auto& value = out.template emplace<I>();
        return take_members(in, [&](std::string_view name) {
            return name == "type" ? in.name(type) : take_member_of(in, name, value);
        });
    }
}

/// The member "type" stands among the others: it is looked for first.
inline bool find_type(CanonicalText in, std::string_view& type) {
    if (!in.take('{')) return false;
    do {
        std::string_view name;
        if (!in.name(name) || !in.take(':')) return false;
        if (name == "type") return in.name(type);
        if (!in.skip()) return false;
    } while (in.take(','));
    return false;
}

template <class T>
bool take_integer(CanonicalText& in, T& out) {
    std::int64_t value = 0;
    if (!in.integer(value) || !std::in_range<T>(value)) return false;
    out = static_cast<T>(value);
    return true;
}

template <class T>
bool take_enumerator(CanonicalText& in, T& out) {
    std::string_view name;
    bool known = false;
    if (!in.name(name)) return false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
        if (name != enumerator.name) return;
        known = true;
        out = enumerator.value;
    });
    return known;
}

template <class T>
bool take_container(CanonicalText& in, T& out) {
    out.clear();
    if constexpr (is_map<T>) {
        return take_members(
            in, [&](std::string_view name) { return take_value(in, out[std::string(name)]); });
    } else {
        return take_items(in, [&] {
            typename T::value_type item{};
            if (!take_value(in, item)) return false;
            out.insert(out.end(), std::move(item));
            return true;
        });
    }
}

template <class T>
bool take_value(CanonicalText& in, T& out) {
    if constexpr (std::is_same_v<T, bool>) {
        out = in.take("true");
        return out || in.take("false");
    } else if constexpr (std::is_integral_v<T>) {
        return take_integer(in, out);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return in.text(out);
    } else if constexpr (std::is_same_v<T, Nanos>) {
        std::int64_t count = 0;
        const bool taken = in.integer(count) && is_time(count);
        out = Nanos{count};
        return taken;
    } else if constexpr (DescribedEnum<T>) {
        return take_enumerator(in, out);
    } else if constexpr (is_vector<T> || is_set<T> || is_map<T>) {
        return take_container(in, out);
    } else if constexpr (is_variant<T>) {
        std::string_view type;
        return find_type(in, type) && take_alternative(in, type, out);
    } else if constexpr (Described<T>) {
        return take_members(in,
                            [&](std::string_view name) { return take_member_of(in, name, out); });
    } else {
        return false;  // a json::value: the tree is wanted
    }
}

}  // namespace detail

template <class T>
bool read_canonical(std::string_view text, T& out) {
    CanonicalText in(text);
    return detail::take_value(in, out) && in.at_end();
}

}  // namespace firedrill
