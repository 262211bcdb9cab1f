// The store of a workspace is gone in the middle of a drill, with the programs as a user has them.
#include "core/base/json.hpp"
#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;

namespace {

/// One host with an installed agent, and a drill that waits for us after its first step.
class Lost {
public:
    explicit Lost(bool installed = true) {
        const std::string socket = installed ? ", socket: " + (path() / "sock").string() : "";
        write("firedrill.yaml",
              "workspace: small\nenvironment: lab\ntimezone: UTC\nlanguage: en\n"
              "store: .firedrill\n");
        write("inventory.yaml",
              "sites:\n  - {id: here, kind: primary, title: {en: Here}}\n"
              "hosts:\n  - {id: h1, title: {en: One}, site: here, connect: {via: local" +
                  socket + "}}\n");
        std::filesystem::create_directories(path() / "scenarios");
        write("scenarios/small.yaml",
              "scenario: small\ntitle: {en: Small}\nform: isolated_test\nvariant: planned\n"
              "services: []\npurpose: {en: Try}\nscope: {en: One host}\n"
              "other_event: {reason: {en: none}}\nphases:\n  prepare:\n" +
                  step("first", "echo first >> effects",
                       ", undo: {run: [/bin/sh, -c, \"echo undone >> " +
                           (path() / "effects").string() + "\"]}") +
                  step("slow", "echo slow >> effects; sleep 1000"));
        if (!installed) return;
        agent_ = test::start_program(
            {DRILL_BINARY_DIR "/firedrill-agent", "serve", "--host", "h1", "--state",
             (path() / "state").string(), "--socket", (path() / "sock").string()},
            {.output = (path() / "agent.log").string()});
        REQUIRE(test::eventually([&] { return std::filesystem::exists(path() / "sock"); }));
    }
    ~Lost() {
        end(drill_);
        end(agent_);
    }
    Lost(const Lost&) = delete;
    Lost& operator=(const Lost&) = delete;

    void run_until_slow() {
        drill_ = test::start_program({DRILL_BINARY_DIR "/firedrill", "-C", path().string(), "run",
                                      "small", "--yes", "--plain"},
                                     {.output = (path() / "said").string()});
        REQUIRE(test::eventually([&] { return effects() == "first\nslow\n"; },
                                 std::chrono::seconds(30)));
    }
    void lose_the_store() {
        end(drill_);
        std::filesystem::remove_all(path() / ".firedrill");
    }
    Ended firedrill(const std::string& arguments) const {
        return run_shell(DRILL_BINARY_DIR "/firedrill -C " + path().string() + " " + arguments);
    }
    std::string effects() const {
        std::ifstream in(path() / "effects");
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    std::filesystem::path path() const { return place_.path(); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path() / name) << text;
    }
    std::string step(const std::string& id, const std::string& command,
                     const std::string& more = "") const {
        return "    - {id: " + id + ", on: [h1], run: [/bin/sh, -c, \"cd " + path().string() +
               " && " + command + "\"]" + more + "}\n";
    }
    static void end(pid_t& child) {
        if (child <= 0) return;
        ::kill(child, SIGKILL);
        ::waitpid(std::exchange(child, 0), nullptr, 0);
    }

    TemporaryDirectory place_;
    pid_t agent_ = 0, drill_ = 0;
};

}  // namespace

TEST_CASE("a store that is gone is rebuilt from the agents, and the drill is stopped safely") {
    Lost lost;
    lost.run_until_slow();
    lost.lose_the_store();
    // what the agents keep is shown, and nothing is changed
    const auto list = lost.firedrill("--lang en recover --list");
    INFO(list.output);
    CHECK(list.code == 0);
    CHECK(list.says("h1  firedrill-agent"));
    CHECK(list.says("under way, epoch 1, 2 attempts"));
    CHECK_FALSE(list.says("NOT REACHED"));  // no probe was ever installed there
    CHECK(list.says("its record is not in this store: firedrill recover small-"));
    CHECK(lost.effects() == "first\nslow\n");
    const auto listed = lost.firedrill("--json recover --list");
    const auto value = parse_json(listed.output.substr(0, listed.output.find('\n')));
    REQUIRE(value);
    CHECK(value->at("programs").at(0).at("drills").at(0).at("epoch").as_int64() == 1);
    // when it is recovered: what was done is undone
    const auto recovered = lost.firedrill("--lang zh recover --why \"the disk burnt\"");
    INFO(recovered.output);
    CHECK(recovered.code == 3);
    CHECK(recovered.says("已依据各代理留存内容重建记录，第 2 代"));
    CHECK(lost.effects() == "first\nslow\nundone\n");
    // and status and report say what the record is
    CHECK(lost.firedrill("--lang en status").code == 3);
    const auto report = lost.firedrill("report --format md --lang en -o -");
    for (const char* text : {"RECORD RECOVERED", "record rebuilt from the agents",
                             "recovered, not witnessed", "2 attempts were not witnessed"})
        CHECK(report.says(text));
    // and afterwards nothing is left to recover
    const auto again = lost.firedrill("--lang en recover");
    CHECK(again.code == 6);
    CHECK(again.says("no agent that answered keeps a drill that is not over"));
}

TEST_CASE("a lab whose store is gone has nothing to recover, and that is said") {
    const Lost lost(false);
    const auto recovered = lost.firedrill("--lang en recover");
    INFO(recovered.output);
    CHECK(recovered.code == 6);
    CHECK(recovered.says("agents of a lab keep their receipts with the store"));
    CHECK(lost.firedrill("--lang en recover --list").code == 0);
}
