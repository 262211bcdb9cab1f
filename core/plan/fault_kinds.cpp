#include "core/plan/fault_kinds.hpp"

#include "core/plan/fault_texts.hpp"
#include "core/plan/fill.hpp"
#include "core/plan/netem.hpp"
#include "core/plan/partition.hpp"
#include "core/plan/target.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::plan {

namespace {

using Rules = std::vector<KindRule>;

Rules of_processes() {
    return {
        {.kind = "process.kill",
         .one_of = {{"pidfile"}, {"match"}},
         .required = {},
         .optional = {{"signal"}}},
        {.kind = "process.pause",
         .one_of = {{"pidfile"}, {"match"}},
         .required = {},
         .optional = {}},
        {.kind = "service.stop", .one_of = {{"stop"}}, .required = {}, .optional = {{"start"}}}};
}

Rules of_networks() {
    const ParameterRule peers{"peers", ValueType::peers};
    const ParameterRule interface{"interface", ValueType::interface};
    return {{.kind = "network.partition",
             .one_of = {},
             .required = {peers},
             .optional = {{"port", ValueType::port}, {"direction", ValueType::direction}}},
            {.kind = "network.delay",
             .one_of = {},
             .required = {interface, {"delay", ValueType::delay}},
             .optional = {{"jitter", ValueType::delay}, peers}},
            {.kind = "network.loss",
             .one_of = {},
             .required = {interface, {"loss", ValueType::share}},
             .optional = {peers}},
            {.kind = "interface.down", .one_of = {}, .required = {interface}, .optional = {}},
            {.kind = "dns.failure",
             .one_of = {},
             .required = {},
             .optional = {{"resolvers", ValueType::peers}, {"answer", ValueType::answer}}}};
}

Rules of_hosts() {
    const std::vector<ParameterRule> amount{{"size", ValueType::bytes},
                                            {"leave", ValueType::bytes}};
    return {{.kind = "disk.fill",
             .one_of = amount,
             .required = {{"directory", ValueType::path}},
             .optional = {{"beside_receipts", ValueType::yes}}},
            {.kind = "cpu.load",
             .one_of = {},
             .required = {{"cores", ValueType::cores}},
             .optional = {}},
            {.kind = "memory.load", .one_of = amount, .required = {}, .optional = {}},
            {.kind = "file.remove",
             .one_of = {},
             .required = {{"path", ValueType::target}},
             .optional = {{"directory", ValueType::yes}}},
            {.kind = "file.permissions",
             .one_of = {},
             .required = {{"path", ValueType::target}},
             .optional = {{"mode", ValueType::mode}, {"directory", ValueType::yes}}},
            {.kind = "host.power_off", .one_of = {}, .required = {}, .optional = {}}};
}

Rules of_fences() {
    return {{.kind = "postgresql", .one_of = {{"data"}}, .required = {}, .optional = {}},
            {.kind = "address",
             .one_of = {},
             .required = {{"address", ValueType::address}, {"interface", ValueType::interface}},
             .optional = {}},
            {.kind = "port",
             .one_of = {},
             .required = {{"port", ValueType::port}},
             .optional = {{"except", ValueType::peers}}},
            {.kind = "storage",
             .one_of = {},
             .required = {{"mount", ValueType::mount}},
             .optional = {}},
            {.kind = "command",
             .one_of = {},
             .required = {{"set", ValueType::words},
                          {"verify", ValueType::words},
                          {"release", ValueType::words}},
             .optional = {}}};
}

const Rules& kinds() {
    static const Rules all = [] {
        Rules out;
        for (const Rules& some : {of_processes(), of_networks(), of_hosts(), of_fences()})
            out.insert(out.end(), some.begin(), some.end());
        return out;
    }();
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
        case ValueType::words: return value.find_first_not_of(" \t\n") != value.npos;
        case ValueType::path: return value.starts_with('/');
        case ValueType::target: return is_target(value);
        case ValueType::mount: return is_mount_point(value);
        case ValueType::mode: return read_mode(value).has_value();
        case ValueType::interface: return is_interface(value);
        case ValueType::address: return read_address(value).has_value();
        case ValueType::delay: return read_delay(value).has_value();
        case ValueType::share: return read_share(value).has_value();
        case ValueType::answer: return read_answer(value).has_value();
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
        case ValueType::words: return fault_texts::some_words;
        case ValueType::path: return fault_texts::a_path;
        case ValueType::target: return fault_texts::a_target;
        case ValueType::mount: return fault_texts::a_mount;
        case ValueType::mode: return fault_texts::a_mode;
        case ValueType::interface: return fault_texts::an_interface;
        case ValueType::address: return fault_texts::an_address;
        case ValueType::delay: return fault_texts::a_delay;
        case ValueType::share: return fault_texts::a_share;
        case ValueType::answer: return fault_texts::an_answer;
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
        // One that nobody checks could be one that somebody reads: a program to run, say.
        if (parameter == nullptr)
            return fail(Errc::refused,
                        say(language, fault_texts::no_such_parameter, kind, name,
                            fmt::format("{}", fmt::join(parameters_of(*rule), " "))));
        if (has_type(parameter->type, value)) continue;
        return fail(Errc::refused, say(language, fault_texts::bad_value, kind, name, value,
                                       say(language, way_to_write(parameter->type))));
    }
    return {};
}

}  // namespace firedrill::plan
