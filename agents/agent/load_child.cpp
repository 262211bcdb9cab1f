#include "agents/agent/load_child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <array>
#include <functional>

namespace firedrill::agent::load {

namespace {

constexpr int ready_at = 3;
constexpr std::int64_t page = 4096;

/// From here on this process dies when `parent` does; at once, if it has.
void die_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
}

void forget_signals() {
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE}) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// When memory runs out this one is ended, and nothing of the drilled host.
void be_the_first_to_go() {
    const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    [[maybe_unused]] const ssize_t written = ::write(file, "1000", 4);
    ::close(file);
}

void say_ready() {
    [[maybe_unused]] const ssize_t written = ::write(ready_at, "", 1);
    ::close(ready_at);
}

[[noreturn]] void burn() {
    for (volatile std::uint64_t turns = 0;;) turns = turns + 1;
}

[[noreturn]] void keep_busy(std::int64_t cores) {
    const pid_t self = ::getpid();
    for (std::int64_t i = 1; i < cores; ++i) {
        const pid_t child = ::fork();
        if (child < 0) ::_exit(1);  // the others die with us
        if (child > 0) continue;
        die_with(self);
        ::close(ready_at);
        burn();
    }
    say_ready();
    burn();
}

[[noreturn]] void hold(std::int64_t bytes) {
    void* const memory = ::mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) ::_exit(1);
    auto* const bytes_of = static_cast<volatile char*>(memory);
    for (std::int64_t at = 0; at < bytes; at += page) bytes_of[at] = 1;
    say_ready();
    for (;;) ::pause();
}

Result<Child> start(const std::function<void()>& work) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return resident::os_error("pipe");
    Child child;
    child.ready = resident::Fd(ends[0]);
    const resident::Fd write_end(ends[1]);
    const pid_t parent = ::getpid();
    child.pid = ::fork();
    if (child.pid < 0) return resident::os_error("fork");
    if (child.pid > 0) {
        ::setpgid(child.pid, child.pid);
        return child;
    }
    die_with(parent);
    ::setpgid(0, 0);
    forget_signals();
    ::prctl(PR_SET_NAME, "firedrill-load");
    ::dup2(ends[1], ready_at);
    ::syscall(SYS_close_range, ready_at + 1, ~0U, 0);
    be_the_first_to_go();
    work();
    ::_exit(1);
}

}  // namespace

Result<Child> start_cpu(std::int64_t cores) {
    return start([cores] { keep_busy(cores); });
}

Result<Child> start_memory(std::int64_t bytes) {
    return start([bytes] { hold(bytes); });
}

}  // namespace firedrill::agent::load
