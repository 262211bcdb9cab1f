#include "orchestrator/links/launch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace firedrill::links {

namespace {

struct Descriptor {
    int value = -1;
    explicit Descriptor(int descriptor) : value(descriptor) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
};

/// All that the child needs, made before the fork: between fork and exec nothing may allocate.
struct Prepared {
    int program = -1, null = -1, log = -1, report = -1;
    const Account* account = nullptr;
    char* const* argv = nullptr;
    char* const* environment = nullptr;
};

[[noreturn]] void report_and_exit(int report) {
    const int code = errno;
    [[maybe_unused]] const ssize_t written = ::write(report, &code, sizeof code);
    ::_exit(127);
}

bool drop_rights(const Account& account) {
    return ::setgroups(account.groups.size(), account.groups.data()) == 0 &&
           ::setgid(account.gid) == 0 && ::setuid(account.uid) == 0;
}

void reset_signals() {
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
}

[[noreturn]] void become_program(const Prepared& prepared) {
    ::setsid();
    const pid_t child = ::fork();
    if (child < 0) report_and_exit(prepared.report);
    if (child > 0) ::_exit(0);
    reset_signals();
    ::umask(077);
    if (::dup2(prepared.null, 0) < 0 || ::dup2(prepared.log, 1) < 0 ||
        ::dup2(prepared.log, 2) < 0 || ::chdir("/") != 0)
        report_and_exit(prepared.report);
    ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    if (prepared.account != nullptr && !drop_rights(*prepared.account))
        report_and_exit(prepared.report);
    ::fexecve(prepared.program, prepared.argv, prepared.environment);
    report_and_exit(prepared.report);
}

/// 0, or the errno with which the child failed.
int await_exec(int report, pid_t middle) {
    int code = 0;
    ssize_t count = 0;
    do count = ::read(report, &code, sizeof code);
    while (count < 0 && errno == EINTR);
    while (::waitpid(middle, nullptr, 0) < 0 && errno == EINTR) {
    }
    return count == static_cast<ssize_t>(sizeof code) ? code : 0;
}

Error cannot(const std::string& what, const std::filesystem::path& place, int code) {
    return fail(Errc::io,
                fmt::format("cannot {} {}: {}", what, place.string(), std::strerror(code)));
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (auto& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

}  // namespace

Result<Account> find_account(const std::string& user) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> buffer{};
    ::getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (found == nullptr)
        return fail(Errc::not_found, "there is no user " + user,
                    "create it, or change `user:` in inventory.yaml");
    Account account{.uid = entry.pw_uid, .gid = entry.pw_gid};
    int count = 64;
    account.groups.resize(64);
    if (::getgrouplist(user.c_str(), entry.pw_gid, account.groups.data(), &count) < 0)
        return fail(Errc::io, "cannot read the groups of " + user);
    account.groups.resize(static_cast<std::size_t>(count));
    return account;
}

Result<void> launch(const Launch& launch) {
    const Descriptor program(::open(launch.program.c_str(), O_RDONLY | O_CLOEXEC));
    if (program.value < 0) return cannot("open", launch.program, errno);
    const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const Descriptor log(
        ::open(launch.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (log.value < 0) return cannot("write", launch.log, errno);
    std::array<int, 2> report{};
    if (::pipe2(report.data(), O_CLOEXEC) != 0)
        return cannot("make a pipe for", launch.program, errno);
    const Descriptor read_end(report[0]);
    std::vector<std::string> words{launch.program.string()};
    words.insert(words.end(), launch.arguments.begin(), launch.arguments.end());
    std::vector<std::string> environment{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"};
    const auto argv = pointers(words);
    const auto envp = pointers(environment);
    pid_t middle = -1;
    {
        const Descriptor write_end(report[1]);
        const Prepared prepared{.program = program.value,
                                .null = null.value,
                                .log = log.value,
                                .report = write_end.value,
                                .account = launch.account,
                                .argv = argv.data(),
                                .environment = envp.data()};
        middle = ::fork();
        if (middle == 0) become_program(prepared);
    }
    if (middle < 0) return cannot("start", launch.program, errno);
    const int code = await_exec(read_end.value, middle);
    if (code != 0) return cannot("start", launch.program, code);
    return {};
}

std::filesystem::path own_directory() {
    std::error_code ec;
    return std::filesystem::read_symlink("/proc/self/exe", ec).parent_path();
}

}  // namespace firedrill::links
