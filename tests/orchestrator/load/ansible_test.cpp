// Ansible inventories, judged by ansible-core itself where it is installed: ansible/NAME/ holds one
// inventory each, ansible_refused/ what both must refuse.
#include "orchestrator/load/ansible.hpp"
#include "tests/orchestrator/load/workspace.hpp"
#include "tests/support/program.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

using namespace firedrill;

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const fs::path folder = DRILL_SOURCE_DIR "/tests/orchestrator/load";
const std::vector<std::string> free_values{"s", "t", "u", "v", "w", "x", "y", "z", "r"};

/// The inventory itself, not the folders beside it.
fs::path inventory_in(const fs::path& directory) {
    for (const auto& entry : fs::directory_iterator(directory))
        if (entry.is_regular_file()) return entry.path();
    FAIL("no inventory in " << directory);
    return {};
}

load::Loaded loaded(const fs::path& inventory) {
    std::string vars;
    for (const auto& name : free_values) vars += fmt::format("\"{0}\": \"{0}\", ", name);
    return test::load_files(
        {{"firedrill.yaml", "workspace: w\nenvironment: lab\n"},
         {"inventory.yaml",
          fmt::format("from_ansible: {{file: {}, vars: {{{}}}}}\n", inventory.string(), vars)}});
}

using Row = std::map<std::string, std::string>;
using Rows = std::map<std::string, Row>;

Rows ours(const load::Loaded& from) {
    Rows out;
    for (const auto& host : from.workspace.inventory.hosts) {
        Row& row = out[host.id.text];
        row = {{"address", host.address.text},
               {"port", std::to_string(host.port)},
               {"user", host.user},
               {"via", host.via},
               {"identity", host.identity.text},
               {"groups", fmt::format("{}", fmt::join(host.groups, " "))}};
        for (const auto& [name, word] : host.vars) row[name] = word.text;
    }
    return out;
}

std::string shown(const Rows& rows) {
    std::string out;
    for (const auto& [host, row] : rows) {
        out += host + ":";
        for (const auto& [name, value] : row) out += fmt::format(" {}=[{}]", name, value);
        out += "\n";
    }
    return out;
}

struct Answer {
    bool accepted = false;
    std::string text;
};

Answer ask_ansible(const fs::path& inventory) {
    const auto ended = test::run_program(
        {"/bin/sh", "-c",
         "home=$(mktemp -d) && cd $home && HOME=$home LC_ALL=C.UTF-8 "
         "ANSIBLE_LOCALHOST_WARNING=False ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=1 "
         "ansible-inventory -i \"$0\" --list 2>/dev/null; code=$?; rm -r $home; exit $code",
         inventory.string()});
    return {ended.exit == 0, ended.output};
}

bool ansible_is_here() {
    return test::run_program({"/bin/sh", "-c", "command -v ansible-inventory"}).exit == 0;
}

/// A value of Ansible's as a text; nothing for null and structures.
std::optional<std::string> text_of(const json::object& values, const std::string& name) {
    const auto* value = values.if_contains(name);
    if (value == nullptr) return {};
    if (value->is_string()) return std::string(value->as_string());
    if (value->is_int64()) return std::to_string(value->as_int64());
    if (value->is_object()) return text_of(value->as_object(), "__ansible_unsafe");
    return {};
}

void collect(const json::object& all, const std::string& group, std::set<std::string>& hosts) {
    const auto* body = all.if_contains(group);
    if (body == nullptr) return;
    if (const auto* list = body->as_object().if_contains("hosts"))
        for (const auto& host : list->as_array()) hosts.emplace(host.as_string());
    if (const auto* list = body->as_object().if_contains("children"))
        for (const auto& child : list->as_array())
            collect(all, std::string(child.as_string()), hosts);
}

Row row_of(const std::string& host, const json::object& values) {
    const auto first = [&](std::initializer_list<const char*> names, std::string otherwise) {
        for (const char* name : names)
            if (const auto text = text_of(values, name)) return *text;
        return otherwise;
    };
    Row out{{"address", first({"ansible_ssh_host", "ansible_host"}, host)},
            {"port", first({"ansible_ssh_port", "ansible_port"}, "22")},
            {"user", first({"ansible_ssh_user", "ansible_user"}, "")},
            {"via", first({"ansible_connection"}, "ssh")},
            {"identity", first({"ansible_ssh_private_key_file", "ansible_private_key_file"}, "")}};
    for (const auto& name : free_values)
        if (const auto text = text_of(values, name)) out[name] = *text;
    return out;
}

Rows theirs(const std::string& text) {
    const auto parsed = json::parse(text);
    const auto& all = parsed.as_object();
    const auto& values = all.at("_meta").as_object().at("hostvars").as_object();
    std::set<std::string> hosts;
    collect(all, "all", hosts);
    Rows out;
    for (const auto& host : hosts) {
        const auto* known = values.if_contains(host);
        out[host] = row_of(host, known == nullptr ? json::object{} : known->as_object());
    }
    for (const auto& [group, body] : all) {
        if (group == "_meta" || group == "all") continue;
        std::set<std::string> members;
        collect(all, std::string(group), members);
        for (const auto& host : members) {
            auto& groups = out[host]["groups"];
            groups += (groups.empty() ? "" : " ") + std::string(group);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("Ansible inventories mean what Ansible says that they mean") {
    if (!ansible_is_here()) {
        WARN("skipped: ansible-inventory is not installed (package ansible-core)");
        return;
    }
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder / "ansible")) {
        const fs::path inventory = inventory_in(entry.path());
        const auto answer = ask_ansible(inventory);
        INFO(inventory);
        REQUIRE(answer.accepted);
        const auto mine = loaded(inventory);
        INFO(test::brief(mine.complaints));
        CHECK(shown(ours(mine)) == shown(theirs(answer.text)));
        ++count;
    }
    CHECK(count >= 12);
}

TEST_CASE("what Ansible refuses is refused with its place") {
    const bool both = ansible_is_here();
    if (!both) WARN("not compared: ansible-inventory is not installed (package ansible-core)");
    for (const auto& entry : fs::directory_iterator(folder / "ansible_refused")) {
        const auto mine = loaded(entry.path());
        INFO(entry.path() << "\n" << test::brief(mine.complaints));
        if (both) CHECK_FALSE(ask_ansible(entry.path()).accepted);
        bool placed = false;
        for (const auto& complaint : mine.complaints)
            placed = placed || (complaint.file == entry.path().string() && complaint.line > 0 &&
                                complaint.what.en.find("transport") == std::string::npos &&
                                !complaint.remedy.empty());
        CHECK(placed);
    }
}
