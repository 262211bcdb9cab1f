#include "agents/agent/policy_reader.hpp"

#include "agents/agent/policy_fields.hpp"
#include "agents/agent/policy_file_texts.hpp"
#include "agents/agent/policy_values.hpp"
#include "core/base/signature.hpp"
#include "core/model/complaint.hpp"
#include "core/plan/fault_kinds.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <array>

namespace firedrill::agent {

namespace {

using model::both;
using yaml::Node;

constexpr std::array<std::string_view, 7> verbs{"run",     "script", "fault",   "fence",
                                                "release", "revert", "snapshot"};
constexpr std::array<std::string_view, 7> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::size_t more_max = 64;
constexpr std::size_t quorum_max = 16;

void read_verbs(Fields& fields, Policy& policy) {
    fields.each("verbs", [&](const Node& item) {
        if (std::ranges::find(verbs, item.text) == verbs.end())
            fields.complain(item, both(policy_text::verb, item.text, fmt::join(verbs, ", ")));
        policy.verbs.insert(item.text);
    });
}

void read_environment(Fields& fields, Policy& policy) {
    const std::string text = fields.text("environment", true);
    if (!text.empty() && !boost::describe::enum_from_string(text.c_str(), policy.environment))
        fields.complain(*fields.find("environment"), both(policy_text::environment));
}

void read_variables(Fields& fields, std::string_view key, std::map<std::string, ValueRule>& out,
                    yaml::Complaints& complaints) {
    const Node* variables = fields.find(key);
    if (variables == nullptr) return;
    const Fields names(*variables, complaints);  // complains if it is no mapping
    for (std::size_t i = 0; i + 1 < variables->items.size(); i += 2)
        out.emplace(variables->items[i].text, read_value(variables->items[i + 1], complaints));
}

CommandGrant read_command(const Node& node, yaml::Complaints& complaints) {
    CommandGrant out;
    Fields fields(node, complaints);
    fields.find("argv", true);
    fields.each("argv",
                [&](const Node& item) { out.argv.push_back(read_value(item, complaints)); });
    const auto* program = out.argv.empty() ? nullptr : std::get_if<OneOf>(&out.argv.front());
    if (program == nullptr || program->values.size() != 1 ||
        !is_plain_path(program->values.front()))
        fields.complain(node, both(policy_text::program));
    if (const Node* more = fields.find("more")) {
        out.more_max = 1;
        if (const Node* count = more->find("count"))
            out.more_max = read_count(*count, more_max, complaints);
        out.more = read_value(*more, complaints);
    }
    read_variables(fields, "environment", out.environment, complaints);
    read_variables(fields, "secrets", out.secrets, complaints);
    if (fields.find("directories") != nullptr) out.directories = read_paths(fields, "directories");
    out.reads_only = fields.yes("reads_only");
    fields.end("argv, more, environment, secrets, directories, reads_only");
    return out;
}

ScriptGrant read_script(const Node& node, yaml::Complaints& complaints) {
    ScriptGrant out;
    Fields fields(node, complaints);
    out.sha256 = fields.text("sha256", true);
    if (out.sha256.size() != 64 ||
        out.sha256.find_first_not_of("0123456789abcdef") != out.sha256.npos)
        fields.complain(node, both(policy_text::digest));
    fields.find("interpreter", true);
    out.interpreter = fields.texts("interpreter");
    if (out.interpreter.empty() || !is_plain_path(out.interpreter.front()))
        fields.complain(node, both(policy_text::program));
    fields.end("sha256, interpreter");
    return out;
}

void read_parameters(const Node& node, const plan::KindRule& rule, KindGrant& out,
                     yaml::Complaints& complaints) {
    const Fields checked(node, complaints);
    for (std::size_t i = 0; node.kind == Node::Kind::map && i + 1 < node.items.size(); i += 2) {
        const std::string& name = node.items[i].text;
        const plan::ParameterRule* parameter = plan::find_parameter(rule, name);
        const int line = node.items[i].line;
        if (parameter == nullptr)
            complaints.push_back({line, both(policy_text::parameter, rule.kind, name)});
        else if (rule.kind == "service.stop" || rule.kind == "command")
            complaints.push_back({line, both(policy_text::command_parameter, name)});
        else
            out.with.emplace(name, read_value_of(parameter->type, node.items[i + 1], complaints));
    }
}

bool is_fence(std::string_view kind) {
    constexpr std::array<std::string_view, 5> fences{"postgresql", "address", "port", "storage",
                                                     "command"};
    return std::ranges::find(fences, kind) != fences.end();
}

KindGrant read_kind(const Node& node, bool fence, yaml::Complaints& complaints) {
    KindGrant out;
    Fields fields(node, complaints);
    out.kind = fields.text("kind", true);
    const plan::KindRule* rule = plan::find_kind(out.kind);
    const Node* with = fields.find("with");
    if (rule == nullptr || is_fence(out.kind) != fence)
        fields.complain(node, both(policy_text::kind, out.kind, fence ? "fence" : "fault"));
    else if (with != nullptr)
        read_parameters(*with, *rule, out, complaints);
    for (const std::string& name : fields.texts("may_be_absent")) out.may_be_absent.insert(name);
    if (!fence) out.max_lease = fields.duration("max_lease");
    fields.end("kind, with, may_be_absent, max_lease");
    return out;
}

int read_time(Fields& fields, std::string_view key) {
    const std::string text = fields.text(key, true);
    const bool shaped =
        text.size() == 5 && text[2] == ':' && text.find_first_not_of("0123456789:") == text.npos;
    const int hour = shaped ? (text[0] - '0') * 10 + text[1] - '0' : 99;
    const int minute = shaped ? (text[3] - '0') * 10 + text[4] - '0' : 99;
    const bool end_of_day = hour == 24 && minute == 0;
    if ((hour > 23 || minute < 0 || minute > 59) && !end_of_day) {
        fields.complain(fields.node(), both(policy_text::time_of_day, text));
        return 0;
    }
    return hour * 60 + minute;
}

Window read_window(const Node& node, yaml::Complaints& complaints) {
    Window out;
    Fields fields(node, complaints);
    fields.find("days", true);
    for (const std::string& name : fields.texts("days")) {
        const auto day = std::ranges::find(days, name);
        if (day == days.end()) fields.complain(node, both(policy_text::day, name));
        out.days.insert(static_cast<int>(day - days.begin()));
    }
    out.from = read_time(fields, "from");
    out.to = read_time(fields, "to");
    fields.end("days, from, to");
    return out;
}

Hours read_hours(const Node& node, yaml::Complaints& complaints) {
    Hours out;
    Fields fields(node, complaints);
    const std::string offset = fields.text("offset", true);
    const bool shaped = offset.size() == 6 && (offset[0] == '+' || offset[0] == '-') &&
                        offset[3] == ':' &&
                        offset.find_first_not_of("0123456789:", 1) == offset.npos;
    if (shaped) {
        const int minutes = ((offset[1] - '0') * 10 + offset[2] - '0') * 60 +
                            (offset[4] - '0') * 10 + offset[5] - '0';
        out.offset = offset[0] == '-' ? -minutes : minutes;
    }
    if (!shaped || out.offset < -14 * 60 || out.offset > 14 * 60)
        fields.complain(node, both(policy_text::offset));
    fields.find("windows", true);
    fields.each("windows",
                [&](const Node& item) { out.windows.push_back(read_window(item, complaints)); });
    fields.end("offset, windows");
    return out;
}

Approver read_approver(const Node& node, yaml::Complaints& complaints) {
    Approver out;
    Fields fields(node, complaints);
    out.person = fields.text("person", true);
    out.key = fields.text("key", true);
    if (!is_public_key(out.key)) fields.complain(node, both(policy_text::public_key));
    fields.end("person, key");
    return out;
}

std::size_t people_of(const Approvers& approvers) {
    std::set<std::string> people;
    for (const Approver& approver : approvers.keys) people.insert(approver.person);
    return people.size();
}

Approvers read_approvers(const Node& node, yaml::Complaints& complaints) {
    Approvers out;
    Fields fields(node, complaints);
    if (const Node* quorum = fields.find("quorum", true))
        out.quorum = static_cast<int>(read_count(*quorum, quorum_max, complaints));
    if (out.quorum < 1) fields.complain(node, both(policy_text::no_quorum));
    fields.find("keys", true);
    fields.each("keys", [&](const Node& item) {
        Approver approver = read_approver(item, complaints);
        if (std::ranges::find(out.keys, approver.key, &Approver::key) != out.keys.end())
            fields.complain(item, both(policy_text::key_twice));
        out.keys.push_back(std::move(approver));
    });
    if (const std::size_t people = people_of(out); std::cmp_less(people, out.quorum))
        fields.complain(node, both(policy_text::quorum_impossible, out.quorum, people));
    fields.end("quorum, keys");
    return out;
}

Never read_never(const Node& node, yaml::Complaints& complaints) {
    Never out;
    Fields fields(node, complaints);
    out.paths = read_paths(fields, "paths");
    out.commands = fields.texts("commands");
    out.kinds = fields.texts("kinds");
    for (const std::string& kind : out.kinds)
        if (plan::find_kind(kind) == nullptr)
            fields.complain(node, both(policy_text::kind, kind, "fault, fence"));
    fields.end("paths, commands, kinds");
    return out;
}

}  // namespace

std::optional<Policy> read_policy(const Node& root, yaml::Complaints& complaints) {
    Policy out;
    Fields fields(root, complaints);
    read_environment(fields, out);
    fields.find("services", true);
    for (std::string& service : fields.texts("services")) out.services.insert(std::move(service));
    fields.find("verbs", true);
    read_verbs(fields, out);
    out.files = read_paths(fields, "files");
    fields.each("commands",
                [&](const Node& n) { out.commands.push_back(read_command(n, complaints)); });
    fields.each("scripts",
                [&](const Node& n) { out.scripts.push_back(read_script(n, complaints)); });
    fields.each("faults",
                [&](const Node& n) { out.faults.push_back(read_kind(n, false, complaints)); });
    fields.each("fences",
                [&](const Node& n) { out.fences.push_back(read_kind(n, true, complaints)); });
    if (const Node* never = fields.find("never")) out.never = read_never(*never, complaints);
    if (const Node* hours = fields.find("hours")) out.hours = read_hours(*hours, complaints);
    if (const Node* approvers = fields.find("approvers"))
        out.approvers = read_approvers(*approvers, complaints);
    out.max_lease = fields.duration("max_lease", true).value_or(Nanos{});
    out.max_duration = fields.duration("max_duration", true).value_or(Nanos{});
    fields.end(
        "environment, services, verbs, files, commands, scripts, faults, fences, never, "
        "hours, approvers, max_lease, max_duration");
    if (!complaints.empty()) return std::nullopt;
    return out;
}

}  // namespace firedrill::agent
