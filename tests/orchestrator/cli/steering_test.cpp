// A drill that a person steers from another terminal, with the programs as a user has them.
#include "core/base/json.hpp"
#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <vector>

using namespace firedrill;

namespace {

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A workspace with one host and a drill of programs that need no database.
class Steered {
public:
    Steered() {
        write("firedrill.yaml",
              "workspace: small\nenvironment: lab\ntimezone: Asia/Shanghai\nlanguage: en\n"
              "store: .firedrill\n");
        write("inventory.yaml",
              "sites:\n  - {id: here, kind: primary, title: {en: Here}}\n"
              "hosts:\n  - {id: h1, title: {en: One}, site: here, connect: {via: local}}\n");
        std::filesystem::create_directories(path() / "scenarios");
        write("scenarios/small.yaml", scenario());
    }
    ~Steered() {
        if (drill_ <= 0) return;
        ::kill(drill_, SIGTERM);
        ::waitpid(drill_, nullptr, 0);
    }
    Steered(const Steered&) = delete;
    Steered& operator=(const Steered&) = delete;

    /// Starts the drill as somebody at a terminal does, who types yes.
    void start() {
        launch({"run", "small", "--plain"});
        REQUIRE(::write(terminal_, "yes\n", 4) == 4);
    }
    void resume() { launch({"resume", "--plain"}); }
    /// As a power cut does, for this process alone.
    void cut_off() {
        ::kill(drill_, SIGKILL);
        end();
    }
    void launch(std::vector<const char*> arguments) {
        terminal_ = ::posix_openpt(O_RDWR | O_NOCTTY);
        REQUIRE(::grantpt(terminal_) == 0);
        REQUIRE(::unlockpt(terminal_) == 0);
        const std::string name = ::ptsname(terminal_);
        const int keyboard = ::open(name.c_str(), O_RDWR | O_NOCTTY);
        const int out = ::open((path() / "said").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
        const std::string program = DRILL_BINARY_DIR "/firedrill";
        const std::string where = path();
        drill_ = ::fork();
        if (drill_ == 0) {
            ::dup2(keyboard, STDIN_FILENO);
            ::dup2(out, STDOUT_FILENO);
            ::dup2(out, STDERR_FILENO);
            std::vector<const char*> words{"firedrill", "-C", where.c_str(), "--lang", "en"};
            words.insert(words.end(), arguments.begin(), arguments.end());
            words.push_back(nullptr);
            ::execv(program.c_str(), const_cast<char* const*>(words.data()));
            std::_Exit(99);
        }
        ::close(keyboard);
        ::close(out);
    }
    int end() {
        int status = 0;
        ::waitpid(drill_, &status, 0);
        drill_ = 0;
        ::close(terminal_);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    Ended firedrill(const std::string& arguments) const {
        return run_shell(DRILL_BINARY_DIR "/firedrill -C " + path().string() + " --lang en " +
                         arguments);
    }

    json::value status() const {
        const auto ended = firedrill("--json status");
        auto value = parse_json(ended.output.substr(0, ended.output.find('\n')));
        return value ? std::move(*value) : json::value();
    }
    /// Until the step has this status; else the test fails with what the drill said.
    void until(const std::string& step, const std::string& wanted) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        std::string found;
        while (std::chrono::steady_clock::now() < deadline) {
            const json::value now = status();
            if (now.is_object() && now.as_object().contains("steps")) {
                found = now.at("steps").at(step).as_string();
                if (found == wanted) return;
            }
            ::poll(nullptr, 0, 50);
        }
        FAIL(step + " is " + found + ", not " + wanted + "\n" + content_of(path() / "said"));
    }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path() / name) << text;
    }
    std::filesystem::path path() const { return place_.path(); }
    std::string effects() const { return content_of(path() / "effects"); }

private:
    std::string step(const std::string& id, const std::string& command,
                     const std::string& more = "") const {
        return "    - {id: " + id + ", on: [h1], run: [/bin/sh, -c, \"cd " + path().string() +
               " && " + command + "\"]" + more + "}\n";
    }
    std::string scenario() const {
        return "scenario: small\ntitle: {en: Small}\nform: isolated_test\nvariant: planned\n"
               "services: []\npurpose: {en: Try}\nscope: {en: One host}\n"
               "other_event: {reason: {en: none}}\nphases:\n  prepare:\n" +
               step("slow", "while [ ! -e gate ]; do sleep 0.02; done") +
               step("after", "echo after >> effects") +
               step("broken", "test -e mended", ", on_failure: ask") +
               step("cut-off", "echo cut-off >> effects && sleep 60", ", timeout: 1s") +
               step("extra", "echo extra >> effects") + step("last", "echo last >> effects");
    }

    TemporaryDirectory place_;
    pid_t drill_ = 0;
    int terminal_ = -1;
};

}  // namespace

TEST_CASE("pause, continue, skip, retry and confirm from another terminal") {
    Steered drill;
    drill.start();
    drill.until("slow", "running");

    // a pause: the step under way ends, the next one does not begin
    const auto paused = drill.firedrill("pause --why call");
    CHECK(paused.code == 0);
    CHECK(paused.says("firedrill continue small-"));
    drill.write("gate", "open");
    drill.until("slow", "succeeded");
    CHECK(drill.status().at("paused").as_bool());
    const auto status = drill.firedrill("status");
    CHECK(status.code == 5);
    CHECK(status.says("paused    by "));
    CHECK(drill.status().at("steps").at("after").as_string() == "pending");

    // a step is left out before its turn; one that is over is not
    CHECK(drill.firedrill("skip extra --why rain").code == 0);
    CHECK(drill.firedrill("skip slow --why rain").code == 6);
    CHECK(drill.firedrill("skip extra").code == 64);

    // a step that failed waits for a person
    CHECK(drill.firedrill("continue").code == 0);
    drill.until("broken", "held");
    const auto held = drill.firedrill("status");
    CHECK(held.code == 5);
    CHECK(held.says("held      step broken"));
    CHECK(held.says("firedrill retry small-"));
    drill.write("mended", "yes");
    CHECK(drill.firedrill("retry broken --why mended").code == 0);

    // so does one of which nobody can say whether it has happened
    drill.until("cut-off", "held");
    const auto refused = drill.firedrill("retry cut-off");
    CHECK(refused.code == 6);
    const std::string id(drill.status().at("drill").as_string());
    CHECK(refused.says("firedrill retry " + id + " cut-off --did-not-happen"));
    CHECK(drill.firedrill("confirm " + id + " cut-off --at 00:00").code == 64);
    CHECK(drill.firedrill("confirm " + id + " cut-off --why seen").code == 0);

    CHECK(drill.end() == 0);
    CHECK(drill.effects() == "after\ncut-off\nlast\n");
    const auto report = drill.firedrill("report --format md --lang en -o -");
    for (const char* text :
         {"drill paused", "rain", "it happened, says ", "the drill was paused for"})
        CHECK(report.says(text));
}

TEST_CASE("a paused drill is still paused after its process was killed") {
    Steered drill;
    drill.start();
    drill.until("slow", "running");
    REQUIRE(drill.firedrill("pause --why call").code == 0);
    drill.cut_off();
    drill.write("gate", "open");
    CHECK(drill.firedrill("continue").says("firedrill resume"));
    drill.resume();
    drill.until("slow", "succeeded");
    CHECK(drill.status().at("paused").as_bool());
    CHECK(drill.effects().empty());
    CHECK(content_of(drill.path() / "said").find("PAUSED by ") != std::string::npos);
    CHECK(drill.firedrill("continue").code == 0);
    drill.until("after", "succeeded");
    CHECK(drill.firedrill("abort --why enough").code == 3);
    CHECK(drill.end() == 3);
}

TEST_CASE("without a drill that runs, a wish says what to do instead") {
    const Steered drill;
    std::filesystem::create_directories(drill.path() / ".firedrill");
    for (const char* wish : {"pause", "continue", "skip a --why b", "retry a"}) {
        INFO(wish);
        const auto ended = drill.firedrill(wish);
        CHECK(ended.code == 6);
        CHECK(ended.says("firedrill resume"));
    }
    CHECK(drill.firedrill("skip --help").says("Example:"));
}
