// The store's log. Lines of several processes; who finds it full puts it aside, one at a time.
#include "orchestrator/journal/files.hpp"
#include "orchestrator/journal/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firedrill::journal {

namespace {

constexpr std::size_t line_bytes_max = 8'192;

class LogFile {
public:
    explicit LogFile(std::string path) : path_(std::move(path)) { open(); }
    ~LogFile() { close(); }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    void append(std::string_view text, std::size_t bytes_max) {
        if (is_full(text.size(), bytes_max)) put_aside();
        // whatever kept it from that, the disk is not filled
        if (descriptor_ < 0 || is_full(text.size(), 2 * bytes_max)) return;
        [[maybe_unused]] const ssize_t written = ::write(descriptor_, text.data(), text.size());
    }

private:
    void open() {
        constexpr int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
        descriptor_ = ::open(path_.c_str(), flags, 0600);
    }
    void close() {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = -1;
    }
    bool is_full(std::size_t more, std::size_t bytes_max) const {
        struct stat file{};
        return ::fstat(descriptor_, &file) == 0 &&
               static_cast<std::size_t>(file.st_size) + more > bytes_max;
    }
    /// Another process may have been quicker: then its new file is good.
    void put_aside() {
        const int held = descriptor_;
        if (::flock(held, LOCK_EX | LOCK_NB) != 0) return;
        struct stat ours{}, named{};
        const bool still_there = ::fstat(held, &ours) == 0 && ::lstat(path_.c_str(), &named) == 0 &&
                                 ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
        if (still_there && ::rename(path_.c_str(), (path_ + ".1").c_str()) != 0) return;
        open();
        ::close(held);  // and the lock with it
    }

    std::string path_;
    int descriptor_ = -1;
};

}  // namespace

void log(const Store& store, std::string_view line, std::size_t bytes_max) {
    const std::string text = fmt::format("{} {}\n", utc_now(), line.substr(0, line_bytes_max));
    LogFile(store.log()).append(text, bytes_max);
}

}  // namespace firedrill::journal
