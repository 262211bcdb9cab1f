// What faults may touch on a host, and how what they do to a network is written.
#include "core/plan/target.hpp"
#include "core/plan/fault_kinds.hpp"
#include "core/plan/netem.hpp"
#include "core/plan/partition.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::plan;
using namespace std::chrono_literals;

TEST_CASE("a file may be touched where its path is plain and the host lives without it") {
    for (const char* good : {"/srv/app/config.yaml", "/var/lib/app/主库", "/etc/app/app.conf",
                             "/usr/local/etc/app", "/home/app/.ssh-config", "/opt/app"})
        CHECK(is_target(good));
    for (const char* bad : {"",
                            "app",
                            "/",
                            "/etc",
                            "/data",
                            "/etc/passwd",
                            "/etc/shadow",
                            "/bin/sh",
                            "/usr/bin/env",
                            "/lib/x",
                            "/lib64/ld-linux-x86-64.so.2",
                            "/boot/vmlinuz",
                            "/dev/sda",
                            "/proc/1/mem",
                            "/sys/x/y",
                            "/etc/ssh/sshd_config",
                            "/usr/lib/x86_64-linux-gnu/libc.so.6",
                            "/srv/../etc/passwd",
                            "/srv/./a",
                            "/srv//a",
                            "/srv/a/",
                            "/srv/a\nb",
                            "srv/a"})
        CHECK_FALSE(is_target(bad));
    CHECK_FALSE(is_target("/srv/" + std::string(256, 'x')));
}

TEST_CASE("a mount point may stand at the top, unless the system runs from it") {
    for (const char* good : {"/data", "/srv/pg", "/mnt/backup", "/home"})
        CHECK(is_mount_point(good));
    for (const char* bad : {"/", "/usr", "/var", "/etc", "/run", "/boot", "/boot/efi", "/proc",
                            "/dev/shm", "data", "/data/../usr"})
        CHECK_FALSE(is_mount_point(bad));
}

TEST_CASE("interfaces have names of the kernel's kind, and lo stays up") {
    for (const char* good : {"eth0", "enp3s0f1", "bond0.100", "br-lan", "veth_1"})
        CHECK(is_interface(good));
    for (const char* bad : {"", "lo", "-eth0", ".", "..", "eth0 up", "eth/0", "a234567890123456",
                            "all", "default", "eth0;id"})
        CHECK_FALSE(is_interface(bad));
}

TEST_CASE("modes are octal and give nobody another's rights") {
    CHECK(read_mode("0000") == 0U);
    CHECK(read_mode("640") == 0640U);
    for (const char* bad : {"", "0", "64", "0888", "4755", "1777", "u+x", "00640", "-640"})
        CHECK_FALSE(read_mode(bad).has_value());
}

TEST_CASE("where a file is kept belongs to one step of one drill, beside the file") {
    const std::string kept = kept_beside("/srv/app/config", "q-1", "gone");
    CHECK(kept.starts_with("/srv/app/.firedrill-"));
    CHECK(kept != kept_beside("/srv/app/config", "q-1", "gone2"));
    CHECK(kept != kept_beside("/srv/app/other", "q-1", "gone"));
}

TEST_CASE("an address is one, with its prefix length") {
    const auto address = read_address("fd00::1/64");
    REQUIRE(address.has_value());
    CHECK((address->address == "fd00::1" && address->prefix == 64 && address->v6));
    for (const char* bad : {"", "10.0.0.1", "10.0.0.1/33", "10.0.0.1/24 10.0.0.2/24", "db1/24"})
        CHECK_FALSE(read_address(bad).has_value());
}

TEST_CASE("delays and losses have a unit and an end") {
    CHECK(read_delay("250ms") == 250ms);
    for (const char* bad : {"", "100", "0s", "999us", "61s"}) CHECK_FALSE(read_delay(bad));
    CHECK(read_share("30%") == 300'000);
    CHECK(read_share("0.01%") == 100);
    CHECK(read_share("100%") == 1'000'000);
    for (const char* bad : {"", "30", "0%", "100.01%", "0.001%", "-1%", "1.%", ".5%", "1e2%"})
        CHECK_FALSE(read_share(bad).has_value());
    const Parameters jumpy{{"interface", "eth0"}, {"delay", "10ms"}, {"jitter", "20ms"}};
    CHECK_FALSE(read_disturbance("network.delay", jumpy).has_value());
}

TEST_CASE("all that leaves an interface is held up by one queue") {
    const auto delay = read_disturbance(
        "network.delay", {{"interface", "eth0"}, {"delay", "100ms"}, {"jitter", "10ms"}});
    REQUIRE(delay.has_value());
    CHECK(commands_to_disturb(*delay) ==
          "qdisc add dev eth0 root handle fd11: netem delay 100000us 10000us\n");
    const auto loss = read_disturbance("network.loss", {{"interface", "eth0"}, {"loss", "2.5%"}});
    REQUIRE(loss.has_value());
    CHECK(commands_to_disturb(*loss) ==
          "qdisc add dev eth0 root handle fd11: netem loss 2.5000%\n");
    CHECK(words_to_calm("eth0") ==
          std::vector<std::string>{"qdisc", "del", "dev", "eth0", "root", "handle", "fd11:"});
}

TEST_CASE("what goes to peers takes a band of its own, of both families") {
    const auto loss = read_disturbance(
        "network.loss",
        {{"interface", "eth0"}, {"loss", "100%"}, {"peers", "10.0.1.0/24 fd00::1"}});
    REQUIRE(loss.has_value());
    const std::string commands = commands_to_disturb(*loss);
    CHECK(commands.find("root handle fd11: prio bands 4 ") != std::string::npos);
    CHECK(commands.find("parent fd11:4 handle fd14: netem loss 100.0000%\n") != std::string::npos);
    CHECK(commands.find("protocol ip prio 1 u32 match ip dst 10.0.1.0/24 flowid fd11:4\n") !=
          std::string::npos);
    CHECK(commands.find("protocol ipv6 prio 2 u32 match ip6 dst fd00::1 flowid fd11:4\n") !=
          std::string::npos);
}

TEST_CASE("a failure of DNS stops questions, not answers, to whom it names or to everybody") {
    const auto all = read_dns_failure({});
    REQUIRE(all.has_value());
    CHECK((all->port == 53 && all->only_to_port && all->answer == Answer::drop));
    CHECK(all->peers.v4 == std::vector<std::string>{"0.0.0.0/0"});
    CHECK(all->peers.v6 == std::vector<std::string>{"::/0"});
    const auto one = read_dns_failure({{"resolvers", "10.0.0.53"}, {"answer", "reject"}});
    REQUIRE(one.has_value());
    CHECK((one->answer == Answer::reject && one->peers.v6.empty()));
    CHECK_FALSE(read_dns_failure({{"answer", "laugh"}}).has_value());
}

TEST_CASE("each kind of fault and fence says which values it takes") {
    const auto why = [](const char* kind, const Parameters& with) {
        const auto checked = check_parameters(kind, with, Language::en);
        return checked ? std::string() : checked.error().what;
    };
    CHECK(
        why("interface.down", {{"interface", "lo"}}) ==
        "interface.down: `interface` cannot be \"lo\"; write a network interface like eth0; lo is "
        "none");
    CHECK(why("file.remove", {{"path", "/etc/passwd"}}).find("the system lives on") !=
          std::string::npos);
    CHECK(why("host.power_off", {}).empty());
    CHECK(why("address", {{"address", "10.0.0.1/24"}}) == "address needs `interface`");
    CHECK(why("command", {{"set", "x"}, {"release", "y"}}) == "command needs `verify`");
    CHECK(why("storage", {{"mount", "/data"}}).empty());
    CHECK(why("port", {{"port", "5432"}, {"except", "db2"}}).find("`except` cannot be") !=
          std::string::npos);
}

TEST_CASE("a table of a fence belongs to what is fenced, whichever step set it") {
    const Parameters with{{"port", "5432"}};
    CHECK(fence_table("q-1", "port", with) == fence_table("q-1", "port", with));
    CHECK(fence_table("q-1", "port", with) != fence_table("q-2", "port", with));
    CHECK(fence_table("q-1", "port", with) != fence_table("q-1", "port", {{"port", "5433"}}));
}
