// Hosts behind ssh, with the programs as a user has them and a real OpenSSH server.
#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"
#include "tests/support/sshd.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;

namespace {

bool can_have_sshd() {
    const std::string missing = test::Sshd::missing();
    if (!missing.empty()) WARN("skipped: " << missing);
    return missing.empty();
}

/// A workspace with one host, which only ssh reaches.
class Far {
public:
    explicit Far(const std::string& environment, const std::string& programs = DRILL_BINARY_DIR)
        : programs_(programs) {
        write("firedrill.yaml", "workspace: far\nenvironment: " + environment +
                                    "\ntimezone: UTC\nlanguage: en\nstore: .firedrill\n");
        name_known_hosts(sshd_.known_hosts());
        std::filesystem::create_directories(path() / "scenarios");
    }
    ~Far() {
        if (drill_ == 0) return;
        ::kill(drill_, SIGKILL);
        ::waitpid(drill_, nullptr, 0);
    }
    Far(const Far&) = delete;
    Far& operator=(const Far&) = delete;

    std::filesystem::path path() const { return place_.path(); }
    const test::Sshd& sshd() const { return sshd_; }
    std::string programs() const { return programs_; }

    void name_known_hosts(const std::string& file) const {
        const std::string where = path().string();
        write(
            "inventory.yaml",
            "sites:\n  - {id: here, kind: primary, title: {en: Here}}\n"
            "hosts:\n  - {id: h1, title: {en: One}, site: here, connect: {via: ssh, address: "
            "127.0.0.1, port: " +
                std::to_string(sshd_.port()) + ", identity: " + sshd_.key() +
                ", known_hosts: " + file + ", programs: " + programs_ +
                (is_lab() ? ""
                          : ", state: " + where + "/state, socket: " + where + "/run/agent.sock") +
                "}}\n");
    }
    void scenario(const std::vector<std::string>& commands) const {
        std::string steps;
        for (std::size_t i = 0; i < commands.size(); ++i)
            steps += "    - {id: s" + std::to_string(i) + ", on: [h1], run: [/bin/sh, -c, \"cd " +
                     path().string() + " && " + commands[i] + "\"]}\n";
        write("scenarios/small.yaml",
              "scenario: small\ntitle: {en: Small}\nform: isolated_test\nvariant: planned\n"
              "services: []\npurpose: {en: Try}\nscope: {en: One host}\n"
              "other_event: {reason: {en: none}}\nphases:\n  prepare:\n" +
                  steps);
    }
    Ended firedrill(const std::string& arguments) const {
        return run_shell(program() + " -C " + path().string() + " " + arguments);
    }
    void start_drill() {
        drill_ = test::start_program(
            {program(), "-C", path().string(), "run", "small", "--yes", "--plain"},
            {.input = "", .output = (path() / "said").string(), .user = ""});
    }
    int wait_for_drill() {
        int status = 0;
        ::waitpid(std::exchange(drill_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::string text_of(const std::string& name) const {
        std::ifstream in(path() / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    static std::string program() { return DRILL_BINARY_DIR "/firedrill"; }
    bool is_lab() const {
        return text_of("firedrill.yaml").find("environment: lab") != std::string::npos;
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path() / name) << text;
    }

    TemporaryDirectory place_;
    std::string programs_;
    test::Sshd sshd_{place_.path() / "sshd"};
    pid_t drill_ = 0;
};

}  // namespace

TEST_CASE(
    "a drill on a host behind ssh, where nothing is installed: a lab starts its agent there") {
    if (!can_have_sshd()) return;
    Far far("lab");
    far.scenario({"echo one >> effects", "echo two >> effects"});
    const Ended ran = far.firedrill("run small --yes --plain");
    INFO(ran.output);
    CHECK(ran.code == 0);
    CHECK(far.text_of("effects") == "one\ntwo\n");
}

TEST_CASE("the connection breaks while a step runs: the drill goes on, and nothing begins twice") {
    if (!can_have_sshd()) return;
    Far far("lab");
    far.scenario(
        {"echo one >> effects; until [ -e go ]; do sleep 0.05; done", "echo two >> effects"});
    far.start_drill();
    REQUIRE(test::eventually([&] { return far.text_of("effects") == "one\n"; },
                             std::chrono::seconds(30)));
    for (int i = 0; i < 3; ++i) {
        far.sshd().drop_connections();
        REQUIRE(test::eventually([&] { return far.sshd().connections() > 0; },
                                 std::chrono::seconds(30)));
    }
    std::ofstream(far.path() / "go");
    const int code = far.wait_for_drill();
    INFO(far.text_of("said"));
    CHECK(code == 0);
    CHECK(far.text_of("effects") == "one\ntwo\n");
}

TEST_CASE("an agent is installed through ssh, works, is replaced, and is taken away again") {
    if (!can_have_sshd()) return;
    TemporaryDirectory there;
    Far far("test", (there.path() / "sbin").string());
    far.scenario({"echo one >> effects"});

    const Ended absent = far.firedrill("agent ping");
    INFO(absent.output);
    CHECK(absent.code == 3);
    CHECK(absent.says("firedrill agent install"));

    const Ended installed = far.firedrill("agent install h1 --yes");
    INFO(installed.output);
    REQUIRE(installed.code == 0);
    CHECK(installed.says("checksum equal"));
    CHECK(installed.says("running"));
    CHECK(far.firedrill("agent ping").says("ready"));
    const Ended ran = far.firedrill("run small --yes --plain");
    INFO(ran.output);
    CHECK(ran.code == 0);
    CHECK(far.text_of("effects") == "one\n");

    const Ended again = far.firedrill("agent install h1 --yes");
    CHECK(again.code == 0);
    CHECK(again.says("the same program is there already"));
    CHECK(far.firedrill("agent ping h1 --json").says("\"reached\":true"));

    const Ended removed = far.firedrill("agent remove h1 --yes");
    INFO(removed.output);
    CHECK(removed.code == 0);
    CHECK_FALSE(std::filesystem::exists(there.path() / "sbin" / "firedrill-agent"));
    CHECK_FALSE(std::filesystem::exists(far.path() / "state"));
    CHECK(far.firedrill("agent ping").code == 3);
}

TEST_CASE("an agent is installed with a policy, and gives root up for an account of its own") {
    if (!can_have_sshd() || ::geteuid() != 0) return;
    TemporaryDirectory there;
    Far far("test", (there.path() / "sbin").string());
    far.scenario({"id -un > open/who"});
    const auto everybody = std::filesystem::perms(0755);
    std::filesystem::permissions(far.path(), everybody);
    std::filesystem::permissions(there.path(), everybody);
    std::filesystem::create_directory(far.path() / "open");
    std::filesystem::permissions(far.path() / "open", std::filesystem::perms(0777));
    const std::string file = (far.path() / "mine.yaml").string();
    const std::string at = (there.path() / "etc" / "policy.yaml").string();
    const std::string install = "agent install h1 --yes --policy " + file + " --policy-at " + at;
    // given a policy with a mistake
    std::ofstream(file) << "environment: nowhere\n";
    const Ended wrong = far.firedrill(install + " --account nobody");
    INFO(wrong.output);
    CHECK(wrong.code != 0);
    CHECK(wrong.says("environment is lab, test or production"));
    CHECK_FALSE(std::filesystem::exists(at));
    // when
    std::ofstream(file) << "environment: test\nservices: [trading]\nverbs: [run, snapshot]\n"
                           "max_lease: 1m\nmax_duration: 1h\ncommands:\n"
                           "  - argv: [/bin/sh, -c, \"cd " +
                               far.path().string() + " && id -un > open/who\"]\n";
    const Ended installed = far.firedrill(install + " --account nobody");
    INFO(installed.output);
    REQUIRE(installed.code == 0);
    // then
    const Ended ping = far.firedrill("agent ping");
    INFO(ping.output);
    CHECK(ping.says("nobody"));
    const Ended ran = far.firedrill("run small --yes --plain");
    INFO(ran.output);
    CHECK(ran.code == 0);
    CHECK(far.text_of("open/who") == "nobody\n");
    // and it does not lose its policy by an installation that forgot it
    const Ended forgot = far.firedrill("agent install h1 --yes");
    INFO(forgot.output);
    CHECK(forgot.code == 6);
    CHECK(forgot.says("would have none any more"));
    CHECK(far.firedrill("agent ping").says("nobody"));
    // and away
    CHECK(far.firedrill("agent remove h1 --yes").code == 0);
    CHECK_FALSE(std::filesystem::exists(far.path() / "state"));
    CHECK_FALSE(std::filesystem::exists(far.path() / "state-helper"));
}

TEST_CASE("an agent that a drill uses is neither replaced nor taken away") {
    if (!can_have_sshd()) return;
    TemporaryDirectory there;
    Far far("test", (there.path() / "sbin").string());
    far.scenario({"echo one >> effects; until [ -e go ]; do sleep 0.05; done"});
    REQUIRE(far.firedrill("agent install h1 --yes").code == 0);
    far.start_drill();
    REQUIRE(test::eventually([&] { return far.text_of("effects") == "one\n"; },
                             std::chrono::seconds(30)));
    for (const char* what : {"agent install h1 --yes", "agent remove h1 --yes"}) {
        const Ended refused = far.firedrill(what);
        INFO(refused.output);
        CHECK(refused.code == 6);
        CHECK(refused.says("still holds"));
    }
    std::ofstream(far.path() / "go");
    CHECK(far.wait_for_drill() == 0);
    CHECK(far.firedrill("agent remove h1 --yes").code == 0);
}

TEST_CASE("a host that known_hosts does not have is not touched, unless that is said") {
    if (!can_have_sshd()) return;
    Far far("lab");
    far.scenario({"true"});
    const std::string mine = (far.path() / "mine").string();
    far.name_known_hosts(mine);
    const Ended refused = far.firedrill("agent ping");
    INFO(refused.output);
    CHECK(refused.code == 3);
    CHECK(refused.says("SHA256:"));
    CHECK(far.firedrill("run small --yes --plain").code != 0);
    const Ended accepted = far.firedrill("agent ping --accept-new-host-key");
    INFO(accepted.output);
    CHECK(accepted.code == 0);
    CHECK(far.firedrill("agent ping").code == 0);
}
