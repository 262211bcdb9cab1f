#include "core/plan/fault_kinds.hpp"

#include "core/plan/fault_texts.hpp"
#include "core/plan/fill.hpp"
#include "core/plan/partition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firedrill::plan {

namespace {

const std::array<KindRule, 8>& kinds() {
    static const std::array<KindRule, 8> all{
        KindRule{.kind = "process.kill",
                 .one_of = {{"pidfile"}, {"match"}},
                 .required = {},
                 .optional = {{"signal"}}},
        KindRule{.kind = "process.pause",
                 .one_of = {{"pidfile"}, {"match"}},
                 .required = {},
                 .optional = {}},
        KindRule{
            .kind = "service.stop", .one_of = {{"stop"}}, .required = {}, .optional = {{"start"}}},
        KindRule{.kind = "network.partition",
                 .one_of = {},
                 .required = {{"peers", ValueType::peers}},
                 .optional = {{"port", ValueType::port}, {"direction", ValueType::direction}}},
        KindRule{.kind = "disk.fill",
                 .one_of = {{"size", ValueType::bytes}, {"leave", ValueType::bytes}},
                 .required = {{"directory", ValueType::path}},
                 .optional = {{"beside_receipts", ValueType::yes}}},
        KindRule{.kind = "cpu.load",
                 .one_of = {},
                 .required = {{"cores", ValueType::cores}},
                 .optional = {}},
        KindRule{.kind = "memory.load",
                 .one_of = {{"size", ValueType::bytes}, {"leave", ValueType::bytes}},
                 .required = {},
                 .optional = {}},
        KindRule{.kind = "postgresql", .one_of = {{"data"}}, .required = {}, .optional = {}}};
    return all;
}

std::vector<std::string_view> names_of(const std::vector<ParameterRule>& rules) {
    std::vector<std::string_view> out;
    for (const ParameterRule& rule : rules) out.push_back(rule.name);
    return out;
}

const ParameterRule* find_in(const std::vector<ParameterRule>& rules, std::string_view name) {
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const auto& rule) { return rule.name == name; });
    return found == rules.end() ? nullptr : &*found;
}

}  // namespace

const KindRule* find_kind(std::string_view kind) {
    const auto found = std::find_if(kinds().begin(), kinds().end(),
                                    [&](const auto& rule) { return rule.kind == kind; });
    return found == kinds().end() ? nullptr : &*found;
}

const ParameterRule* find_parameter(const KindRule& rule, std::string_view name) {
    for (const auto* rules : {&rule.one_of, &rule.required, &rule.optional})
        if (const ParameterRule* found = find_in(*rules, name)) return found;
    return nullptr;
}

std::vector<std::string> parameters_of(const KindRule& rule) {
    std::vector<std::string> out;
    for (const auto* rules : {&rule.one_of, &rule.required, &rule.optional})
        for (const ParameterRule& parameter : *rules) out.emplace_back(parameter.name);
    return out;
}

bool has_type(ValueType type, std::string_view value) {
    switch (type) {
        case ValueType::text: return true;
        case ValueType::path: return value.starts_with('/');
        case ValueType::peers: return read_peers(value).has_value();
        case ValueType::port: return read_port(value).has_value();
        case ValueType::direction: return read_direction(value).has_value();
        case ValueType::bytes: return read_bytes(value).has_value();
        case ValueType::cores: return read_cores(value).has_value();
        case ValueType::yes: return value == "true";
    }
    return false;
}

const Message& way_to_write(ValueType type) {
    switch (type) {
        case ValueType::text: break;
        case ValueType::path: return fault_texts::a_path;
        case ValueType::peers: return fault_texts::some_peers;
        case ValueType::port: return fault_texts::a_port;
        case ValueType::direction: return fault_texts::a_direction;
        case ValueType::bytes: return fault_texts::some_bytes;
        case ValueType::cores: return fault_texts::some_cores;
        case ValueType::yes: return fault_texts::yes_or_nothing;
    }
    return fault_texts::a_text;
}

Result<void> check_parameters(std::string_view kind, const Parameters& with, Language language) {
    const KindRule* rule = find_kind(kind);
    if (rule == nullptr) return fail(Errc::refused, say(language, fault_texts::unknown_kind, kind));
    const auto is_given = [&](const ParameterRule& parameter) {
        const auto found = with.find(std::string(parameter.name));
        return found != with.end() && !found->second.empty();
    };
    for (const ParameterRule& parameter : rule->required)
        if (!is_given(parameter))
            return fail(Errc::refused,
                        say(language, fault_texts::needs_parameter, kind, parameter.name));
    if (std::count_if(rule->one_of.begin(), rule->one_of.end(), is_given) !=
        (rule->one_of.empty() ? 0 : 1))
        return fail(Errc::refused,
                    say(language, fault_texts::needs_parameter, kind,
                        fmt::format("{}", fmt::join(names_of(rule->one_of), "` | `"))));
    for (const auto& [name, value] : with) {
        const ParameterRule* parameter = find_parameter(*rule, name);
        if (parameter == nullptr || has_type(parameter->type, value)) continue;
        return fail(Errc::refused, say(language, fault_texts::bad_value, kind, name, value,
                                       say(language, way_to_write(parameter->type))));
    }
    return {};
}

}  // namespace firedrill::plan
