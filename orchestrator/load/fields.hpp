// Typed reading of one mapping. Every getter collects its complaint and goes on with a default, so
// that one pass shows everything; keys that nobody asked for are unknown (done()).
#pragma once

#include "orchestrator/load/yaml_reader.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::load {

using Choices = std::vector<std::string>;

class Fields {
public:
    /// Complains if `node` is no mapping; then every getter gives its default.
    Fields(const Node& node, std::string where, Report& report);

    const Node* take(std::string_view key);
    const Node* need(std::string_view key);
    /// Known, but not in this version: an error if it is there.
    void later(std::string_view key);

    model::Word word(std::string_view key);
    model::Word needed_word(std::string_view key);
    model::Word id(std::string_view key);
    model::Word needed_id(std::string_view key);
    model::Words ids(std::string_view key);    ///< a list, or one id alone
    model::Words words(std::string_view key);  ///< a list, or one word alone
    std::vector<std::string> strings(std::string_view key);
    /// `of_map` reads the values that are mappings themselves; without it they are errors.
    using OfMap = std::function<void(const std::string& name, Fields& value)>;
    model::WordMap word_map(std::string_view key, const OfMap& of_map = {});
    Text text(std::string_view key);
    std::vector<Text> texts(std::string_view key);
    model::Duration duration(std::string_view key, bool pattern_allowed = false);
    std::optional<Nanos> nanos(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t lo, std::int64_t hi);
    bool boolean(std::string_view key, bool fallback = false);
    std::optional<std::int64_t> percent(std::string_view key);
    std::optional<Rate> rate(std::string_view key);
    model::Word choice(std::string_view key, const Choices& choices);
    model::Word needed_choice(std::string_view key, const Choices& choices);

    /// Every mapping of a list.
    void each(std::string_view key, const std::function<void(Fields&)>& read);
    /// Every value of a mapping with free keys.
    void entries(std::string_view key,
                 const std::function<void(const model::Word&, Fields&)>& read);
    void sub(std::string_view key, const std::function<void(Fields&)>& read);

    /// Complains about unknown keys. Call once, at the end.
    void done();

    bool has(std::string_view key) const { return node_.at(key) != nullptr; }
    const Node& node() const { return node_; }
    model::Place place() const { return node_.place; }
    const std::string& where() const { return where_; }
    Report& report() { return report_; }
    void error(model::Place place, Text what, Text remedy = {}, Text hint = {});
    /// "where.key"
    std::string path(std::string_view key) const;

private:
    const Node& node_;
    std::string where_;
    Report& report_;
    std::vector<std::string> known_;
};

bool is_id(std::string_view text);

/// One scalar as a word; complains about what YAML 1.1 readers take for something else.
std::optional<model::Word> read_word(const Node& node, const std::string& where, Report& report);
std::optional<model::Word> read_id(const Node& node, const std::string& where, Report& report);
std::optional<Text> read_text(const Node& node, const std::string& where, Report& report);
/// A scalar whose type is known later (playbook input): booleans and numbers are fine here.
std::optional<model::Word> read_value(const Node& node, const std::string& where, Report& report);
model::Duration read_duration(const Node& node, const std::string& where, Report& report,
                              bool pattern_allowed);

/// What a YAML 1.1 reader takes this plain scalar for ("boolean", "octal number" …); nothing if it
/// is safe as a text.
std::optional<Text> surprise(std::string_view plain);

}  // namespace firedrill::load
