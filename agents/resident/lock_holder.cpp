#include "agents/resident/lock_holder.hpp"

#include "agents/resident/files.hpp"

#include <sys/stat.h>
#include <sstream>

namespace firedrill::resident {

namespace {

constexpr std::size_t bytes_max = 8U << 20U;

/// "1: FLOCK  ADVISORY  WRITE 4127 fd:01:1234567 0 EOF": the holder if it is this file. The device
/// is not compared: on an overlay it is another one than that of the file.
std::optional<pid_t> holder_in(const std::string& line, ino_t file) {
    std::istringstream words(line);
    std::string number, kind, manner, access, place;
    pid_t pid = 0;
    words >> number >> kind >> manner >> access >> pid >> place;
    if (words.fail() || kind != "FLOCK" || pid <= 0) return std::nullopt;
    if (place.substr(place.rfind(':') + 1) != std::to_string(file)) return std::nullopt;
    return pid;
}

/// Whether the process has this very file open: a number of an inode alone may mean another one.
bool has_open(pid_t pid, const struct stat& file) {
    const std::string directory = "/proc/" + std::to_string(pid) + "/fd/";
    for (int fd = 0; fd < 1024; ++fd) {
        struct stat open{};
        if (::stat((directory + std::to_string(fd)).c_str(), &open) != 0) continue;
        if (open.st_ino == file.st_ino && open.st_dev == file.st_dev) return true;
    }
    return false;
}

}  // namespace

std::optional<pid_t> lock_holder(int fd) {
    struct stat file{};
    const auto locks = read_file("/proc/locks", bytes_max);
    if (!locks || ::fstat(fd, &file) != 0) return std::nullopt;
    std::istringstream lines(*locks);
    for (std::string line; std::getline(lines, line);) {
        const auto pid = holder_in(line, file.st_ino);
        if (pid && has_open(*pid, file)) return pid;
    }
    return std::nullopt;
}

}  // namespace firedrill::resident
