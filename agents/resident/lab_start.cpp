#include "agents/resident/lab_start.hpp"

#include "agents/resident/clock.hpp"
#include "agents/resident/door.hpp"
#include "agents/resident/files.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <climits>
#include <thread>

namespace firedrill::resident {

namespace {

constexpr std::chrono::seconds start_within{10};
constexpr std::chrono::milliseconds look_again{5};

/// Below /var/tmp anybody can make a directory of any name.
Result<void> own_directory(const std::string& directory) {
    DRILL_CHECK(make_directory(directory, 0700));
    struct stat found{};
    const bool ours = ::lstat(directory.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
                      found.st_uid == ::geteuid() && (found.st_mode & 077) == 0;
    if (ours) return {};
    return fail(Errc::refused, directory + " was made by somebody else",
                "look at it, and remove it if it is not needed");
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (auto& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

/// As it shows in a list of processes.
std::string own_path() {
    std::array<char, PATH_MAX> buffer{};
    const ssize_t size = ::readlink("/proc/self/exe", buffer.data(), buffer.size());
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : "firedrill";
}

Result<void> spawn_serve(const Options& options) {
    std::vector<std::string> words{own_path(),   "serve",        "--host",
                                   options.host, "--state",      options.state,
                                   "--socket",   options.socket, "--lab"};
    std::vector<std::string> environment{
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
        "/sbin:/bin",
        "LANG=C.UTF-8"};
    const std::string log = options.state + "/log";
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, log.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t pid = 0;
    const int code = ::posix_spawn(&pid, "/proc/self/exe", &files, &attributes,
                                   pointers(words).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (code == 0) return {};
    errno = code;
    return os_error("cannot start " + words[0]);
}

}  // namespace

Result<void> start_in_lab(const Options& options) {
    DRILL_CHECK(own_directory(options.state));
    DRILL_CHECK(spawn_serve(options));
    const Nanos deadline = mono_now() + start_within;
    for (;;) {
        if (const auto peer = connect_to(options.socket)) {
            ::close(*peer);
            return {};
        }
        if (mono_now() > deadline)
            return fail(Errc::timeout, "nobody listens to " + options.socket,
                        "see " + options.state + "/log");
        std::this_thread::sleep_for(look_again);
    }
}

}  // namespace firedrill::resident
