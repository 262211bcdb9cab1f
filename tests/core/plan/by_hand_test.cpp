// What a person types must be exactly what the plan says, whatever stands in it.
#include "core/plan/by_hand.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdio>

using namespace firedrill;
using plan::shell_line;
using plan::shell_quoted;
using Lines = std::vector<std::string>;

namespace {

plan::Step fault_step(std::string kind, plan::Parameters with) {
    plan::Step step;
    step.id = "break";
    step.host = "db1";
    step.action = plan::Fault{.kind = kind, .with = with};
    return step;
}

Lines to_mend(const plan::Step& step, const plan::Parameters& found = {}) {
    plan::Plan plan;
    plan.steps = {step};
    return plan::commands_to_mend(plan, step, found);
}

/// What bash makes of a line that prints its words, each ended by '|'.
std::string read_by_bash(const std::string& words) {
    const std::string script = "printf '%s|' " + words;
    std::FILE* shell = ::popen(("bash -c " + shell_quoted(script)).c_str(), "r");
    REQUIRE(shell != nullptr);
    std::array<char, 4096> buffer{};
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), shell);
    CHECK(::pclose(shell) == 0);
    return {buffer.data(), got};
}

}  // namespace

TEST_CASE("plain words stay plain, others are quoted") {
    CHECK(shell_quoted("/usr/bin/pg_ctl") == "/usr/bin/pg_ctl");
    CHECK(shell_quoted("--port=5432") == "--port=5432");
    CHECK(shell_quoted("") == "''");
    CHECK(shell_quoted("two words") == "'two words'");
    CHECK(shell_quoted("it's") == "'it'\\''s'");
    CHECK(shell_quoted("$(rm -rf /)") == "'$(rm -rf /)'");
    CHECK(shell_quoted("a\nb") == "$'a\\nb'");
    CHECK(shell_quoted("\x1b[2J'\\") == "$'\\033[2J\\'\\\\'");
    CHECK(shell_quoted("主库") == "'主库'");
    CHECK(shell_quoted("\xC2\x9B"
                       "2J") == "$'\\302\\2332J'");
}

TEST_CASE("bash reads every word back unchanged") {
    const Lines words{"plain",
                      "two words",
                      "it's",
                      "\"",
                      "a\nb\tc",
                      "\x1b[31m'\\0",
                      "$HOME `id` $(id)",
                      "",
                      "*",
                      "~",
                      "!",
                      "#x",
                      "{a,b}",
                      "主库",
                      "-n",
                      "\x01"
                      "23",
                      "\xC2\x9B"
                      "31m",
                      ";&|<>",
                      "\\"};
    std::string expected;
    for (const std::string& word : words) expected += word + "|";
    const std::string line = shell_line(words);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(read_by_bash(line) == expected);
}

TEST_CASE("a paused process goes on by its number, else by what the plan names") {
    plan::Step step = fault_step("process.pause", {{"pidfile", "/run/my db.pid"}});
    step.undo = {plan::Revert{
        .fault = "break", .kind = "process.pause", .with = {{"pidfile", "/run/my db.pid"}}}};
    CHECK(to_mend(step, {{"pid", "4127"}}) == Lines{"kill -CONT 4127"});
    CHECK(to_mend(step) == Lines{"kill -CONT \"$(head -n 1 '/run/my db.pid')\""});
    CHECK(to_mend(fault_step("process.pause", {{"match", "postgres"}})) ==
          Lines{"kill -CONT \"$(pidof postgres)\""});
}

TEST_CASE("a stopped service has its start words, without a shell's tricks in them") {
    const plan::Parameters with{{"stop", "x"}, {"start", "  systemctl start  db;rm "}};
    plan::Step step = fault_step("service.stop", with);
    step.undo = {plan::Revert{.fault = "break", .kind = "service.stop", .with = with}};
    CHECK(to_mend(step) == Lines{"systemctl start 'db;rm'"});
    CHECK(to_mend(fault_step("service.stop", {{"stop", "x"}})).empty());
}

TEST_CASE("a killed process has the commands of the undo that the plan gives it, in their order") {
    plan::Step step = fault_step("process.kill", {{"match", "postgres"}});
    CHECK(to_mend(step).empty());
    step.undo = {plan::Run{.argv = {"pg_ctl", "-D", "/my data", "start"},
                           .environment = {{"PGPORT", "5432"}, {"NOTE", "a b"}},
                           .directory = "/srv/db 1"},
                 plan::Script{.interpreter = {"sh", "-e"}, .text = "echo 'x'\nexit 0\n"}};
    CHECK(to_mend(step) ==
          Lines{"cd '/srv/db 1' && env 'NOTE=a b' PGPORT=5432 pg_ctl -D '/my data' start",
                "printf %s $'echo \\'x\\'\\nexit 0\\n' | sh -e"});
}

TEST_CASE("behind a promotion a person gets the revert that fences first, never the bare signal") {
    plan::Plan plan;
    plan::Step fault = fault_step("process.pause", {{"match", "postgres"}});
    plan::Step fence = fault;
    fence.id = "fence";
    fence.action = plan::Fence{.kind = "postgresql", .with = {{"data", "/pg"}}};
    plan::Step promote;
    promote.id = "promote";
    promote.host = "db2";
    promote.point_of_no_return = true;
    plan.steps = {fault, fence, promote};
    CHECK(plan::commands_to_mend(plan, fault, {{"pid", "7"}}) ==
          Lines{"firedrill-agent revert --all --offline"});
    CHECK(plan::commands_to_mend(plan, fault, {{"pid", "7"}}, "/srv/my state") ==
          Lines{"firedrill-agent revert --all --offline --state '/srv/my state'"});
    // and of several fences of the host it is the one that can be armed
    plan::Step address = fence;
    address.id = "address";
    address.action = plan::Fence{.kind = "address", .with = {}};
    plan.steps = {fault, address, fence, promote};
    CHECK(plan::fence_before(plan, "break")->id == "fence");
    plan.steps = {fault, address, promote};
    CHECK(plan::fence_before(plan, "break")->id == "address");
    // and where the promotion is missing, or the fence stands elsewhere, there is nothing to fence
    plan.steps = {fault, fence};
    CHECK(plan::commands_to_mend(plan, fault, {{"pid", "7"}}) == Lines{"kill -CONT 7"});
    fence.host = "db3";
    plan.steps = {fault, fence, promote};
    CHECK(plan::commands_to_mend(plan, fault, {{"pid", "7"}}) == Lines{"kill -CONT 7"});
}

TEST_CASE("an interface gets by hand what it had, a line each") {
    const plan::Step step = fault_step("interface.down", {{"interface", "eth0"}});
    CHECK(
        to_mend(step, {{"addresses", "address replace fd00::1/64 scope global dev eth0"},
                       {"routes", "-4 route add default via 10.0.0.1 dev eth0; -6 route add x"}}) ==
        Lines{"ip link set dev eth0 up", "ip address replace fd00::1/64 scope global dev eth0",
              "ip -4 route add default via 10.0.0.1 dev eth0", "ip -6 route add x"});
    CHECK(to_mend(step) == Lines{"ip link set dev eth0 up"});
}

TEST_CASE("files and queues are put right by hand as the agent would") {
    CHECK(to_mend(fault_step("file.remove", {{"path", "/srv/my app"}}),
                  {{"beside", "/srv/.firedrill-1"}}) ==
          Lines{"mv -n -T -- /srv/.firedrill-1 '/srv/my app'"});
    CHECK(to_mend(fault_step("file.permissions", {{"path", "/srv/x"}}), {{"mode", "0640"}}) ==
          Lines{"chmod -- 0640 /srv/x"});
    CHECK(to_mend(fault_step("network.loss", {{"interface", "eth0"}})) ==
          Lines{"tc qdisc del dev eth0 root handle fd11:"});
    CHECK(to_mend(fault_step("dns.failure", {}), {{"table", "firedrill-x"}}) ==
          Lines{"nft delete table inet firedrill-x"});
    CHECK(to_mend(fault_step("file.remove", {{"path", "/srv/x"}})).empty());
    CHECK(to_mend(fault_step("host.power_off", {})).empty());
}

TEST_CASE("fences of every kind are lifted by hand from what the plan and the agent say") {
    using plan::commands_to_release;
    const plan::Parameters address{{"address", "10.0.1.100/24"}, {"interface", "eth0"}};
    CHECK(commands_to_release("address", address) ==
          Lines{"ip address add 10.0.1.100/24 dev eth0"});
    CHECK(
        commands_to_release("address", address,
                            {{"addresses", "address replace 10.0.1.100/24 brd 10.0.1.255 dev eth0"},
                             {"routes", "-4 route add 10.9.0.0/16 via 10.0.1.1 dev eth0"}}) ==
        Lines{"ip address replace 10.0.1.100/24 brd 10.0.1.255 dev eth0",
              "ip -4 route add 10.9.0.0/16 via 10.0.1.1 dev eth0"});
    CHECK(commands_to_release("port", {{"port", "5432"}}, {{"table", "firedrill-x"}}) ==
          Lines{"nft delete table inet firedrill-x"});
    CHECK(commands_to_release("storage", {{"mount", "/my data"}}) == Lines{"mount '/my data'"});
    CHECK(commands_to_release(
              "storage", {{"mount", "/data"}},
              {{"source", "/dev/sdb1"}, {"type", "ext4"}, {"options", "rw,noatime"}}) ==
          Lines{"mount -t ext4 -o rw,noatime -- /dev/sdb1 /data"});
    CHECK(commands_to_release("command", {{"release", "/sbin/power on;db1"}}) ==
          Lines{"/sbin/power 'on;db1'"});
}

TEST_CASE("lifting a fence by hand removes only a file that a fence wrote") {
    CHECK(plan::commands_to_release("postgresql", {{"data", "/my pg"}}) ==
          Lines{"grep -q '^# firedrill fence ' '/my pg/standby.signal' && rm -- "
                "'/my pg/standby.signal'"});
    CHECK(plan::commands_to_release("other", {}).empty());
}
