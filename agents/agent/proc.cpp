#include "agents/agent/proc.hpp"

#include "agents/resident/clock.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstring>
#include <memory>
#include <sstream>

namespace firedrill::agent {

namespace {

constexpr std::size_t proc_bytes_max = 4U << 20U;

std::string proc_path(int pid, const char* file) {
    return "/proc/" + std::to_string(pid) + "/" + file;
}

std::optional<int> to_int(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The name in parentheses may hold anything, so the fields are counted from the last one.
bool read_stat(const std::string& text, ProcessInfo& process) {
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (open == std::string::npos || close == std::string::npos) return false;
    process.kernel_name = text.substr(open + 1, close - open - 1);
    process.command = process.kernel_name;
    std::istringstream fields(text.substr(close + 1));
    fields >> process.state >> process.parent;
    std::string skipped;
    for (int field = 5; field < 22; ++field) fields >> skipped;
    fields >> process.start_ticks;
    return !fields.fail();
}

void read_words(std::string words, ProcessInfo& process) {
    while (!words.empty() && (words.back() == '\0' || words.back() == ' ')) words.pop_back();
    std::string first = words.substr(0, words.find('\0'));
    if (words.empty()) first = process.command;
    process.name = first.substr(first.rfind('/') + 1);
    if (words.empty()) return;
    std::replace(words.begin(), words.end(), '\0', ' ');
    process.command = words;
}

}  // namespace

std::optional<ProcessInfo> look_at(int pid) {
    ProcessInfo process;
    process.pid = pid;
    const auto stat = resident::read_file(proc_path(pid, "stat"), proc_bytes_max);
    if (!stat || !read_stat(*stat, process)) return std::nullopt;
    const auto words = resident::read_file(proc_path(pid, "cmdline"), proc_bytes_max);
    read_words(words ? *words : "", process);
    struct stat directory{};
    if (::stat(proc_path(pid, "").c_str(), &directory) == 0) process.owner = directory.st_uid;
    return process;
}

std::vector<ProcessInfo> all_processes() {
    std::vector<ProcessInfo> out;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc"), &::closedir);
    if (directory == nullptr) return out;
    while (const dirent* entry = ::readdir(directory.get())) {
        const auto pid = to_int(entry->d_name);
        if (!pid) continue;
        auto process = look_at(*pid);
        if (process && process->alive()) out.push_back(std::move(*process));
    }
    return out;
}

Nanos started_at(const ProcessInfo& process) {
    const Nanos since_boot = Nanos{process.start_ticks * (1'000'000'000 / ::sysconf(_SC_CLK_TCK))};
    return resident::wall_now() - resident::boottime_now() + since_boot;
}

Result<std::string> working_directory(int pid) {
    std::array<char, PATH_MAX> buffer;
    const ssize_t length = ::readlink(proc_path(pid, "cwd").c_str(), buffer.data(), buffer.size());
    if (length < 0) {
        const int number = errno;
        const bool gone = number == ENOENT || number == ESRCH;
        return fail(gone ? Errc::not_found : Errc::refused, std::strerror(number));
    }
    return std::string(buffer.data(), static_cast<std::size_t>(length));
}

Result<resident::Fd> open_process(const ProcessInfo& process) {
    resident::Fd fd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0U)));
    if (!fd.valid()) return fail(Errc::not_found, std::strerror(errno));
    // The handle came first: if the number still has the start time, the handle means this one.
    const auto now = look_at(process.pid);
    if (!now || !now->is(process) || !now->alive()) return fail(Errc::not_found, "it is gone");
    return fd;
}

Result<void> send_signal(const resident::Fd& process, int signal) {
    if (::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0U) == 0) return {};
    const int number = errno;
    return fail(number == ESRCH ? Errc::not_found : Errc::refused, std::strerror(number));
}

std::optional<int> signal_number(std::string name) {
    if (const auto number = to_int(name)) {
        if (*number > 0 && *number < NSIG) return number;
        return std::nullopt;
    }
    if (name.starts_with("SIG")) name.erase(0, 3);
    for (int signal = 1; signal < NSIG; ++signal) {
        const char* known = ::sigabbrev_np(signal);
        if (known != nullptr && name == known) return signal;
    }
    return std::nullopt;
}

}  // namespace firedrill::agent
