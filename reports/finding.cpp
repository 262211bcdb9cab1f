#include "core/drill/reasons.hpp"
#include "reports/build.hpp"
#include "reports/figure.hpp"
#include "reports/finding_texts.hpp"
#include "reports/phrase.hpp"
#include "reports/word_texts.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>

namespace firedrill::reports {
namespace {

using Values = std::map<std::string, std::string>;

std::string reason_in_words(Language language, const std::string& name) {
    measure::Reason reason{};
    if (!boost::describe::enum_from_string(name.c_str(), reason)) return clean(name);
    return say(language, word(reason));
}

/// "verified, assessed" becomes their names.
std::string marks_in_words(Language language, std::string_view marks) {
    const std::string_view between = ", ";
    std::string out;
    for (std::size_t at = 0; at < marks.size();) {
        const std::size_t end = std::min(marks.find(between, at), marks.size());
        const Text name = mark_word(clean(std::string(marks.substr(at, end - at))));
        if (!out.empty()) out += language == Language::zh ? "、" : between;
        out += language == Language::zh ? name.zh : name.en;
        at = end + between.size();
    }
    return out;
}

/// A value as the report prints it: our own words in the language, figures with print signs.
std::string value_in(Language language, const Values& values, const std::string& name) {
    const auto value = values.find(name);
    if (value == values.end()) return "?";
    for (const finding_texts::Word& word : finding_texts::words)
        if (word.name == name && word.value == value->second)
            return std::string(language == Language::zh ? word.text.zh : word.text.en);
    if (name == "marks") return marks_in_words(language, value->second);
    if (name == "reason") return reason_in_words(language, value->second);
    const bool sentence = name == "why" || name == "journal" || name == "receipts";
    if (sentence) return clean(drill::reason_in(language, value->second));
    std::string out = clean(value->second);
    if (const auto range = out.find(" .. "); range != std::string::npos)
        out.replace(range, 4, "\u2013");
    if (out.starts_with("+-")) out.replace(0, 2, "\u00b1");
    return out;
}

/// `{name}` becomes the value of that name, or "?".
std::string filled(Language language, std::string_view pattern, const Values& values) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
        const std::size_t end = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            out += pattern[i++];
            continue;
        }
        out += value_in(language, values, std::string(pattern.substr(i + 1, end - i - 1)));
        i = end + 1;
    }
    return out;
}

Text unknown_code(const std::string& code, const Values& values) {
    std::string out = clean(code);
    for (const auto& [name, value] : values) out += " " + clean(name) + "=" + clean(value);
    return plain(out);
}

}  // namespace

Text finding_text(const std::string& code, const std::map<std::string, std::string>& values) {
    const auto& all = finding_texts::findings;
    const auto found = std::ranges::find(all, code, &finding_texts::Finding::code);
    if (found == all.end()) return unknown_code(code, values);
    return {.en = filled(Language::en, found->text.en, values),
            .zh = filled(Language::zh, found->text.zh, values)};
}

}  // namespace firedrill::reports
