#include "reports/phrase.hpp"

namespace firedrill::reports {

std::string detail::mark_bold(std::string_view pattern) {
    std::string out;
    bool bold = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern.substr(i, 2) != "**") {
            out += pattern[i];
            continue;
        }
        bold = !bold;
        out += bold ? bold_on : bold_off;
        ++i;
    }
    return out;
}

Text joined(const std::vector<Text>& items) {
    Text out;
    for (const Text& item : items) {
        if (!out.empty()) out = out + Text{.en = ", ", .zh = "、"};
        out = out + Text{.en = item.in(Language::en), .zh = item.in(Language::zh)};
    }
    return out;
}

std::string without_bold(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != bold_on && c != bold_off) out += c;
    return out;
}

}  // namespace firedrill::reports
