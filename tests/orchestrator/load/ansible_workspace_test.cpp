// `from_ansible` in a workspace: what inventory.yaml chooses, adds and overrides, and how hosts of
// groups get into scenarios.
#include "core/plan/compile.hpp"
#include "orchestrator/load/ansible.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

const std::string hosts_ini =
    "[db_primary]\n"
    "db1 ansible_host=10.0.1.10\n"
    "[db_standby]\n"
    "db2 ansible_host=10.0.2.10 ansible_port=2222\n"
    "[databases:children]\n"
    "db_primary\n"
    "db_standby\n"
    "[databases:vars]\n"
    "ansible_user=drill\n"
    "ansible_ssh_private_key_file=~/.ssh/drill\n"
    "ansible_ssh_common_args='-o ProxyJump=ops@bastion:2200,inner -o StrictHostKeyChecking=no'\n"
    "data_directory=/var/lib/postgresql/15/main\n"
    "[dc1:children]\n"
    "db_primary\n"
    "[dc2:children]\n"
    "db_standby\n"
    "[web]\n"
    "web1\n";

test::Files workspace(const std::string& inventory, const std::string& hosts = hosts_ini) {
    return {{"firedrill.yaml", "workspace: w\nenvironment: lab\n"},
            {"hosts.ini", hosts},
            {"inventory.yaml",
             "sites: [{id: main, kind: primary}, {id: dr, kind: same_city}]\n" + inventory}};
}

/// "file:line:column: error: what" a line, without what is said about transports.
std::string brief(const load::Loaded& loaded) {
    return test::brief(loaded.complaints);
}

std::string joined(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, " "));
}

const model::Host& host(const load::Loaded& loaded, const std::string& id) {
    const auto* found = model::find(loaded.workspace.inventory.hosts, id);
    INFO(id);
    REQUIRE(found != nullptr);
    return *found;
}

}  // namespace

TEST_CASE("the file alone is enough to have its hosts with their connections") {
    const auto loaded = test::load_files(workspace("from_ansible: hosts.ini\n"));
    CHECK(brief(loaded) ==
          "hosts.ini:11:1: warning: of ansible_ssh_common_args, this is not used: -o "
          "StrictHostKeyChecking=no\n");
    CHECK(joined(model::ids(loaded.workspace.inventory.hosts)) == "db1 db2 web1");
    const auto& db2 = host(loaded, "db2");
    CHECK(db2.via == "ssh");
    CHECK(db2.address.text == "10.0.2.10");
    CHECK(db2.port == 2222);
    CHECK(db2.user == "drill");
    CHECK(db2.identity.text == "~/.ssh/drill");
    REQUIRE(db2.jump.size() == 2);
    CHECK(db2.jump[0].text == "ops@bastion:2200");
    CHECK(db2.jump[1].text == "inner");
    CHECK(joined(db2.groups) == "databases db_standby dc2");
    CHECK(host(loaded, "web1").address.text == "web1");
    CHECK(host(loaded, "web1").port == 22);
}

TEST_CASE("groups become sites and roles, and values become vars") {
    const auto loaded =
        test::load_files(workspace("from_ansible:\n"
                                   "  file: hosts.ini\n"
                                   "  only: [databases]\n"
                                   "  sites: {main: [dc1], dr: dc2}\n"
                                   "  roles: {primary: [db_primary], standby: [db_standby]}\n"
                                   "  vars: {pgdata: data_directory}\n"));
    CHECK(joined(model::ids(loaded.workspace.inventory.hosts)) == "db1 db2");
    CHECK(host(loaded, "db1").site.text == "main");
    CHECK(host(loaded, "db2").site.text == "dr");
    CHECK(joined(host(loaded, "db1").roles) == "primary");
    CHECK(host(loaded, "db1").vars.at("pgdata").text == "/var/lib/postgresql/15/main");
}

TEST_CASE("names that the Ansible inventory does not have are found where they are written") {
    const auto loaded = test::load_files(
        workspace("from_ansible: {file: hosts.ini, only: [database], sites: {main: [dc1], "
                  "moon: [dc2]}, roles: {primary: [db1]}}\n"));
    CHECK(brief(loaded).find("inventory.yaml:2:40: error: unknown group or host of Ansible "
                             "\"database\"") != std::string::npos);
    CHECK(brief(loaded).find("unknown group of Ansible \"db1\"") != std::string::npos);
    CHECK(loaded.complaints.front().hint.en.find("databases") != std::string::npos);
}

TEST_CASE("a site that inventory.yaml does not have") {
    const auto loaded =
        test::load_files(workspace("from_ansible: {file: hosts.ini, sites: {moon: [dc1]}}\n"));
    CHECK(brief(loaded).find("inventory.yaml:2:41: error: unknown site \"moon\"") !=
          std::string::npos);
}

TEST_CASE("a host in groups of two sites needs a decision") {
    const std::string both =
        "from_ansible: {file: hosts.ini, sites: {main: [databases], dr: [dc2]}}\n";
    CHECK(brief(test::load_files(workspace(both)))
              .find("hosts.ini:4:1: error: host db2 is in groups of two sites: main and dr") !=
          std::string::npos);
    const auto decided = test::load_files(workspace(both + "hosts: [{id: db2, site: dr}]\n"));
    CHECK(brief(decided).find("error") == std::string::npos);
    CHECK(host(decided, "db2").site.text == "dr");
}

TEST_CASE("what inventory.yaml says about a host wins key by key, and roles are added") {
    const auto loaded = test::load_files(
        workspace("from_ansible: {file: hosts.ini, roles: {primary: [db_primary]}}\n"
                  "hosts:\n"
                  "  - id: db1\n"
                  "    title: Ledger\n"
                  "    roles: [primary, ledger]\n"
                  "    connect: {via: local, user: postgres, jump: []}\n"
                  "    vars: {pgdata: /srv/db1}\n"
                  "  - {id: client1, site: main}\n"));
    const auto& db1 = host(loaded, "db1");
    CHECK(db1.via == "local");
    CHECK(db1.user == "postgres");
    CHECK(db1.jump.empty());
    CHECK(db1.address.text == "10.0.1.10");
    CHECK(db1.identity.text == "~/.ssh/drill");
    CHECK(joined(db1.roles) == "primary ledger");
    CHECK(db1.vars.at("pgdata").text == "/srv/db1");
    CHECK(joined(model::ids(loaded.workspace.inventory.hosts)) == "db1 db2 web1 client1");
    const auto origin = load::ansible::origin(loaded.workspace, {"db1", "db2", "client1"});
    CHECK(origin.en == "2 of 3 hosts come from Ansible: db1 (hosts.ini:2), db2 (hosts.ini:4)");
    CHECK_FALSE(origin.zh.empty());
}

TEST_CASE("a host that inventory.yaml writes about is taken although `only` does not name it") {
    const auto loaded =
        test::load_files(workspace("from_ansible: {file: hosts.ini, only: [db_primary]}\n"
                                   "hosts: [{id: db2, site: dr}]\n"));
    CHECK(joined(model::ids(loaded.workspace.inventory.hosts)) == "db1 db2");
    CHECK(host(loaded, "db2").via == "ssh");
    CHECK(host(loaded, "db2").address.text == "10.0.2.10");
}

TEST_CASE("a host twice in inventory.yaml is still one too many") {
    const auto loaded =
        test::load_files(workspace("from_ansible: hosts.ini\nhosts: [{id: db1}, {id: db1}]\n"));
    CHECK(brief(loaded).find("two hosts are called \"db1\"") != std::string::npos);
}

TEST_CASE("a step may name a group of Ansible") {
    auto files = test::documented_workspace();
    files["hosts.ini"] =
        "[databases]\ndb1 ansible_connection=local\ndb2 ansible_connection=local\n";
    files["inventory.yaml"] =
        test::replaced(files["inventory.yaml"], "hosts:\n", "from_ansible: hosts.ini\nhosts:\n");
    files["scenarios/primary-loss.yaml"] += "    - {id: extra, run: [/bin/true], on: databases}\n";
    auto& text = files["scenarios/primary-loss.yaml"];
    INFO(text);
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    const auto compiled = plan::compile(loaded.workspace, "primary-loss");
    REQUIRE(compiled.plan.has_value());
    CHECK(plan::find_step(*compiled.plan, "extra@db1") != nullptr);
    CHECK(plan::find_step(*compiled.plan, "extra@db2") != nullptr);
}

TEST_CASE("a YAML inventory beside inventory.yaml is no unknown file") {
    auto files = workspace("from_ansible: hosts.yml\n");
    files["hosts.yml"] = "all: {hosts: {h1: {ansible_connection: local}}}\n";
    CHECK(brief(test::load_files(files)) == "");
}

TEST_CASE("keys of from_ansible that nobody knows") {
    CHECK(brief(test::load_files(workspace("from_ansible: {file: hosts.ini, site: {}}\n")))
              .find("unknown key \"site\"") != std::string::npos);
    CHECK(brief(test::load_files(workspace("from_ansible: {only: [db]}\n")))
              .find("\"file\" is missing") != std::string::npos);
}
