#include "reports/build.hpp"
#include "reports/figure.hpp"
#include "reports/finding_texts.hpp"
#include "reports/phrase.hpp"

#include <algorithm>

namespace firedrill::reports {
namespace {

/// `{name}` becomes the value of that name, or "?".
std::string filled(std::string_view pattern, const std::map<std::string, std::string>& values) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
        const std::size_t end = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            out += pattern[i++];
            continue;
        }
        const auto value = values.find(std::string(pattern.substr(i + 1, end - i - 1)));
        out += value == values.end() ? "?" : clean(value->second);
        i = end + 1;
    }
    return out;
}

Text unknown_code(const std::string& code, const std::map<std::string, std::string>& values) {
    std::string out = clean(code);
    for (const auto& [name, value] : values) out += " " + clean(name) + "=" + clean(value);
    return plain(out);
}

}  // namespace

Text finding_text(const std::string& code, const std::map<std::string, std::string>& values) {
    const auto& all = finding_texts::findings;
    const auto found = std::ranges::find(all, code, &finding_texts::Finding::code);
    if (found == all.end()) return unknown_code(code, values);
    return {.en = filled(found->text.en, values), .zh = filled(found->text.zh, values)};
}

}  // namespace firedrill::reports
