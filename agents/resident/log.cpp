#include "agents/resident/log.hpp"

#include "agents/resident/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <climits>
#include <cstdio>
#include <string>

namespace firedrill::resident {

namespace {

bool is_same(const struct stat& a, const struct stat& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// Where the descriptor's file is now; empty if its name is not that of this file any more.
std::string path_of(int fd, const struct stat& file) {
    std::array<char, PATH_MAX> buffer{};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const ssize_t size = ::readlink(link.c_str(), buffer.data(), buffer.size());
    if (size <= 0) return {};
    std::string path(buffer.data(), static_cast<std::size_t>(size));
    struct stat named{};
    const bool ours = ::lstat(path.c_str(), &named) == 0 && is_same(named, file);
    return ours ? path : std::string();
}

/// Every standard stream that went to the old file goes to the new one.
void redirect(int from, const struct stat& old, int to) {
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
        struct stat found{};
        if (stream != from && ::fstat(stream, &found) == 0 && is_same(found, old))
            ::dup2(to, stream);
    }
    ::dup2(to, from);
}

bool put_aside(int fd, const struct stat& full) {
    const std::string path = path_of(fd, full);
    if (path.empty() || ::rename(path.c_str(), (path + ".1").c_str()) != 0) return false;
    const auto fresh = open_file(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW);
    if (!fresh) return false;
    redirect(fd, full, fresh->get());
    return true;
}

void make_room(int fd, std::size_t bytes, std::size_t bytes_max) {
    struct stat file{};
    if (::fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) return;
    if (static_cast<std::size_t>(file.st_size) + bytes <= bytes_max) return;
    if (put_aside(fd, file)) return;
    [[maybe_unused]] const int emptied = ::ftruncate(fd, 0);
}

}  // namespace

void log_to(int fd, std::string_view line, std::size_t bytes_max) {
    const std::string text = std::string(line.substr(0, log_line_bytes_max)) + "\n";
    make_room(fd, text.size(), bytes_max);
    [[maybe_unused]] const auto written = write_all(fd, text);
}

void log(std::string_view line) {
    log_to(STDERR_FILENO, line, log_bytes_max);
}

}  // namespace firedrill::resident
