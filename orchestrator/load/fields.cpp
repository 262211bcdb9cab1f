#include "orchestrator/load/fields.hpp"

#include "orchestrator/load/texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace firedrill::load {

namespace {

using model::both;
using model::plain;

const Node nothing{.kind = Node::Kind::map};

/// "probes[client]" where the item has an id, else "probes[0]".
std::string item_path(const std::string& list, const Node& item, std::size_t index) {
    const Node* id = item.kind == Node::Kind::map ? item.at("id") : nullptr;
    if (id != nullptr && id->kind == Node::Kind::scalar)
        return fmt::format("{}[{}]", list, id->text);
    return fmt::format("{}[{}]", list, index);
}

}  // namespace

Fields::Fields(const Node& node, std::string where, Report& report)
    : node_(node.kind == Node::Kind::map ? node : nothing),
      where_(std::move(where)),
      report_(report) {
    if (node.kind != Node::Kind::map) error(node.place, both(texts::not_a_map));
}

std::string Fields::path(std::string_view key) const {
    return where_.empty() ? std::string(key) : fmt::format("{}.{}", where_, key);
}

void Fields::error(model::Place place, Text what, Text remedy, Text hint) {
    report_.error(place, std::move(what),
                  {.where = plain(where_), .hint = std::move(hint), .remedy = std::move(remedy)});
}

const Node* Fields::take(std::string_view key) {
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
    return node_.at(key);
}

const Node* Fields::need(std::string_view key) {
    const Node* found = take(key);
    if (found == nullptr && &node_ != &nothing)
        error(node_.place, both(texts::missing_key, key), both(texts::missing_key_remedy, key));
    return found;
}

void Fields::later(std::string_view key) {
    const Node* found = node_.at(key);
    if (found == nullptr) return;
    take(key);
    model::Place place = found->place;
    for (std::size_t i = 0; i + 1 < node_.items.size(); i += 2)
        if (node_.items[i].text == key) place = node_.items[i].place;
    error(place, both(texts::later_key, key), both(texts::later_key_remedy));
}

model::Word Fields::word(std::string_view key) {
    const Node* found = take(key);
    if (found == nullptr) return {};
    return read_word(*found, path(key), report_).value_or(model::Word{});
}

model::Word Fields::needed_word(std::string_view key) {
    const Node* found = need(key);
    if (found == nullptr) return {};
    return read_word(*found, path(key), report_).value_or(model::Word{});
}

model::Word Fields::id(std::string_view key) {
    const Node* found = take(key);
    if (found == nullptr) return {};
    return read_id(*found, path(key), report_).value_or(model::Word{});
}

model::Word Fields::needed_id(std::string_view key) {
    const Node* found = need(key);
    if (found == nullptr) return {};
    return read_id(*found, path(key), report_).value_or(model::Word{});
}

namespace {

template <class Read>
model::Words list_of(const Node* found, const std::string& path, Report& report, Read read) {
    model::Words out;
    if (found == nullptr) return out;
    const auto add = [&](const Node& item) {
        if (auto word = read(item, path, report)) out.push_back(std::move(*word));
    };
    if (found->kind == Node::Kind::list)
        for (const Node& item : found->items) add(item);
    else
        add(*found);
    return out;
}

}  // namespace

model::Words Fields::ids(std::string_view key) {
    return list_of(take(key), path(key), report_, read_id);
}

model::Words Fields::words(std::string_view key) {
    return list_of(take(key), path(key), report_, read_word);
}

std::vector<std::string> Fields::strings(std::string_view key) {
    std::vector<std::string> out;
    for (auto& word : words(key)) out.push_back(std::move(word.text));
    return out;
}

model::WordMap Fields::word_map(std::string_view key, const OfMap& of_map) {
    const Node* found = take(key);
    model::WordMap out;
    if (found == nullptr) return out;
    if (found->kind != Node::Kind::map) {
        error(found->place, both(texts::not_a_map));
        return out;
    }
    for (std::size_t i = 0; i + 1 < found->items.size(); i += 2) {
        const std::string& name = found->items[i].text;
        const Node& value = found->items[i + 1];
        const std::string where = path(key) + "." + name;
        if (of_map && value.kind == Node::Kind::map) {
            Fields fields(value, where, report_);
            of_map(name, fields);
            fields.done();
        } else if (auto word = read_value(value, where, report_)) {
            out.emplace(name, std::move(*word));
        }
    }
    return out;
}

Text Fields::text(std::string_view key) {
    const Node* found = take(key);
    return found == nullptr ? Text{} : read_text(*found, path(key), report_).value_or(Text{});
}

std::vector<Text> Fields::texts(std::string_view key) {
    const Node* found = take(key);
    std::vector<Text> out;
    if (found == nullptr) return out;
    if (found->kind != Node::Kind::list) {
        error(found->place, both(texts::not_a_list), both(texts::not_a_list_remedy));
        return out;
    }
    for (const Node& item : found->items)
        if (auto text = read_text(item, path(key), report_)) out.push_back(std::move(*text));
    return out;
}

model::Duration Fields::duration(std::string_view key, bool pattern_allowed) {
    const Node* found = take(key);
    return found == nullptr ? model::Duration{}
                            : read_duration(*found, path(key), report_, pattern_allowed);
}

std::optional<Nanos> Fields::nanos(std::string_view key) {
    const model::Duration found = duration(key);
    return found.given() ? std::optional<Nanos>{found.value} : std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view key, std::int64_t lo,
                                            std::int64_t hi) {
    const Node* found = take(key);
    if (found == nullptr) return {};
    std::int64_t value = 0;
    const auto& text = found->text;
    const auto* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    const bool decimal = found->kind == Node::Kind::scalar && found->plain && !surprise(text);
    if (decimal && problem == std::errc{} && stop == end && value >= lo && value <= hi)
        return value;
    error(found->place, both(texts::bad_integer, text, lo, hi), both(texts::bad_integer_remedy));
    return {};
}

bool Fields::boolean(std::string_view key, bool fallback) {
    const Node* found = take(key);
    if (found == nullptr) return fallback;
    if (found->plain && (found->text == "true" || found->text == "false"))
        return found->text == "true";
    error(found->place, both(texts::bad_boolean, found->text), both(texts::bad_boolean_remedy));
    return fallback;
}

std::optional<std::int64_t> Fields::percent(std::string_view key) {
    const Node* found = take(key);
    if (found == nullptr) return {};
    if (const auto ppm = parse_percent_ppm(found->text)) return *ppm;
    error(found->place, both(texts::bad_percent, found->text), both(texts::bad_percent_remedy));
    return {};
}

std::optional<Rate> Fields::rate(std::string_view key) {
    const Node* found = take(key);
    if (found == nullptr) return {};
    if (const auto rate = parse_rate(found->text)) return *rate;
    error(found->place, both(texts::bad_rate, found->text), both(texts::bad_rate_remedy));
    return {};
}

namespace {

model::Word checked_choice(model::Word word, const Choices& choices, Fields& fields) {
    if (word.empty() || std::find(choices.begin(), choices.end(), word.text) != choices.end())
        return word;
    fields.error(word.place, both(texts::bad_choice, word.text),
                 both(texts::bad_choice_remedy, model::listed(choices)),
                 model::did_you_mean(word.text, choices));
    return {};
}

}  // namespace

model::Word Fields::choice(std::string_view key, const Choices& choices) {
    return checked_choice(word(key), choices, *this);
}

model::Word Fields::needed_choice(std::string_view key, const Choices& choices) {
    return checked_choice(needed_word(key), choices, *this);
}

void Fields::each(std::string_view key, const std::function<void(Fields&)>& read) {
    const Node* found = take(key);
    if (found == nullptr || found->kind == Node::Kind::null) return;
    if (found->kind != Node::Kind::list)
        return error(found->place, both(texts::not_a_list), both(texts::not_a_list_remedy));
    for (std::size_t i = 0; i < found->items.size(); ++i) {
        Fields item(found->items[i], item_path(path(key), found->items[i], i), report_);
        read(item);
        item.done();
    }
}

void Fields::entries(std::string_view key,
                     const std::function<void(const model::Word&, Fields&)>& read) {
    const Node* found = take(key);
    if (found == nullptr || found->kind == Node::Kind::null) return;
    if (found->kind != Node::Kind::map) return error(found->place, both(texts::not_a_map));
    for (std::size_t i = 0; i + 1 < found->items.size(); i += 2) {
        const auto name = read_id(found->items[i], path(key), report_);
        if (!name) continue;
        Fields item(found->items[i + 1], path(key) + "." + name->text, report_);
        read(*name, item);
        item.done();
    }
}

void Fields::sub(std::string_view key, const std::function<void(Fields&)>& read) {
    const Node* found = take(key);
    if (found == nullptr) return;
    Fields item(*found, path(key), report_);
    read(item);
    item.done();
}

void Fields::done() {
    for (std::size_t i = 0; i + 1 < node_.items.size(); i += 2) {
        const Node& key = node_.items[i];
        if (std::find(known_.begin(), known_.end(), key.text) != known_.end()) continue;
        const std::string here = where_.empty() ? "." : where_;
        report_.error(
            key.place, both(texts::unknown_key, key.text),
            {.where = both(texts::keys_allowed, here, model::listed(known_)),
             .hint = model::did_you_mean(key.text, known_),
             .remedy = key.text.find(' ') == key.text.npos ? both(texts::unknown_key_remedy)
                                                           : both(texts::text_as_key_remedy)});
    }
}

}  // namespace firedrill::load
