#include "agents/agent/privilege_separation.hpp"

#include "agents/agent/helper.hpp"
#include "agents/resident/account.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <csignal>
#include <cstdlib>

namespace firedrill::agent::helper {

namespace {

using resident::Fd;
using resident::Identity;

struct Pair {
    Fd helper, agent;
};

Result<Pair> make_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return resident::os_error("no pair of sockets");
    return Pair{Fd(ends[0]), Fd(ends[1])};
}

/// Made for the account if it is absent; somebody else's stays as it is.
Result<void> give_directory(const std::string& directory, const Identity& to) {
    struct stat found{};
    if (::lstat(directory.c_str(), &found) == 0) {
        if (found.st_uid == to.uid) return {};
        return fail(Errc::refused, directory + " does not belong to " + to.name,
                    "an agent that was root until now: chown -R " + to.name + " " + directory);
    }
    DRILL_CHECK(resident::make_directory(directory, 0700));
    if (::lchown(directory.c_str(), to.uid, to.gid) != 0)
        return resident::os_error("cannot give away " + directory);
    return {};
}

Result<void> give_places(const resident::Options& options, const Identity& to) {
    DRILL_CHECK(give_directory(options.state, to));
    struct stat found{};
    const std::string run = resident::parent_of(options.socket);
    if (::stat(run.c_str(), &found) == 0) return {};  // whether it may write there it will see
    return give_directory(run, to);
}

/// Everything that the agent is told to end with.
constexpr std::array forwarded{SIGTERM, SIGINT, SIGHUP};

void forward_signals(asio::signal_set& signals, pid_t to) {
    signals.async_wait([&signals, to](const boost::system::error_code& ec, int signal) {
        if (ec) return;
        ::kill(to, signal);
        forward_signals(signals, to);
    });
}

int exit_code_of(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Charge charge_of(const resident::Options& options, const resident::ReadPolicy& read_policy) {
    return {.host = options.host,
            .policy = options.policy,
            .stop_file = resident::stop_file_of(options),
            .state = directory_of(options.state),
            .power_off = options.power_off,
            .read_policy = read_policy};
}

/// Serves the child until it is gone.
void help(Helper& helper, asio::io_context& io, Ends ends, pid_t child) {
    asio::signal_set signals(io);
    for (const int signal : forwarded) signals.add(signal);
    forward_signals(signals, child);
    helper.serve(std::move(ends.checks), [] {});
    helper.serve(std::move(ends.work), [&io] { io.stop(); });
    io.run();
}

Result<void> go_on_without_root(const Identity& as, pid_t helper) {
    DRILL_CHECK(resident::become(as));
    // After the change of the account, which forgets it.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != helper) return fail(Errc::unreachable, "the helper is gone");
    return {};
}

bool is_told_to_go_on(const Fd& checks) {
    char word = 0;
    return ::recv(checks.get(), &word, 1, 0) == 1;
}

}  // namespace

Result<Ends> separate_privileges(const resident::Options& options,
                                 const resident::ReadPolicy& read_policy) {
    if (::geteuid() != 0)
        return fail(Errc::usage, "--account: only root can become another account",
                    "start it as root, or as that account without --account");
    if (options.policy.empty())
        return fail(Errc::usage, "--account needs --policy: the helper performs what it allows",
                    "write one (docs/policy.md has an example) and name it with --policy");
    DRILL_TRY(identity, resident::identity_of(options.account));
    DRILL_CHECK(give_places(options, identity));
    DRILL_TRY(work, make_pair());
    DRILL_TRY(checks, make_pair());
    const pid_t self = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) return resident::os_error("cannot fork");
    if (child == 0) {
        // Not even a copy of the helper's key is in this process: it is read after the fork.
        DRILL_CHECK(go_on_without_root(identity, self));
        if (!is_told_to_go_on(checks.agent)) std::_Exit(3);  // the helper has said why
        return Ends{std::move(work.agent), std::move(checks.agent)};
    }
    work.agent.reset();
    checks.agent.reset();
    std::signal(SIGPIPE, SIG_IGN);
    ::umask(077);
    asio::io_context io(1);
    DRILL_TRY(helper, Helper::open(io.get_executor(), charge_of(options, read_policy)));
    DRILL_CHECK(resident::write_all(checks.helper.get(), "+"));
    help(*helper, io, {std::move(work.helper), std::move(checks.helper)}, child);
    const int code = exit_code_of(child);
    helper.reset();
    std::exit(code);
}

}  // namespace firedrill::agent::helper
