#include "agents/agent/policy_values.hpp"

#include "agents/agent/policy_file_texts.hpp"
#include "core/model/complaint.hpp"
#include "core/plan/fill.hpp"
#include "core/plan/partition.hpp"

#include <algorithm>
#include <array>

namespace firedrill::agent {

namespace {

using model::both;
using yaml::Node;

constexpr std::array<std::string_view, 5> forms{"values", "chars", "below", "within", "max"};
constexpr std::size_t chars_max = 1024;

/// The unit in which the bound is written, if in any.
std::optional<Unit> unit_of(std::string_view text) {
    for (const Unit unit : {Unit::none, Unit::bytes, Unit::time, Unit::share})
        if (read_number(text, unit)) return unit;
    return std::nullopt;
}

ValueRule read_numbers(Fields& fields) {
    const Node& max = *fields.find("max");
    const Node* min = fields.find("min");
    Numbers out;
    out.unit = unit_of(max.text).value_or(Unit::none);
    const auto low = min == nullptr ? std::nullopt : unit_of(min->text);
    if (out.unit == Unit::none && low == Unit::bytes) out.unit = Unit::bytes;
    const auto read = [&](const Node& node) {
        const auto number = read_number(node.text, out.unit);
        if (!number)
            fields.complaints().push_back({node.line, both(policy_text::number, node.text)});
        return number.value_or(0);
    };
    out.max = read(max);
    out.min = min == nullptr ? 1 : read(*min);
    if (out.min > out.max) fields.complain(fields.node(), both(policy_text::range));
    return out;
}

ValueRule read_chars(Fields& fields) {
    Chars out;
    const Node* chars = fields.find("chars");
    if (auto expanded = expand_chars(chars->text))
        out.chars = *expanded;
    else
        fields.complaints().push_back({chars->line, model::plain(expanded.error().what)});
    out.prefix = fields.text("prefix");
    out.suffix = fields.text("suffix");
    if (const Node* length = fields.find("max_length"))
        out.max = read_count(*length, chars_max, fields.complaints());
    return out;
}

ValueRule read_networks(Fields& fields) {
    Within out{fields.texts("within")};
    for (const std::string& network : out.networks)
        if (!plan::read_peers(network))
            fields.complain(fields.node(), both(policy_text::networks, network));
    return out;
}

ValueRule read_form(Fields& fields, std::string_view form) {
    if (form == "chars") return read_chars(fields);
    if (form == "below") return Below{read_paths(fields, "below")};
    if (form == "within") return read_networks(fields);
    if (form == "max") return read_numbers(fields);
    return OneOf{fields.texts("values")};
}

}  // namespace

ValueRule read_value(const Node& node, yaml::Complaints& complaints) {
    if (node.kind == Node::Kind::scalar) return OneOf{{node.text}};
    Fields fields(node, complaints);
    std::string_view form;
    int given = 0;
    for (const std::string_view one : forms)
        if (node.kind == Node::Kind::map && node.find(one) != nullptr) {
            form = one;
            ++given;
        }
    if (given != 1) {
        fields.complain(node, both(policy_text::one_form));
        return OneOf{};
    }
    ValueRule out = read_form(fields, form);
    fields.find("count");  // of `more`
    fields.end("values, chars with prefix, suffix, max_length, below, within, max with min");
    return out;
}

ValueRule read_value_of(plan::ValueType type, const Node& node, yaml::Complaints& complaints) {
    using plan::ValueType;
    ValueRule rule = read_value(node, complaints);
    const auto wants = [&](bool fits, std::string_view form) {
        if (!fits && !std::holds_alternative<OneOf>(rule))
            complaints.push_back({node.line, both(policy_text::form_of, form)});
    };
    auto* numbers = std::get_if<Numbers>(&rule);
    if (type == ValueType::path) wants(std::holds_alternative<Below>(rule), "below, values");
    if (type == ValueType::peers) wants(std::holds_alternative<Within>(rule), "within, values");
    if (type == ValueType::port || type == ValueType::cores || type == ValueType::bytes)
        wants(numbers != nullptr, "max, values");
    if (type == ValueType::direction || type == ValueType::yes) wants(false, "values");
    if (type == ValueType::bytes && numbers != nullptr && numbers->unit == Unit::none)
        numbers->unit = Unit::bytes;
    return rule;
}

std::size_t read_count(const Node& node, std::size_t most, yaml::Complaints& complaints) {
    const auto number = plan::read_bytes(node.text);
    const bool fits = number && *number <= static_cast<std::int64_t>(most) &&
                      node.text.find_first_not_of("0123456789") == node.text.npos;
    if (fits) return static_cast<std::size_t>(*number);
    complaints.push_back({node.line, both(policy_text::number, node.text)});
    return 0;
}

std::vector<std::string> read_paths(Fields& fields, std::string_view key) {
    std::vector<std::string> out;
    fields.each(key, [&](const Node& item) {
        if (!is_plain_path(item.text)) fields.complain(item, both(policy_text::path, item.text));
        out.push_back(item.text);
    });
    return out;
}

}  // namespace firedrill::agent
