// Single values: words, ids, texts, durations, and what plain scalars mean to other readers.
#include "orchestrator/load/fields.hpp"
#include "orchestrator/load/texts.hpp"

#include <algorithm>
#include <array>

namespace firedrill::load {

namespace {

using model::both;
using model::plain;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all(std::string_view text, bool (*test)(char)) {
    return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_boolean_word(std::string_view text) {
    constexpr std::array words{"yes", "no", "on", "off", "true", "false"};
    const std::string small = lower(text);
    return std::find(words.begin(), words.end(), small) != words.end();
}

bool is_octal(std::string_view text) {
    if (text.starts_with("0o")) return all(text.substr(2), is_digit);
    return text.size() > 1 && text[0] == '0' && all(text, is_digit);
}

bool is_grouped(std::string_view text) {
    return is_digit(text[0]) && text.find('_') != text.npos &&
           all(text, [](char c) { return is_digit(c) || c == '_'; });
}

/// 1:30, 190:20:30
bool is_sexagesimal(std::string_view text) {
    if (!is_digit(text[0]) || text.find(':') == text.npos) return false;
    text.remove_prefix(std::min(text.find(':'), text.size()));
    while (!text.empty()) {
        text.remove_prefix(1);
        const auto part = text.substr(0, text.find(':'));
        if (!all(part, is_digit) || part.size() > 2 || (part.size() == 2 && part[0] > '5'))
            return false;
        text.remove_prefix(part.size());
    }
    return true;
}

std::string_view unsigned_part(std::string_view text) {
    return text.size() > 1 && (text[0] == '-' || text[0] == '+') ? text.substr(1) : text;
}

/// The scalar, or a complaint.
const Node* scalar(const Node& node, const std::string& where, Report& report) {
    if (node.kind == Node::Kind::null)
        report.error(node.place, both(texts::empty_value),
                     {.where = plain(where), .remedy = both(texts::empty_value_remedy)});
    else if (node.kind != Node::Kind::scalar)
        report.error(node.place, both(texts::not_a_word),
                     {.where = plain(where), .remedy = both(texts::not_a_word_remedy)});
    return node.kind == Node::Kind::scalar ? &node : nullptr;
}

void bad_duration(const Node& node, const std::string& where, Report& report) {
    const bool bare = all(node.text, is_digit);
    const Text what =
        bare ? both(texts::bare_duration, node.text) : both(texts::bad_duration, node.text);
    const Text remedy = bare ? both(texts::bare_duration_remedy, node.text)
                        : !node.text.empty() && is_sexagesimal(node.text)
                            ? both(texts::clock_duration_remedy)
                            : both(texts::bad_duration_remedy);
    report.error(node.place, what, {.where = plain(where), .remedy = remedy});
}

}  // namespace

bool is_id(std::string_view text) {
    constexpr std::size_t id_bytes_max = 64;
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
    };
    return !text.empty() && text.size() <= id_bytes_max && letter(text[0]) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return letter(c) || c == '-' || c == '_' || c == '.'; });
}

std::optional<Text> surprise(std::string_view text) {
    if (text.empty()) return {};
    if (is_boolean_word(text)) return both(texts::a_boolean);
    if (lower(text) == "null" || text == "~") return both(texts::a_null);
    const auto number = unsigned_part(text);
    if (is_octal(number)) return both(texts::an_octal);
    if (number.starts_with("0x") || number.starts_with("0X")) return both(texts::a_hex);
    if (is_grouped(number)) return both(texts::a_grouped);
    if (is_sexagesimal(number)) return both(texts::a_sexagesimal);
    return {};
}

std::optional<model::Word> read_word(const Node& node, const std::string& where, Report& report) {
    const Node* found = scalar(node, where, report);
    if (found == nullptr) return {};
    if (const auto kind = node.plain ? surprise(node.text) : std::nullopt) {
        Text what{say(Language::en, texts::surprising, node.text, kind->en),
                  say(Language::zh, texts::surprising, node.text, kind->zh)};
        report.error(node.place, std::move(what),
                     {.where = plain(where), .remedy = both(texts::surprising_remedy, node.text)});
        return {};
    }
    return model::Word{node.text, node.place};
}

std::optional<model::Word> read_value(const Node& node, const std::string& where, Report& report) {
    if (node.kind == Node::Kind::scalar && (node.text == "true" || node.text == "false"))
        return model::Word{node.text, node.place};
    return read_word(node, where, report);
}

std::optional<model::Word> read_id(const Node& node, const std::string& where, Report& report) {
    auto word = read_word(node, where, report);
    if (!word || is_id(word->text)) return word;
    report.error(node.place, both(texts::bad_id, word->text),
                 {.where = plain(where), .remedy = both(texts::bad_id_remedy)});
    return {};
}

std::optional<Text> read_text(const Node& node, const std::string& where, Report& report) {
    if (node.kind == Node::Kind::scalar) {
        const auto word = read_word(node, where, report);
        return word ? std::optional<Text>{plain(word->text)} : std::nullopt;
    }
    if (node.kind != Node::Kind::map) {
        report.error(node.place, both(texts::bad_text), {.where = plain(where)});
        return {};
    }
    Fields fields(node, where, report);
    Text text{fields.word("en").text, fields.word("zh").text};
    fields.done();
    return text;
}

model::Duration read_duration(const Node& node, const std::string& where, Report& report,
                              bool pattern_allowed) {
    const Node* found = scalar(node, where, report);
    if (found == nullptr) return {};
    if (pattern_allowed && node.text.find("${{") != node.text.npos)
        return {.pattern = node.text, .place = node.place};
    const auto value = parse_duration(node.text);
    if (value) return {.value = *value, .place = node.place};
    bad_duration(node, where, report);
    return {};
}

}  // namespace firedrill::load
