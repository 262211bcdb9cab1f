#include "orchestrator/load/ansible_connect.hpp"

#include "orchestrator/load/ansible_texts.hpp"
#include "orchestrator/load/ansible_words.hpp"
#include "orchestrator/load/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace firedrill::load::ansible {

namespace {

using model::both;
using model::Place;
using Names = std::vector<std::string>;

// Where both are written the first of these wins, as in Ansible.
const Names address_names{"ansible_ssh_host", "ansible_host"};
const Names port_names{"ansible_ssh_port", "ansible_port"};
const Names user_names{"ansible_ssh_user", "ansible_user"};
const Names identity_names{"ansible_ssh_private_key_file", "ansible_private_key_file"};
const Names argument_names{"ansible_ssh_common_args", "ansible_ssh_extra_args"};
const std::string connection_name = "ansible_connection";

constexpr int port_max = 65'535;

std::optional<int> port_of(std::string_view text) {
    int out = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool whole = problem == std::errc{} && end == text.data() + text.size();
    if (!whole || text.starts_with('0') || out < 1 || out > port_max) return {};
    return out;
}

/// Nothing that a program could take for an option, and no blanks.
bool is_name(std::string_view text) {
    return !text.empty() && text.front() != '-' && text.find_first_of(" \t\"'") == text.npos;
}

bool same_letters(std::string_view a, std::string_view b) {
    const auto small = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::ranges::equal(a, b, {}, small, small);
}

/// The arguments of ssh in one value: jump hosts out of it, and what is not used.
class Arguments {
public:
    explicit Arguments(const std::vector<Token>& words) {
        for (std::size_t n = 0; n < words.size(); ++n) {
            const std::string& word = words[n].text;
            const bool apart = (word == "-J" || word == "-o") && n + 1 < words.size();
            const std::string value =
                apart ? words[n + 1].text : word.substr(std::min<std::size_t>(2, word.size()));
            const std::string shown = apart ? word + " " + value : word;
            if (apart) ++n;
            if (word.starts_with("-J"))
                jumps(value);
            else if (!word.starts_with("-o") || !option(value))
                unused.push_back(shown);
        }
    }

    Names jump;
    Names unused;
    bool proxy_command = false;

private:
    bool option(std::string_view text) {
        text = trimmed(text);
        const auto end = std::min(text.find_first_of("= \t"), text.size());
        const auto name = text.substr(0, end);
        auto value = trimmed(text.substr(end));
        if (value.starts_with('=')) value = trimmed(value.substr(1));
        if (same_letters(name, "ProxyCommand")) proxy_command = true;
        if (!same_letters(name, "ProxyJump")) return false;
        jumps(value);
        return true;
    }
    void jumps(std::string_view list) {
        jump.clear();
        if (same_letters(trimmed(list), "none")) return;
        while (true) {
            const auto comma = std::min(list.find(','), list.size());
            auto one = trimmed(list.substr(0, comma));
            if (one.starts_with("ssh://")) one.remove_prefix(6);
            jump.emplace_back(one);
            if (comma == list.size()) return;
            list.remove_prefix(comma + 1);
        }
    }
};

class Connector {
public:
    Connector(const Values& values, const Written& written, model::Host& host, Report& report)
        : values_(values), written_(written), host_(host), report_(report) {}

    bool run() {
        if (!via()) return false;
        address();
        port();
        if (const Value* user = name_of("user", user_names)) host_.user = user->text;
        if (const Value* file = first("identity", identity_names))
            host_.identity = {file->text, file->place};
        if (!written_("jump"))
            for (const auto& name : argument_names)
                if (const Value* value = usable(values_, name, report_)) arguments(name, *value);
        return true;
    }

private:
    void error(Place place, Text what, Text remedy) {
        report_.error(place, std::move(what), {.remedy = std::move(remedy)});
    }

    /// The value that counts, unless inventory.yaml has its own.
    const Value* first(std::string_view key, const Names& names) {
        if (written_(key)) return nullptr;
        for (const auto& name : names)
            if (values_.contains(name)) {
                name_ = name;
                return usable(values_, name, report_);
            }
        return nullptr;
    }
    const Value* name_of(std::string_view key, const Names& names) {
        const Value* value = first(key, names);
        if (value == nullptr || is_name(value->text)) return value;
        error(value->place, both(texts::bad_name, name_, value->text),
              both(texts::bad_name_remedy));
        return nullptr;
    }

    bool via() {
        host_.via = "ssh";  // what Ansible does if nobody says anything else
        const Value* value = first("via", {connection_name});
        if (value == nullptr) return true;
        std::string_view kind = value->text;
        if (kind.starts_with("ansible.builtin.")) kind.remove_prefix(16);
        if (kind == "local") {
            host_.via = "local";
            return true;
        }
        for (const char* ssh : {"ssh", "smart", "paramiko", "paramiko_ssh"})
            if (kind == ssh) return true;
        report_.warning(value->place, both(texts::other_connection, value->text),
                        {.remedy = both(texts::other_connection_remedy)});
        return false;
    }

    void address() {
        if (written_("address")) return;
        host_.address = host_.id;
        if (const Value* value = name_of("address", address_names))
            host_.address = {value->text, value->place};
    }

    void port() {
        const Value* value = first("port", port_names);
        if (value == nullptr) return;
        const auto port = port_of(value->text);
        if (port) host_.port = *port;
        if (!port)
            error(value->place, both(texts::bad_port, name_, value->text),
                  both(texts::bad_port_remedy));
    }

    void arguments(const std::string& name, const Value& value) {
        const auto words = split_words(value.text, 1, false);
        if (!words)
            return error(value.place, both(texts::arguments_quotation, name),
                         both(texts::quotation_open_remedy));
        const Arguments found(*words);
        if (!found.jump.empty()) host_.jump.clear();
        for (const auto& one : found.jump) host_.jump.push_back({one, value.place});
        if (found.unused.empty()) return;
        report_.warning(
            value.place,
            both(texts::arguments_unused, name, fmt::format("{}", fmt::join(found.unused, " "))),
            {.remedy = both(found.proxy_command ? texts::proxy_command_remedy
                                                : texts::arguments_unused_remedy)});
    }

    const Values& values_;
    const Written& written_;
    model::Host& host_;
    Report& report_;
    std::string name_;  ///< of the value that first() looked at
};

}  // namespace

const std::set<std::string>& connection_values() {
    static const std::set<std::string> all = [] {
        std::set<std::string> out{connection_name};
        for (const auto* names :
             {&address_names, &port_names, &user_names, &identity_names, &argument_names})
            out.insert(names->begin(), names->end());
        return out;
    }();
    return all;
}

bool connect(const Values& values, const Written& written, model::Host& host, Report& report) {
    return Connector(values, written, host, report).run();
}

const Value* usable(const Values& values, const std::string& name, Report& report) {
    const auto found = values.find(name);
    if (found == values.end() || found->second.kind == Value::Kind::nothing) return nullptr;
    const Value& value = found->second;
    const Message* problem = value.kind == Value::Kind::encrypted   ? &texts::encrypted
                             : value.kind == Value::Kind::structure ? &texts::no_text
                             : is_template(value.text)              ? &texts::templated
                                                                    : nullptr;
    if (problem == nullptr) return &value;
    report.error(value.place, both(*problem, name), {.remedy = both(texts::write_out_remedy)});
    return nullptr;
}

}  // namespace firedrill::load::ansible
