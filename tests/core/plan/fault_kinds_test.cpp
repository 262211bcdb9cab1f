#include "core/plan/fault_kinds.hpp"
#include "core/plan/fill.hpp"
#include "core/plan/partition.hpp"
#include "core/plan/presumption.hpp"

#include "core/plan/compile.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::plan;
using namespace std::chrono_literals;

TEST_CASE("a parameter that the kind does not take is refused, with those that it takes") {
    const Parameters kill{{"pidfile", "/run/db.pid"}};
    CHECK(check_parameters("process.kill", kill, Language::en).has_value());
    Parameters more = kill;
    more["start"] = "/bin/sh -c id";  // of service.stop; a revert would have run it
    const auto refused = check_parameters("process.kill", more, Language::en);
    REQUIRE(refused.has_error());
    CHECK(refused.error().what == "process.kill takes no `start`; it takes: pidfile match signal");
}

TEST_CASE("peers are addresses and networks of both families, and nothing else") {
    const auto peers = read_peers("10.0.1.10, 10.2.0.0/16\tfd00::1 ::/0 1:2:3:4:5:6:7:8");
    REQUIRE(peers.has_value());
    CHECK(peers->v4 == std::vector<std::string>{"10.0.1.10", "10.2.0.0/16"});
    CHECK(peers->v6 == std::vector<std::string>{"fd00::1", "::/0", "1:2:3:4:5:6:7:8"});
    for (const char* bad : {"",
                            " , ",
                            "db1",
                            "10.0.1",
                            "10.0.1.256",
                            "10.0.01.1",
                            "10.0.1.1/33",
                            "10.0.1.1/",
                            "10.0.1.1/-1",
                            "1:2:3:4:5:6:7",
                            "1::2::3",
                            "1:2:3:4:5:6:7:8:9",
                            "1:2:3:4:5:6:7::8",
                            "fd00::1/129",
                            "fd00::12345",
                            "fd00::g",
                            "10.0.1.1; drop",
                            "10.0.1.1 }",
                            ":::",
                            "::1%lo"})
        CHECK_FALSE(read_peers(bad).has_value());
    std::string many;
    for (int i = 0; i < 65; ++i) many += "10.0.0." + std::to_string(i) + " ";
    CHECK_FALSE(read_peers(many).has_value());
}

TEST_CASE("sizes have a unit and an end") {
    CHECK(read_bytes("4096") == 4096);
    CHECK(read_bytes("10GiB") == std::int64_t{10} << 30);
    for (const char* bad : {"", "0", "-1MiB", "10GB", "1.5GiB", "MiB", "99999999TiB", "1 MiB"})
        CHECK_FALSE(read_bytes(bad).has_value());
    const Amount leaves{.leave = 100};
    CHECK(bytes_to_take(leaves, 150) == 50);
    CHECK_FALSE(bytes_to_take(leaves, 100).has_value());
    const Amount takes{.size = 100};
    CHECK(bytes_to_take(takes, 100) == 100);
    CHECK_FALSE(bytes_to_take(takes, 99).has_value());
    CHECK(read_cores("1024") == 1024);
    for (const char* bad : {"", "0", "-1", "1025", "2 cores", "all"})
        CHECK_FALSE(read_cores(bad).has_value());
}

TEST_CASE("a table's name is legal for nft and belongs to one step of one drill") {
    const std::string name = partition_table("primary-loss-2027-01-09-1", "cut/part@db1");
    CHECK(name.starts_with("firedrill-primary-loss-2027-01-09-1-cut_part_db1-"));
    CHECK(name != partition_table("primary-loss-2027-01-09-1-cut", "part@db1"));
    CHECK(partition_table(std::string(300, 'x'), "cut").size() < 200);
}

TEST_CASE("an agent asks for each parameter again, whatever the plan says") {
    const auto why = [](const char* kind, const Parameters& with) {
        const auto checked = check_parameters(kind, with, Language::en);
        return checked ? std::string() : checked.error().what;
    };
    CHECK(why("network.partition", {{"peers", "10.0.0.1"}, {"port", "5432"}}).empty());
    CHECK(why("network.partition", {}) == "network.partition needs `peers`");
    CHECK(why("network.partition", {{"peers", "10.0.0.1"}, {"port", "0"}}) ==
          "network.partition: `port` cannot be \"0\"; write a port from 1 to 65535");
    CHECK(why("disk.fill", {{"directory", "/x"}}) == "disk.fill needs `size` | `leave`");
    CHECK(why("disk.fill", {{"directory", "/x"}, {"size", "1MiB"}, {"leave", "1MiB"}}) ==
          "disk.fill needs `size` | `leave`");
    CHECK(why("disk.fill", {{"directory", "x"}, {"size", "1MiB"}}) ==
          "disk.fill: `directory` cannot be \"x\"; write an absolute path, like /var/lib/app");
    CHECK(why("cable.pull", {}) == "cable.pull is no kind of fault or fence");
}

TEST_CASE("the wait before a fence is presumed is the sum of its parts") {
    const auto figures = presumption_after(60s);
    CHECK(figures.drift == 60ms);
    CHECK(figures.wait == 60s + 60ms + 5s + 30s + 2s);
    CHECK(presumption_after(15s).wait == 15s + 15ms + 37s);
}

namespace {

/// What is said about the documented isolation drill with one place of it changed.
std::string said_of(const std::string& from, const std::string& to) {
    test::Files files = test::documented_workspace();
    std::string& scenario = files["scenarios/isolated-primary.yaml"];
    scenario = test::replaced(scenario, from, to);
    const auto loaded = test::load_files(files);
    return test::brief(loaded.complaints) +
           test::brief(compile(loaded.workspace, "isolated-primary").complaints, true);
}

bool holds(const std::string& text, const std::string& part) {
    const bool found = text.find(part) != text.npos;
    if (!found) UNSCOPED_INFO(text);
    return found;
}

}  // namespace

TEST_CASE("a parameter of a wrong type is complained about where it stands") {
    CHECK(holds(said_of("port: 5432", "port: 70000"),
                "isolated-primary.yaml:21:99: error: network.partition: `port` cannot be"));
    CHECK(holds(said_of("10.2.0.0/16 fd00:2::/32", "db2"), "`peers` cannot be \"db2\""));
    CHECK(holds(said_of("port: 5432", "ports: 5432"), "network.partition takes no \"ports\""));
    CHECK(holds(said_of("peers: \"10.2.0.0/16 fd00:2::/32\", ", ""), "lacks a parameter"));
    CHECK(said_of("port: 5432", "direction: in").empty());
}

TEST_CASE("every kind can be written in a scenario, with its parameters") {
    const std::string cut =
        "fault: network.partition, with: {peers: \"10.2.0.0/16 fd00:2::/32\", port: 5432}";
    for (const char* fault :
         {"fault: network.delay, with: {interface: eth0, delay: 100ms, jitter: 10ms}",
          "fault: network.loss, with: {interface: eth0, loss: 2.5%, peers: 10.2.0.0/16}",
          "fault: interface.down, with: {interface: bond0.100}",
          "fault: dns.failure, with: {resolvers: 10.2.0.53, answer: reject}", "fault: dns.failure",
          "fault: file.remove, with: {path: \"${{ host.pgdata }}/global/pg_control\"}",
          "fault: file.permissions, with: {path: /srv/app/key, mode: \"0400\", directory: true}"}) {
        INFO(fault);
        CHECK(said_of(cut, fault).empty());
    }
    CHECK(holds(said_of(cut, "fault: host.power_off"), "cut"));  // nothing mends it
    CHECK(holds(said_of(cut, "fault: file.remove, with: {path: /etc/passwd}"),
                "`path` cannot be \"/etc/passwd\""));
    const std::string fence = "fence: postgresql, with: {data: \"${{ host.pgdata }}\"}";
    for (const char* other :
         {"fence: address, with: {address: 10.0.1.100/24, interface: eth0}",
          "fence: port, with: {port: 5432, except: 10.0.9.0/24}",
          "fence: storage, with: {mount: /data}",
          "fence: command, with: {set: ipmi off, verify: ipmi is-off, release: ipmi on}"}) {
        INFO(other);
        CHECK(holds(said_of(fence, other), "may end only behind fence"));  // and nothing else
    }
}

TEST_CASE("a cut on a host whose fence cannot be armed is an error before anybody runs it") {
    const std::string fence = "fence: postgresql, with: {data: \"${{ host.pgdata }}\"}";
    CHECK(holds(said_of(fence, "fence: port, with: {port: 5432}"),
                "cut (network.partition) may end only behind fence fence (port), which cannot be "
                "armed"));
    CHECK(said_of(fence, fence).empty());
}

TEST_CASE("only what can be ended is released") {
    const std::string said =
        said_of("fault: network.partition, with: {peers: \"10.2.0.0/16 fd00:2::/32\", port: 5432}",
                "fault: process.kill, with: {match: postgres}");
    CHECK(
        holds(said, "\"cut\" is no earlier step with a fence, or with a fault that can be ended"));
}
