#include "core/base/json.hpp"

#include "core/base/assert.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <iterator>

namespace firedrill {
namespace {

bool must_be_escaped(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void write_escaped(char c, std::string& out) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    }
}

void write_text(std::string_view text, std::string& out) {
    out.push_back('"');
    for (auto plain = text.begin();;) {
        const auto special = std::find_if(plain, text.end(), must_be_escaped);
        out.append(plain, special);
        if (special == text.end()) break;
        write_escaped(*special, out);
        plain = special + 1;
    }
    out.push_back('"');
}

void write_string(std::string_view text, std::string& out) {
    if (is_utf8(text)) return write_text(text, out);
    write_text(to_utf8(text), out);  // output of programs: what cannot be parsed is not written
}

void write(const json::value& value, std::string& out);

void write_array(const json::array& array, std::string& out) {
    out.push_back('[');
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (i != 0) out.push_back(',');
        write(array[i], out);
    }
    out.push_back(']');
}

void write_object(const json::object& object, std::string& out) {
    std::vector<const json::key_value_pair*> members;
    members.reserve(object.size());
    for (const auto& member : object) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return a->key() < b->key(); });
    out.push_back('{');
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i != 0) out.push_back(',');
        write_string(members[i]->key(), out);
        out.push_back(':');
        write(members[i]->value(), out);
    }
    out.push_back('}');
}

void write(const json::value& value, std::string& out) {
    switch (value.kind()) {
        case json::kind::null: out += "null"; return;
        case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
        case json::kind::int64: out += fmt::format_int(value.get_int64()).c_str(); return;
        case json::kind::uint64: out += fmt::format_int(value.get_uint64()).c_str(); return;
        case json::kind::double_: DRILL_ASSERT(!value.is_double()); return;
        case json::kind::string: write_string(value.get_string(), out); return;
        case json::kind::array: write_array(value.get_array(), out); return;
        case json::kind::object: write_object(value.get_object(), out); return;
    }
}

bool holds_double(const json::value& value) {
    if (value.is_double()) return true;
    if (const auto* array = value.if_array())
        return std::any_of(array->begin(), array->end(), holds_double);
    if (const auto* object = value.if_object())
        return std::any_of(object->begin(), object->end(),
                           [](const auto& member) { return holds_double(member.value()); });
    return false;
}

}  // namespace

std::string canonical(const json::value& value) {
    std::string out;
    write(value, out);
    return out;
}

Result<json::value> parse_json(std::string_view text, std::size_t limit) {
    if (text.size() > limit)
        return fail(Errc::invalid_input,
                    fmt::format("JSON of {} bytes is longer than {} bytes", text.size(), limit));
    json::parse_options options;
    options.max_depth = 64;
    boost::system::error_code error;
    json::value value = json::parse({text.data(), text.size()}, error, {}, options);
    if (error) return fail(Errc::invalid_input, "not valid JSON: " + error.message());
    if (holds_double(value))
        return fail(Errc::invalid_input, "JSON holds a number that is not a 64-bit integer");
    return value;
}

namespace detail {

void bad_json(const std::string& path, const char* wanted) {
    throw BadJson{path, wanted};
}

Error to_error(const BadJson& bad) {
    return fail(Errc::invalid_input, "JSON: " + bad.path + " is not " + bad.wanted);
}

}  // namespace detail
}  // namespace firedrill
