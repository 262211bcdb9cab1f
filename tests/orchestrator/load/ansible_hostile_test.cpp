// Ansible inventories that cannot be used, or should not be: every one ends in a plain complaint
// with its place, quickly.
#include "tests/orchestrator/load/workspace.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <filesystem>

using namespace firedrill;

namespace {

/// The complaints about this inventory, without what is said about transports.
std::string complaints_about(const std::string& name, const std::string& text,
                             test::Files more = {}) {
    more["firedrill.yaml"] = "workspace: w\nenvironment: lab\n";
    more["inventory.yaml"] =
        fmt::format("from_ansible: {{file: {}, vars: {{pgdata: data}}}}\n", name);
    more[name] = text;
    const auto complaints = test::load_files(more).complaints;
    for (const auto& item : complaints) {
        CHECK_FALSE(item.remedy.empty());
        CHECK_FALSE(item.what.zh.empty());
    }
    return test::brief(complaints);
}

std::string about_ini(const std::string& text) {
    return complaints_about("hosts.ini", text);
}

std::string about_yaml(const std::string& text) {
    return complaints_about("hosts.yml", text);
}

bool contains(const std::string& text, const std::string& part) {
    INFO(text.substr(0, 2000));
    INFO("looking for: " << part);
    CHECK(text.find(part) != text.npos);
    return text.find(part) != text.npos;
}

std::string repeated(int times, const std::function<std::string(int)>& part) {
    std::string out;
    for (int n = 0; n < times; ++n) out += part(n);
    return out;
}

}  // namespace

TEST_CASE("an Ansible inventory that is no text") {
    contains(about_ini(std::string("[db]\ndb\0001\n", 10)), "hosts.ini:2:3: error: a NUL byte");
    contains(about_ini("[db]\ndb1 x=\xFF\n"), "hosts.ini:2:7: error: not valid UTF-8");
    contains(about_ini(std::string(2U << 20U, 'a')), "hosts.ini:1:1: error: the file is larger");
}

TEST_CASE("a line of nearly a mebibyte") {
    constexpr std::size_t long_line = (1U << 20U) - 100;
    contains(about_ini("[db]\n" + std::string(long_line, 'a') + "\n"),
             "hosts.ini:2:1: error: host \"aaa");
    contains(about_ini("[db]\ndb1 " + std::string(long_line, '"') + "x\n"), "");
    CHECK(about_ini("[db]\ndb1 " + repeated(100'000, [](int) { return "a=b "; }) + "\n") == "");
    contains(about_ini("h1 ansible_host=" + std::string(long_line, 'a') + "\n"),
             "hosts.ini:1:4: error: the value of ansible_host is longer than 1024 bytes");
}

TEST_CASE("ranges that would be millions of hosts") {
    for (const char* range : {"h[0:9999999]", "h[0:999][0:999][0:999]", "h[0:9999][a:z]",
                              "h[0:99999999999999999999]", "h[0:9223372036854775807]"}) {
        const auto text = about_ini(std::string(range) + "\n");
        contains(text, "hosts.ini:1:1: error:");
        CHECK(text.size() < 300);
    }
    contains(about_ini("a[1:9000]\nb[1:9000]\n"),
             "hosts.ini:2:1: error: with \"b1001\" there are "
             "more than 10000 hosts");
    contains(about_yaml("all: {hosts: {'h[1:10001]': }}\n"), "more than 10000 hosts");
    CHECK(about_ini("h[00001:10000]\n") == "");
}

TEST_CASE("the same hosts again and again") {
    const auto text = about_ini(
        repeated(20'000, [](int n) { return fmt::format("[g{}]\nh[0001:9000]\n", n % 2000); }));
    contains(text, "error: ");
}

TEST_CASE("circles of groups") {
    contains(about_ini("[a:children]\nb\n[b:children]\na\n"),
             "hosts.ini:4:1: error: group a is put into b, which is inside it: a circle");
    contains(about_ini("[a:children]\na\n"), "hosts.ini:2:1: error: group a is put into a");
    contains(about_ini("[x:children]\nall\n"), "hosts.ini:2:1: error: group all is put into x");
    contains(about_yaml("a: {children: {b: {children: {a: }}}}\n"),
             "hosts.yml:1:16: error: group b is put into a");
}

TEST_CASE("a chain of a thousand groups, and a circle of as many") {
    const auto chain = [](int length) {
        return repeated(length,
                        [](int n) { return fmt::format("[g{}:children]\ng{}\n", n, n + 1); });
    };
    contains(about_ini(chain(1000) + "[g1000]\n"), "error: groups in groups, more than 64 deep");
    contains(about_ini(chain(1000) + "[g1000:children]\ng0\n"),
             "hosts.ini:2002:1: error: group g0");
    contains(about_ini(chain(12'000) + "[g12000]\n"), "error: more than 10000 groups");
}

TEST_CASE("a file full of mistakes is not complained about without end") {
    const auto text =
        about_ini("[db]\n" + repeated(50'000, [](int n) { return fmt::format("h{} x\n", n); }));
    CHECK(std::count(text.begin(), text.end(), '\n') < 100);
}

TEST_CASE("aliases of an Ansible file are copies that count") {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int n = 1; n < 12; ++n)
        bomb +=
            fmt::format("a{}: &a{} [*a{}, *a{}, *a{}, *a{}]\n", n, n, n - 1, n - 1, n - 1, n - 1);
    contains(about_yaml(bomb), "error: more than 100000 values in one file");
    std::string chain = "a0: &a0 [x]\n";
    for (int n = 1; n < 300; ++n) chain += fmt::format("a{}: &a{} [*a{}]\n", n, n, n - 1);
    contains(about_yaml(chain), "error: more than 64 levels");
    contains(about_yaml("a: &a {hosts: *a}\n"), "error: an alias (*name) inside the value");
    contains(about_yaml("a: &a {<<: *a}\n"), "error: an alias (*name) inside the value");
    contains(about_yaml("a: {hosts: {<<: 5, h1: }}\n"), "");
    contains(about_yaml("a: {vars: {x: !!python/object:os.system y}}\n"), "hosts.yml:1:15: error");
}

TEST_CASE("inventories that must be run or fetched say how to get a plain one") {
    const std::string remedy = "ansible-inventory -i FILE --list --export -y > hosts.yml";
    for (const auto& [name, text] : test::Files{{"hosts.yml", "plugin: aws_ec2\n"},
                                                {"hosts.sh", "#!/bin/sh\necho {}\n"},
                                                {"hosts.toml", "[all]\n"}}) {
        const auto loaded =
            test::load_files({{"firedrill.yaml", "workspace: w\nenvironment: lab\n"},
                              {"inventory.yaml", "from_ansible: " + name + "\n"},
                              {name, text}});
        INFO(name);
        REQUIRE(loaded.complaints.size() == 1);
        CHECK(loaded.complaints[0].remedy.en.find(remedy) != std::string::npos);
        CHECK(loaded.complaints[0].line == 1);
    }
    contains(complaints_about("folder/hosts.ini", "h1\n", {{"inventory.yaml", ""}}), "");
    const auto folder = test::load_files({{"firedrill.yaml", "workspace: w\nenvironment: lab\n"},
                                          {"inventory.yaml", "from_ansible: inventories\n"},
                                          {"inventories/a.ini", "h1\n"}});
    CHECK(test::brief(folder.complaints) ==
          "inventory.yaml:1:15: error: inventories is a folder of inventories\n");
    const auto missing = test::load_files({{"firedrill.yaml", "workspace: w\nenvironment: lab\n"},
                                           {"inventory.yaml", "from_ansible: nothing.ini\n"}});
    CHECK(test::brief(missing.complaints) ==
          "inventory.yaml:1:15: error: there is no Ansible inventory nothing.ini\n");
}

TEST_CASE("encrypted and computed values matter only where they are used") {
    const std::string vault = "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n";
    CHECK(
        complaints_about("hosts.ini", "[db]\ndb1 ansible_host=\"{{ inventory_hostname }}.x\"\n") ==
        "hosts.ini:2:5: error: ansible_host is computed by Ansible when it runs\n");
    CHECK(complaints_about("hosts.ini", "[db]\ndb1 other=\"{{ x }}\"\n",
                           {{"group_vars/db.yml", "ansible_become_password: " + vault}}) == "");
    CHECK(complaints_about("hosts.ini", "[db]\ndb1\n",
                           {{"group_vars/db.yml", "ansible_user: " + vault}}) ==
          "group_vars/db.yml:1:15: error: ansible_user is encrypted\n");
    CHECK(complaints_about("hosts.ini", "[db]\ndb1 data=x\n",
                           {{"host_vars/db1.yml", "data: [a, b]\n"}}) ==
          "host_vars/db1.yml:1:7: error: data is no single value\n");
    CHECK(complaints_about("hosts.ini", "[db]\ndb1\n",
                           {{"group_vars/db/vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n"}}) ==
          "group_vars/db/vault.yml:1:1: warning: the file is encrypted; nothing in it is used\n");
    contains(complaints_about("hosts.ini", "$ANSIBLE_VAULT;1.1;AES256\n6162\n"),
             "hosts.ini:1:1: error: the inventory is encrypted");
}

TEST_CASE("connections that say something impossible") {
    contains(about_ini("h1 ansible_port=70000\n"), "hosts.ini:1:4: error: ansible_port \"70000\"");
    contains(about_ini("h1 ansible_ssh_port=ssh\n"), "error: ansible_ssh_port \"ssh\" is no port");
    contains(about_ini("h1 ansible_host=-oProxyCommand=x\n"), "error: ansible_host \"-oProxy");
    contains(about_ini("h1 ansible_user='a b'\n"), "error: ansible_user \"a b\" is no name");
    contains(about_ini("h1 ansible_ssh_common_args='-J -x'\n"),
             "error: \"-x\" is no host on the way");
    contains(about_ini("h1 ansible_ssh_common_args='-o ProxyCommand=\"ssh -W %h:%p b\"'\n"),
             "warning: of ansible_ssh_common_args, this is not used: -o ProxyCommand=ssh -W");
    contains(about_ini("w1 ansible_connection=winrm\n"),
             "hosts.ini:1:4: warning: hosts reached by winrm are left out");
    contains(about_ini("caf\xC3\xA9\n"), "hosts.ini:1:1: error: host \"caf");
    contains(about_ini("fe80::1\n"), "hosts.ini:1:1: error: host \"fe80::1\"");
    CHECK(about_ini("h1 ansible_ssh_extra_args='-Jb1,b2'\n") == "");
}
