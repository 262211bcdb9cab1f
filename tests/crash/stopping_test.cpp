// A drill is stopped from outside while a fault acts and a step ignores SIGTERM. Promised is that
// reachable agents are quiet and the fault is gone within 5 s; a busy machine is given three more.
#include "tests/crash/small_workspace.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
using test::eventually;

namespace {

constexpr std::chrono::milliseconds promised = 5s + 3s;

void tell_time(const std::string& how, std::chrono::milliseconds took) {
    std::cout << "crash: quiet " << took.count() << " ms after " << how << "\n";
}

/// `firedrill VERB --why enough` at another terminal.
class AnotherTerminal {
public:
    AnotherTerminal(const SmallWorkspace& work, const std::string& verb)
        : said_(work.root() / "said-elsewhere"),
          pid_(test::start_program({std::string(DRILL_BINARY_DIR) + "/firedrill", "-C",
                                    work.root().string(), "--lang", "en", verb, "--why", "enough"},
                                   {.output = said_.string()})) {}
    ~AnotherTerminal() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    AnotherTerminal(const AnotherTerminal&) = delete;
    AnotherTerminal& operator=(const AnotherTerminal&) = delete;

    int wait() {
        int status = 0;
        REQUIRE(eventually([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; }, 60s));
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    std::string said() const {
        std::ifstream in(said_);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    std::filesystem::path said_;
    pid_t pid_;
};

}  // namespace

TEST_CASE("an abort makes reachable agents quiet and reverts the fault, however it is asked for") {
    const std::string how = GENERATE("abort", "stop-all", "SIGTERM");
    INFO(how);
    SmallWorkspace work;
    work.run_until_paused();
    // when
    std::unique_ptr<AnotherTerminal> other;
    if (how == "SIGTERM")
        work.signal(SIGTERM);
    else
        other = std::make_unique<AnotherTerminal>(work, how);
    // then
    const auto took = work.until_quiet();
    tell_time(how, took);
    CHECK(took < promised);
    CHECK(work.wait() == 3);
    if (other) CHECK(other->wait() == 3);
    CHECK(work.ending() == "aborted");
    CHECK(work.status().at("outstanding").as_array().empty());
    if (how != "stop-all") return;
    // and the kill switch keeps every start away until it is lifted
    for (const char* verb : {"run", "resume"}) {
        const auto again = work.firedrill(verb == std::string("run")
                                              ? std::vector<std::string>{"run", "small", "--yes"}
                                              : std::vector<std::string>{"resume"});
        INFO(again.output);
        CHECK(again.exit == 6);
        CHECK(again.output.find("stop-all --lift") != std::string::npos);
    }
}

TEST_CASE("an abort goes past an owner that stands still") {
    const std::string how = GENERATE("abort", "stop-all");
    INFO(how);
    SmallWorkspace work;
    work.run_until_paused();
    work.signal(SIGSTOP);
    // when
    AnotherTerminal other(work, how);
    // then the agents are told without it, and the reader what to do with it
    const auto took = work.until_quiet();
    tell_time(how + " past an owner that stands still", took);
    CHECK(took < promised);
    const int code = other.wait();
    INFO(other.said());
    CHECK(code == 3);
    CHECK(other.said().find("STOPPED WITHOUT ITS JOURNAL") != std::string::npos);
    CHECK(other.said().find("process " + std::to_string(work.pid())) != std::string::npos);

    // when it wakes up, it changes nothing there any more, whatever it hears of first: the abort,
    // the end of its step, or that it is refused
    const auto before = work.said().size();
    work.signal(SIGCONT);
    CHECK(eventually([&] { return work.said().size() > before; }));
    INFO(work.said());
    CHECK_FALSE(work.victim_is_paused());
    CHECK_FALSE(work.stubborn_runs());
    // and when it is ended, as was said, the next abort records what is true
    work.signal(SIGKILL);
    work.wait();
    (void)work.firedrill({"abort", "--why", "enough"});
    const std::string ending = work.ending();
    CHECK((ending == "aborted" || ending == "failed"));
    CHECK(work.status().at("outstanding").as_array().empty());
}

TEST_CASE("what an owner that was killed meanwhile left open is recorded by the next abort") {
    SmallWorkspace work;
    work.run_until_paused();
    work.signal(SIGSTOP);
    AnotherTerminal other(work, "abort");
    CHECK(other.wait() == 3);
    work.signal(SIGKILL);
    CHECK(work.wait() == 128 + SIGKILL);
    // when
    const auto again = work.firedrill({"abort", "--why", "enough"});
    INFO(again.output);
    CHECK(again.exit == 3);
    // then the journal has what the agents did by themselves
    const json::object status = work.status();
    CHECK(status.at("status").as_string() == "ended");
    CHECK(status.at("outstanding").as_array().empty());
    const auto report = work.firedrill({"report", "--format", "md", "--lang", "en", "-o", "-"});
    CHECK(report.output.find("the drill stands down") != std::string::npos);
}
