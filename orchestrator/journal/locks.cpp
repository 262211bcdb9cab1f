#include "orchestrator/journal/locks.hpp"

#include "orchestrator/journal/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>

namespace firedrill::journal {

namespace {

constexpr auto store_patience = std::chrono::seconds{10};
/// Whoever only looks at a lock holds it for an instant.
constexpr auto drill_patience = std::chrono::milliseconds{100};
constexpr auto between_tries = std::chrono::milliseconds{20};

std::string read_text(int descriptor) {
    std::array<char, 512> buffer{};
    const ssize_t count = ::pread(descriptor, buffer.data(), buffer.size(), 0);
    std::string text(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

/// The lock is the lock; that the holder's name does not fit on the disk must not matter.
void sign(int descriptor) {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    const auto text =
        fmt::format("process {} on {} since {}\n", ::getpid(), host.data(), utc_now());
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
}

/// What cannot be written to can still be locked: a drill is stopped on a read-only store too.
Result<int> open_lock(const std::filesystem::path& place) {
    constexpr int flags = O_CLOEXEC | O_NOFOLLOW;
    int descriptor = ::open(place.c_str(), O_RDWR | O_CREAT | flags, 0600);
    if (descriptor < 0 && errno == EROFS) descriptor = ::open(place.c_str(), O_RDONLY | flags);
    if (descriptor < 0) return os_error("cannot open", place);
    return descriptor;
}

/// False: somebody else holds it all the time.
bool take_within(int descriptor, std::chrono::milliseconds patience) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (std::chrono::steady_clock::now() >= give_up) return false;
        std::this_thread::sleep_for(between_tries);
    }
    sign(descriptor);
    return true;
}

Result<HeldLock> lock_with(const std::filesystem::path& place, int how) {
    DRILL_TRY(descriptor, open_lock(place));
    HeldLock lock(descriptor);
    while (::flock(descriptor, how) != 0)
        if (errno != EINTR) return fail(Errc::busy, place.string() + " is in use");
    return lock;
}

std::string text_of(const std::filesystem::path& place, bool only_if_held) {
    const int descriptor = ::open(place.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return {};
    std::string text;
    if (!only_if_held || ::flock(descriptor, LOCK_SH | LOCK_NB) != 0) text = read_text(descriptor);
    ::close(descriptor);
    return text;
}

}  // namespace

HeldLock::~HeldLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<HeldLock> lock_drill(const Store& store, const std::string& drill) {
    DRILL_TRY(descriptor, open_lock(store.lock(drill)));
    HeldLock lock(descriptor);
    if (take_within(descriptor, drill_patience)) return lock;
    return fail(Errc::busy, fmt::format("drill {} is run by {}", drill, read_text(descriptor)),
                fmt::format("firedrill status {} shows it; wait for its end, or firedrill abort {}",
                            drill, drill));
}

std::string owner_of(const Store& store, const std::string& drill) {
    return text_of(store.lock(drill), true);
}

std::string last_owner_of(const Store& store, const std::string& drill) {
    return text_of(store.lock(drill), false);
}

Result<HeldLock> try_lock(const std::filesystem::path& place) {
    return lock_with(place, LOCK_EX | LOCK_NB);
}

Result<HeldLock> share_lock(const std::filesystem::path& place) {
    return lock_with(place, LOCK_SH | LOCK_NB);
}

Result<HeldLock> wait_for_lock(const std::filesystem::path& place) {
    return lock_with(place, LOCK_EX);
}

Result<HeldLock> lock_store(const Store& store) {
    DRILL_TRY(descriptor, open_lock(store.lock()));
    HeldLock lock(descriptor);
    if (take_within(descriptor, store_patience)) return lock;
    return fail(Errc::busy,
                fmt::format("the store {} is in use by {}", store.directory.string(),
                            read_text(descriptor)),
                "see what this process does, and try again");
}

}  // namespace firedrill::journal
