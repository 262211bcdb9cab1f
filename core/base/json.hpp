// State a struct's members once (Boost.Describe); JSON follows in both directions.
//
// Rules: a described struct is an object; an enum is its name; Nanos is an integer; optional is
// absent or the value; a map with string keys is an object; a variant is the object of its
// alternative plus "type": Alternative::tag. Reading ignores unknown members (a newer peer may
// send more) and leaves absent ones at their default; a wrong type is an error that names the path.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace firedrill {

namespace json = boost::json;

/// The one spelling of a value: members sorted by their bytes, no blanks, integers only.
/// A floating-point number in `value` is a bug of ours (DRILL_ASSERT): it has no one spelling.
/// Bytes that are no UTF-8 (output of programs) become U+FFFD, so that it always parses again.
std::string canonical(const json::value& value);

/// Parses strictly (no comments, no trailing commas, no fractions, depth <= 64, bytes <= limit).
Result<json::value> parse_json(std::string_view text, std::size_t limit = 64U << 20U);

namespace detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_set = false;
template <class T>
inline constexpr bool is_set<std::set<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class V>
inline constexpr bool is_map<std::map<std::string, V>> = true;

/// Nobody's clock shows more than 126 years: the difference of two times never overflows.
inline bool is_time(std::int64_t nanos) {
    constexpr std::int64_t most = 4'000'000'000'000'000'000;
    return nanos >= -most && nanos <= most;
}

[[noreturn]] void bad_json(const std::string& path, const char* wanted);

struct BadJson {
    std::string path;
    std::string wanted;
};

template <class T>
json::object members_to_json(const T& value);

}  // namespace detail

template <class T>
json::value to_json(const T& value) {
    using namespace detail;
    if constexpr (std::is_same_v<T, json::value>) {
        return value;
    } else if constexpr (std::is_same_v<T, bool>) {
        return json::value(value);
    } else if constexpr (std::is_integral_v<T>) {
        return json::value(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
        return json::value(std::string_view(value));
    } else if constexpr (std::is_same_v<T, Nanos>) {
        return json::value(value.count());
    } else if constexpr (DescribedEnum<T>) {
        return json::value(boost::describe::enum_to_string(value, "?"));
    } else if constexpr (is_vector<T> || is_set<T>) {
        json::array out;
        out.reserve(value.size());
        for (const auto& item : value) out.push_back(to_json(item));
        return out;
    } else if constexpr (is_map<T>) {
        json::object out;
        for (const auto& [key, item] : value) out.emplace(key, to_json(item));
        return out;
    } else if constexpr (is_variant<T>) {
        return std::visit(
            [](const auto& alternative) {
                json::value out = to_json(alternative);
                out.as_object()["type"] = std::decay_t<decltype(alternative)>::tag;
                return out;
            },
            value);
    } else {
        static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        return members_to_json(value);
    }
}

namespace detail {

template <class T>
json::object members_to_json(const T& value) {
    json::object out;
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                             boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        const auto& item = value.*member.pointer;
        if constexpr (is_optional<std::decay_t<decltype(item)>>) {
            if (item) out.emplace(member.name, to_json(*item));
        } else {
            out.emplace(member.name, to_json(item));
        }
    });
    return out;
}

}  // namespace detail

namespace detail {

template <class T>
void read_json(const json::value& in, T& out, const std::string& path);

template <class V, std::size_t I = 0>
void read_alternative(const json::value& in, std::string_view type, V& out,
                      const std::string& path) {
    if constexpr (I == std::variant_size_v<V>) {
        bad_json(path + ".type", "a known type");
    } else {
        using Alternative = std::variant_alternative_t<I, V>;
        if (type != Alternative::tag) return read_alternative<V, I + 1>(in, type, out, path);
        Alternative value;
        read_json(in, value, path);
        out = std::move(value);
    }
}

template <class T>
void read_members(const json::object& in, T& out, const std::string& path) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                             boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>([&](auto member) {
        const json::value* item = in.if_contains(member.name);
        if (item == nullptr) return;
        auto& place = out.*member.pointer;
        if constexpr (is_optional<std::decay_t<decltype(place)>>) {
            place.emplace();
            read_json(*item, *place, path + "." + member.name);
        } else {
            read_json(*item, place, path + "." + member.name);
        }
    });
}

template <class T>
void read_items(const json::value& in, T& out, const std::string& path) {
    out.clear();
    if constexpr (is_map<T>) {
        if (!in.is_object()) bad_json(path, "an object");
        for (const auto& [key, item] : in.get_object())
            read_json(item, out[std::string(key)], path + "." + std::string(key));
    } else {
        if (!in.is_array()) bad_json(path, "an array");
        for (const auto& item : in.get_array()) {
            typename T::value_type value{};
            read_json(item, value, path + "[" + std::to_string(out.size()) + "]");
            out.insert(out.end(), std::move(value));
        }
    }
}

template <class T>
void read_json(const json::value& in, T& out, const std::string& path) {
    if constexpr (std::is_same_v<T, json::value>) {
        out = in;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!in.is_bool()) bad_json(path, "true or false");
        out = in.get_bool();
    } else if constexpr (std::is_integral_v<T>) {
        if (!in.is_int64() || !std::in_range<T>(in.get_int64())) bad_json(path, "an integer");
        out = static_cast<T>(in.get_int64());
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!in.is_string()) bad_json(path, "a string");
        out = std::string(std::string_view(in.get_string()));
    } else if constexpr (std::is_same_v<T, Nanos>) {
        if (!in.is_int64() || !is_time(in.get_int64())) bad_json(path, "nanoseconds");
        out = Nanos{in.get_int64()};
    } else if constexpr (DescribedEnum<T>) {
        if (!in.is_string() ||
            !boost::describe::enum_from_string(std::string(in.get_string()).c_str(), out))
            bad_json(path, "a known name");
    } else if constexpr (is_vector<T> || is_set<T> || is_map<T>) {
        read_items(in, out, path);
    } else if constexpr (is_variant<T>) {
        const auto* object = in.if_object();
        const json::value* type = object == nullptr ? nullptr : object->if_contains("type");
        if (type == nullptr || !type->is_string()) bad_json(path, "an object with a type");
        read_alternative(in, type->get_string(), out, path);
    } else {
        static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        if (!in.is_object()) bad_json(path, "an object");
        read_members(in.get_object(), out, path);
    }
}

Error to_error(const BadJson& bad);

}  // namespace detail

/// Reads a T; the error names the path of the first wrong member.
template <class T>
Result<T> from_json(const json::value& in) {
    try {
        T out{};
        detail::read_json(in, out, "$");
        return out;
    } catch (const detail::BadJson& bad) {
        return detail::to_error(bad);
    }
}

}  // namespace firedrill
