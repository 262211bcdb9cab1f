#include "agents/resident/process.hpp"

#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"

#define BOOST_POSIX_HAS_VFORK 1  // Boost.Process offers vfork only where somebody says so
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/process/child.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/posix.hpp>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace firedrill::resident {

namespace {

using namespace asio::experimental::awaitable_operators;
using Descriptor = asio::posix::stream_descriptor;

// The child between vfork and execve
// ---------------------------------------------------------------

/// What a child that could not become the program leaves for its parent, in shared memory: it
/// works whether vfork shares all memory or a sanitizer turns it into fork.
struct Refusal {
    int number = 0;  ///< errno; 0 = the program runs
    bool at_directory = false;
};

class SharedRefusal {
public:
    SharedRefusal()
        : page_(::mmap(nullptr, sizeof(Refusal), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                       -1, 0)) {}
    SharedRefusal(const SharedRefusal&) = delete;
    SharedRefusal& operator=(const SharedRefusal&) = delete;
    ~SharedRefusal() {
        if (page_ != MAP_FAILED) ::munmap(page_, sizeof(Refusal));
    }
    bool valid() const { return page_ != MAP_FAILED; }
    Refusal& operator*() const { return *static_cast<Refusal*>(page_); }

private:
    void* page_;
};

/// What Boost.Process calls in parent and child. In the child only system calls: it may share the
/// parent's memory. The descriptors are set here because its own ways leak (docs/adr).
struct Setup : boost::process::extend::handler {
    const char* program = nullptr;
    char** argv = nullptr;
    char** environment = nullptr;
    const char* directory = nullptr;
    std::array<int, 3> streams{};
    Refusal* refusal = nullptr;
    pid_t parent = ::getpid();

    template <class Executor>
    void on_setup(Executor& executor) const {
        executor.exe = program;
        executor.cmd_line = argv;
        executor.env = environment;
    }
    template <class Executor>
    void on_exec_setup(Executor&) const {
        leave_our_group();
        // Once the agent is gone nobody holds a deadline, and "interrupted" must mean: it ended.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);  // it was gone before it could be told
        place_streams();
        if (::chdir(directory) != 0) refuse(true);
        ::umask(022);
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);  // ours is raised; select() of others fails above 1024
        limit.rlim_cur = limit.rlim_max < 1024 ? limit.rlim_max : 1024;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        reset_signals();
    }
    template <class Executor>
    void on_exec_error(Executor&, const std::error_code&) const {
        refuse(false);
    }

private:
    /// A group, not a session: for each new session the kernel makes a scheduling group
    /// (autogroup), and on a busy host starting a program would take twice as long.
    static void leave_our_group() {
        ::setpgid(0, 0);
        const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
        if (terminal >= 0) ::ioctl(terminal, TIOCNOTTY);  // nobody is there to answer a question
    }
    void refuse(bool at_directory) const {
        refusal->number = errno;
        refusal->at_directory = at_directory;
        ::_exit(127);
    }
    void place_streams() const {
        std::array<int, 3> above{};  // away from 0..2 first, so that none overwrites another
        for (std::size_t i = 0; i < 3; ++i) above[i] = ::fcntl(streams[i], F_DUPFD, 3);
        for (std::size_t i = 0; i < 3; ++i) ::dup2(above[i], static_cast<int>(i));
        ::syscall(SYS_close_range, 3U, ~0U, 0U);
    }
    static void reset_signals() {
        struct sigaction standard{};
        standard.sa_handler = SIG_DFL;
        for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &standard, nullptr);
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
    }
};

/// No handler of ours may run in a child that shares our memory.
class SignalsHeld {
public:
    SignalsHeld() {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;
    ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

Error refused(const Command& command, const Refusal& refusal) {
    const std::string why = std::strerror(refusal.number);
    const std::string& what = refusal.at_directory ? command.directory : command.program;
    return fail(Errc::not_found, what + ": " + why);
}

Result<pid_t> spawn(Command& command, const std::array<int, 3>& streams) {
    const SharedRefusal refusal;
    if (!refusal.valid()) return os_error("cannot start " + command.program);
    std::vector<char*> argv = pointers(command.argv);
    std::vector<char*> environment = pointers(command.environment);
    Setup setup;
    setup.program = command.program.c_str();
    setup.argv = argv.data();
    setup.environment = environment.data();
    setup.directory = command.directory.c_str();
    setup.streams = streams;
    setup.refusal = &*refusal;
    try {
        const SignalsHeld held;
        boost::process::child child(setup, boost::process::posix::use_vfork);
        child.detach();  // we reap it ourselves, after its group
        if ((*refusal).number == 0) return child.id();
        ::waitpid(child.id(), nullptr, 0);
    } catch (const std::exception& error) {
        // With vfork Boost.Process sees the refusal, too, and has reaped the child.
        if ((*refusal).number == 0)
            return fail(Errc::io, "cannot start " + command.program + ": " + error.what());
    }
    return refused(command, *refusal);
}

// The running program
// ------------------------------------------------------------------------------

struct Stream {
    Descriptor pipe;
    std::string kept;
    std::int64_t bytes = 0;
    std::size_t kept_max = 0;
};

/// Reads what is there; false at the end of the stream. At most `rounds` buffers, to be fair.
bool read_ready(Stream& stream, int rounds) {
    static std::array<char, 65536> buffer;  // one thread, never held over a suspension
    for (; rounds > 0; --rounds) {
        const ssize_t got = ::read(stream.pipe.native_handle(), buffer.data(), buffer.size());
        if (got < 0) return errno == EAGAIN || errno == EINTR;
        if (got == 0) return false;
        const auto size = static_cast<std::size_t>(got);
        stream.kept.append(buffer.data(), std::min(size, stream.kept_max - stream.kept.size()));
        stream.bytes += got;
    }
    return true;
}

asio::awaitable<void> pump(Stream& stream) {
    do {
        co_await stream.pipe.async_wait(Descriptor::wait_read, asio::use_awaitable);
    } while (read_ready(stream, 16));
}

asio::awaitable<void> feed(Descriptor& pipe, const std::string& input) {
    std::size_t done = 0;
    while (pipe.is_open() && done < input.size()) {
        co_await pipe.async_wait(Descriptor::wait_write, asio::use_awaitable);
        const ssize_t sent =
            ::write(pipe.native_handle(), input.data() + done, input.size() - done);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) break;  // it does not want to read on
        if (sent > 0) done += static_cast<std::size_t>(sent);
    }
    if (pipe.is_open()) pipe.close();
}

struct Child {
    explicit Child(const asio::any_io_executor& executor)
        : pidfd(executor),
          input(executor),
          output{Descriptor(executor), {}, 0, 0},
          errors{Descriptor(executor), {}, 0, 0} {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (pid <= 0) return;
        signal_group(SIGKILL);
        ::waitpid(pid, nullptr, WNOHANG);
    }
    void signal_group(int number) const { ::kill(-pid, number); }

    pid_t pid = -1;  ///< -1 once reaped
    Descriptor pidfd;
    Descriptor input;
    Stream output;
    Stream errors;
};

Result<std::pair<Fd, Fd>> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return os_error("cannot make a pipe");
    return std::pair(Fd(ends[0]), Fd(ends[1]));
}

void adopt(Descriptor& to, Fd from) {
    ::fcntl(from.get(), F_SETFL, O_NONBLOCK);
    to.assign(from.release());
}

/// Standard input of the child, and our end of it when there is something to say.
Result<Fd> open_input(Child& child, const Command& command) {
    if (!command.input) return open_file("/dev/null", O_RDONLY);
    DRILL_TRY(ends, make_pipe());
    adopt(child.input, std::move(ends.second));
    return std::move(ends.first);
}

Result<void> start(Child& child, Command& command, const Limits& limits) {
    DRILL_TRY(input, open_input(child, command));
    DRILL_TRY(output, make_pipe());
    DRILL_TRY(errors, make_pipe());
    DRILL_TRY(pid, spawn(command, {input.get(), output.second.get(), errors.second.get()}));
    child.pid = pid;
    // Not reaped yet, so the number is still this child's.
    Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
    if (!pidfd.valid()) return os_error("pidfd_open");
    child.pidfd.assign(pidfd.release());
    adopt(child.output.pipe, std::move(output.first));
    adopt(child.errors.pipe, std::move(errors.first));
    child.output.kept_max = child.errors.kept_max = limits.kept_bytes;
    return {};
}

asio::awaitable<void> serve_streams(Child& child, const std::string& input) {
    co_await (pump(child.output) && pump(child.errors) && feed(child.input, input));
    asio::steady_timer never(co_await asio::this_coro::executor,
                             asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
}

enum class Woken { ended, time_passed, cancelled };

asio::awaitable<Woken> wait_for_end(Child& child, const std::string& input, Nanos time,
                                    std::shared_ptr<Cancellation> cancel) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    auto what = co_await (child.pidfd.async_wait(Descriptor::wait_read, asio::use_awaitable) ||
                          timer.async_wait(asio::use_awaitable) || cancel->wait() ||
                          serve_streams(child, input));
    if (what.index() == 0) co_return Woken::ended;
    co_return what.index() == 1 ? Woken::time_passed : Woken::cancelled;
}

/// The exit code. Stragglers die while the zombie still holds the number of the group.
int reap(Child& child) {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(child.pid), &info, WEXITED | WNOWAIT);
    child.signal_group(SIGKILL);
    ::waitpid(child.pid, nullptr, 0);
    child.pid = -1;
    return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

/// Ends the group: TERM, after the grace KILL. False if it does not die.
asio::awaitable<bool> end_group(Child& child, const std::string& input, Nanos grace) {
    const auto executor = co_await asio::this_coro::executor;
    const auto nobody = std::make_shared<Cancellation>(executor);
    child.signal_group(SIGTERM);
    child.signal_group(SIGCONT);  // a stopped process cannot obey
    if (co_await wait_for_end(child, input, grace, nobody) == Woken::ended) co_return true;
    child.signal_group(SIGKILL);
    const Nanos long_enough = std::chrono::seconds{10};
    co_return co_await wait_for_end(child, input, long_enough, nobody) == Woken::ended;
}

Ending ending_of(Woken woken) {
    if (woken == Woken::ended) return Ending::exited;
    return woken == Woken::time_passed ? Ending::timed_out : Ending::cancelled;
}

}  // namespace

asio::awaitable<Result<Finished>> run_process(Command command, Limits limits,
                                              std::shared_ptr<Cancellation> cancel) {
    Child child(co_await asio::this_coro::executor);
    Finished out;
    out.started = mono_now();
    DRILL_CO_CHECK(start(child, command, limits));
    const std::string no_input;
    const std::string& input = command.input ? *command.input : no_input;
    out.ending = ending_of(co_await wait_for_end(child, input, limits.timeout, cancel));
    if (out.ending != Ending::exited && !co_await end_group(child, input, limits.grace))
        out.ending = Ending::stuck;
    out.ended = mono_now();
    if (out.ending != Ending::stuck) out.exit = reap(child);
    read_ready(child.output, 32);  // what it said last
    read_ready(child.errors, 32);
    out.output = std::move(child.output.kept);
    out.errors = std::move(child.errors.kept);
    out.output_bytes = child.output.bytes;
    out.errors_bytes = child.errors.bytes;
    co_return out;
}

}  // namespace firedrill::resident
