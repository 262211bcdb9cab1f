#include "agents/resident/process.hpp"

#include "agents/resident/files.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>

using namespace firedrill;
using namespace firedrill::resident;
using namespace std::chrono_literals;

namespace {

Command shell(const std::string& text) {
    return {
        .program = "/bin/sh", .argv = {"sh", "-c", text}, .environment = {"PATH=/usr/bin:/bin"}};
}

struct Run {
    Command command;
    Limits limits{};
    Nanos cancel_after{};
};

Result<Finished> finish(const Run& run) {
    std::signal(SIGPIPE, SIG_IGN);
    asio::io_context io(1);
    auto cancel = std::make_shared<resident::Cancellation>(io.get_executor());
    std::optional<Result<Finished>> result;
    asio::co_spawn(io, run_process(run.command, run.limits, cancel),
                   [&](const std::exception_ptr& error, Result<Finished> finished) {
                       REQUIRE_FALSE(error);
                       result = std::move(finished);
                       io.stop();
                   });
    asio::steady_timer timer(io, run.cancel_after);
    if (run.cancel_after > 0ns)
        timer.async_wait([&](const boost::system::error_code&) { cancel->request(); });
    io.run();
    return *result;
}

Finished finished(const Run& run) {
    auto result = finish(run);
    if (!result) FAIL(describe(result.error()));
    return *result;
}

bool is_gone(pid_t pid) {
    return ::kill(pid, 0) != 0 || test::is_zombie(pid);
}

}  // namespace

TEST_CASE("a program inherits no descriptor of ours") {
    // given a descriptor that somebody forgot to mark close-on-exec
    const int leak = ::fcntl(::open("/etc/passwd", O_RDONLY), F_DUPFD, 100);
    REQUIRE(leak >= 100);
    // when a program looks at its own
    const Finished end = finished(
        {.command = {.program = "/bin/ls", .argv = {"ls", "/proc/self/fd"}, .environment = {}}});
    ::close(leak);
    // then it sees its three streams, and the directory that it reads
    CHECK(end.output == "0\n1\n2\n3\n");
}

TEST_CASE("a program gets exactly the environment, directory and streams that are said") {
    Command command = shell("env | sort; pwd; cat; umask");
    command.environment = {"PATH=/bin:/usr/bin", "LANG=C.UTF-8", "DRILL=on"};
    command.directory = "/usr/lib";
    const Finished end = finished({.command = command});
    CHECK(end.output ==
          "DRILL=on\nLANG=C.UTF-8\nPATH=/bin:/usr/bin\nPWD=/usr/lib\n/usr/lib\n0022\n");
    CHECK(end.errors.empty());
    CHECK(end.exit == 0);
}

TEST_CASE("a program leads a group of its own, without a terminal, with default signals") {
    const Finished end =
        // exec: a shell that starts another program blocks its own signals for a moment
        finished({.command = shell("cut -d' ' -f1,5,7 /proc/$$/stat;"
                                   "exec grep -E 'SigIgn|SigBlk' /proc/self/status")});
    int pid = 0, group = 0, terminal = -1;
    REQUIRE(std::sscanf(end.output.c_str(), "%d %d %d", &pid, &group, &terminal) == 3);
    CHECK(pid == group);
    CHECK(terminal == 0);
    CHECK(end.output.find("SigIgn:\t0000000000000000") != std::string::npos);
    CHECK(end.output.find("SigBlk:\t0000000000000000") != std::string::npos);
}

TEST_CASE("a program that is too slow is ended with its grandchildren") {
    const Finished end =
        finished({.command = shell("sleep 1000 & echo $!; wait"), .limits = {.timeout = 200ms}});
    CHECK(end.ending == Ending::timed_out);
    CHECK(end.exit == 128 + SIGTERM);
    const pid_t grandchild = std::stoi(end.output);
    CHECK(test::eventually([&] { return is_gone(grandchild); }));
}

TEST_CASE("a program that ignores SIGTERM is killed after the grace") {
    const Finished end = finished({.command = shell("trap '' TERM; while :; do sleep 0.05; done"),
                                   .limits = {.timeout = 100ms, .grace = 200ms}});
    CHECK(end.ending == Ending::timed_out);
    CHECK(end.exit == 128 + SIGKILL);
    CHECK(end.ended - end.started >= 300ms);
}

TEST_CASE("what a program leaves behind in its group ends with it, a daemon does not") {
    const Finished end = finished({.command = shell("sleep 1000 & echo $!\n"
                                                    "setsid sleep 1000 & sleep 0.2; echo $!")});
    CHECK(end.ending == Ending::exited);
    int straggler = 0, daemon = 0;
    REQUIRE(std::sscanf(end.output.c_str(), "%d %d", &straggler, &daemon) == 2);
    CHECK(test::eventually([&] { return is_gone(straggler); }));
    // The daemon keeps our pipe open, and we did not wait for it.
    CHECK_FALSE(is_gone(daemon));
    ::kill(daemon, SIGKILL);
}

TEST_CASE("a flood of output is counted, and its beginning kept") {
    const Finished end = finished({.command = shell("head -c 1073741824 /dev/zero; echo e >&2"),
                                   .limits = {.timeout = 100s}});
    CHECK(end.exit == 0);
    CHECK(end.output.size() == 64U << 10U);
    CHECK(end.output_bytes == std::int64_t{1} << 30U);
    CHECK(end.errors == "e\n");
}

TEST_CASE("a cancelled program ends soon") {
    const Finished end = finished({.command = shell("sleep 1000"), .cancel_after = 50ms});
    CHECK(end.ending == Ending::cancelled);
    CHECK(end.exit == 128 + SIGTERM);
    CHECK(end.ended - end.started < 5s);
}

TEST_CASE("a paused program can be ended, too") {
    const Finished end =
        finished({.command = shell("kill -STOP $$"), .limits = {.timeout = 100ms}});
    CHECK(end.ending == Ending::timed_out);
    CHECK(end.exit == 128 + SIGTERM);
}

TEST_CASE("text goes to standard input, and a program need not read it") {
    Command reads{.program = "/usr/bin/wc", .argv = {"wc", "-c"}, .environment = {}};
    reads.input = std::string(1'000'000, 'x');
    CHECK(finished({.command = reads}).output == "1000000\n");

    Command deaf{.program = "/bin/true", .argv = {"true"}, .environment = {}};
    deaf.input = std::string(1'000'000, 'x');
    CHECK(finished({.command = deaf}).exit == 0);
}

TEST_CASE("a program that cannot be started is told from one that failed") {
    const auto absent = finish({.command = {.program = "/no/such", .argv = {"such"}}});
    REQUIRE_FALSE(absent.has_value());
    CHECK(absent.error().what == "/no/such: No such file or directory");

    const auto no_program = finish({.command = {.program = "/etc/passwd", .argv = {"passwd"}}});
    REQUIRE_FALSE(no_program.has_value());
    CHECK(no_program.error().what == "/etc/passwd: Permission denied");

    Command nowhere = shell("true");
    nowhere.directory = "/no/where";
    const auto no_directory = finish({.command = nowhere});
    REQUIRE_FALSE(no_directory.has_value());
    CHECK(no_directory.error().what == "/no/where: No such file or directory");
}

TEST_CASE("five hundred programs run side by side") {
    resident::raise_descriptor_limit();
    asio::io_context io(1);
    const auto cancel = std::make_shared<resident::Cancellation>(io.get_executor());
    int good = 0;
    for (int i = 0; i < 500; ++i) {
        const std::string number = std::to_string(i);
        Command command{.program = "/bin/echo", .argv = {"echo", number}, .environment = {}};
        asio::co_spawn(io, run_process(command, Limits{.timeout = 100s}, cancel),
                       [&good, number](const std::exception_ptr& error, Result<Finished> end) {
                           if (!error && end && end->output == number + "\n") ++good;
                       });
    }
    io.run();
    CHECK(good == 500);
}
