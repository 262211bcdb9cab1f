#include "orchestrator/journal/store.hpp"

#include "core/base/time.hpp"
#include "orchestrator/journal/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace firedrill::journal {

namespace {

Result<void> make_directory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return os_error("cannot create", directory);
    return {};
}

std::string utc_now() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return to_iso(std::chrono::seconds{now.tv_sec} + Nanos{now.tv_nsec});
}

std::string read_text(int descriptor) {
    std::array<char, 512> buffer{};
    const ssize_t count = ::pread(descriptor, buffer.data(), buffer.size(), 0);
    std::string text(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

std::string owner_text() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return fmt::format("process {} on {} since {}\n", ::getpid(), host.data(), utc_now());
}

}  // namespace

Result<Store> create_store(const std::filesystem::path& directory) {
    std::error_code ec;
    const Store store{.directory = std::filesystem::absolute(directory, ec).lexically_normal()};
    DRILL_CHECK(make_directory(store.directory));
    DRILL_CHECK(make_directory(store.artifacts().directory()));
    DRILL_CHECK(make_directory(store.reports()));
    return store;
}

void log(const Store& store, std::string_view line) {
    const int descriptor =
        ::open(store.log().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return;
    const std::string text = fmt::format("{} {}\n", utc_now(), line);
    [[maybe_unused]] const ssize_t written = ::write(descriptor, text.data(), text.size());
    ::close(descriptor);
}

/// What cannot be written to can still be locked: a drill is stopped on a read-only store too.
Result<StoreLock> StoreLock::take(const Store& store) {
    constexpr int flags = O_CLOEXEC | O_NOFOLLOW;
    int descriptor = ::open(store.lock().c_str(), O_RDWR | O_CREAT | flags, 0600);
    if (descriptor < 0 && errno == EROFS)
        descriptor = ::open(store.lock().c_str(), O_RDONLY | flags);
    if (descriptor < 0) return os_error("cannot open", store.lock());
    StoreLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::busy,
                    fmt::format("the store {} is in use by {}", store.directory.string(),
                                read_text(descriptor)),
                    "firedrill status shows its drill; wait for its end, or firedrill abort");
    // The lock is the lock; that the owner's name does not fit on the disk must not matter.
    const std::string text = owner_text();
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
    return lock;
}

std::string StoreLock::owner(const Store& store) {
    const int descriptor = ::open(store.lock().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return {};
    std::string text;
    if (::flock(descriptor, LOCK_SH | LOCK_NB) != 0) text = read_text(descriptor);
    ::close(descriptor);
    return text;
}

std::string StoreLock::last_owner(const Store& store) {
    const int descriptor = ::open(store.lock().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return {};
    std::string text = read_text(descriptor);
    ::close(descriptor);
    return text;
}

StoreLock& StoreLock::operator=(StoreLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

StoreLock::~StoreLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace firedrill::journal
