#include "agents/agent/typed_template.hpp"

#include "agents/agent/traffic_texts.hpp"

#include <arpa/inet.h>
#include <algorithm>
#include <array>
#include <set>
#include <sstream>

namespace firedrill::agent {

namespace {

constexpr std::string_view opening = "%{";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view name_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

bool only(const std::string& text, std::string_view allowed) {
    return !text.empty() && text.find_first_not_of(allowed) == std::string::npos;
}

bool is_address(const std::string& text) {
    std::array<unsigned char, 16> bytes{};
    return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

bool is_path(const std::string& text) {
    const std::string allowed = std::string(name_letters) + "/";
    return text.starts_with('/') && only(text, allowed) && text.find("/..") == std::string::npos;
}

/// False for a type that there is not, too.
bool is_of(const std::string& type, const std::string& text) {
    if (type == "address") return is_address(text);
    if (type == "port")
        return only(text, digits) && text.size() <= 5 && text.front() != '0' &&
               std::stoi(text) <= 65'535;
    if (type == "integer") {
        const std::string number = text.starts_with('-') ? text.substr(1) : text;
        return only(number, digits) && number.size() <= 18;
    }
    if (type == "name") return only(text, name_letters) && text.front() != '-';
    return type == "path" && is_path(text);
}

}  // namespace

Result<TemplateValues> read_template_values(const std::string& words, Language language) {
    TemplateValues out;
    std::istringstream in(words);
    for (std::string word; in >> word;) {
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const bool good = equals != word.npos && only(name, name_letters) &&
                          out.emplace(name, word.substr(equals + 1)).second;
        if (!good) return fail(Errc::refused, say(language, traffic_text::no_assignment, word));
    }
    return out;
}

Result<std::string> fill_template(const std::string& text, const TemplateValues& values,
                                  Language language) {
    std::string out;
    std::set<std::string> used;
    std::size_t at = 0;
    for (auto hole = text.find(opening); hole != text.npos; hole = text.find(opening, at)) {
        const std::size_t end = text.find('}', hole);
        const std::string inside =
            text.substr(hole + 2, end == text.npos ? 0 : end - hole - opening.size());
        const std::size_t colon = inside.find(':');
        const std::string name = inside.substr(0, colon);
        const std::string type = colon == inside.npos ? "" : inside.substr(colon + 1);
        const auto value = values.find(name);
        if (value == values.end())
            return fail(Errc::refused, say(language, traffic_text::no_value_for, inside));
        if (!is_of(type, value->second))
            return fail(Errc::refused,
                        say(language, traffic_text::wrong_type, value->second, inside));
        out += text.substr(at, hole - at) + value->second;
        used.insert(name);
        at = end + 1;
    }
    for (const auto& [name, value] : values)
        if (!used.contains(name))
            return fail(Errc::refused, say(language, traffic_text::no_hole_for, name));
    return out + text.substr(at);
}

}  // namespace firedrill::agent
