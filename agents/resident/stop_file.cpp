#include "agents/resident/stop_file.hpp"

#include "agents/resident/files.hpp"
#include "core/base/visible.hpp"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>

namespace firedrill::resident {

namespace {

/// Whatever stands there throws the switch, readable or not.
std::optional<std::string> read(const std::string& path) {
    constexpr std::size_t line_bytes_max = 200;
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return std::nullopt;
    std::array<char, line_bytes_max> buffer;
    ssize_t got = 0;
    if (auto file = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
        got = ::read(file->get(), buffer.data(), buffer.size());
    const std::string_view text(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    const std::string line = visible(text.substr(0, text.find('\n')), line_bytes_max);
    return line.empty() ? path : path + ": " + line;
}

}  // namespace

StopFile::StopFile(const asio::any_io_executor& executor, std::string path)
    : path_(std::move(path)), events_(executor) {}

Result<void> StopFile::watch(Observer changed) {
    const std::string directory = parent_of(path_);
    Fd inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!inotify.valid()) {
        Error none = os_error("cannot watch for the kill switch " + path_);
        none.remedy = "the kernel's limit: sysctl fs.inotify.max_user_instances";
        return none;
    }
    const int added = ::inotify_add_watch(
        inotify.get(), directory.c_str(),
        IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE | IN_ONLYDIR);
    if (added < 0) return os_error("cannot watch for the kill switch " + path_);
    changed_ = std::move(changed);
    events_.assign(inotify.release());
    look();
    await_event();
    return {};
}

void StopFile::look() {
    if (!changed_) return;
    auto now = read(path_);
    if (now == known_) return;
    known_ = now;
    changed_(std::move(now));
}

void StopFile::await_event() {
    events_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [this](const boost::system::error_code& ec) {
                           if (ec) return;
                           std::array<char, 4096> events;
                           while (::read(events_.native_handle(), events.data(), events.size()) >
                                  0);  // whatever happened there, the file says what is
                           look();
                           await_event();
                       });
}

}  // namespace firedrill::resident
