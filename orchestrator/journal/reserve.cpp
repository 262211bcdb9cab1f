#include "orchestrator/journal/reserve.hpp"

#include "orchestrator/journal/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace firedrill::journal {

namespace {

std::filesystem::path place_of(const Store& store) {
    return store.directory / "reserve";
}

/// -1: there is none.
std::int64_t size_of(const Store& store) {
    struct stat found{};
    return ::stat(place_of(store).c_str(), &found) == 0 ? found.st_size : -1;
}

}  // namespace

Result<void> keep_reserve(const Store& store) {
    if (size_of(store) == reserve_bytes) return {};
    const auto place = place_of(store);
    const int descriptor = ::open(place.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return os_error("cannot open", place);
    const int failed = ::posix_fallocate(descriptor, 0, reserve_bytes);
    if (failed != 0) [[maybe_unused]]
        const int given_back = ::ftruncate(descriptor, 0);
    ::close(descriptor);
    if (failed == 0) return {};
    return fail(failed == ENOSPC ? Errc::no_room : Errc::io,
                "the store " + store.directory.string() +
                    " has no room for its reserve of 16 MiB: " + std::strerror(failed),
                "free space there: the reserve lets a drill be stopped on a full disk");
}

Result<void> has_room_to_begin(const Store& store) {
    std::error_code unknown;
    const auto space = std::filesystem::space(store.directory, unknown);
    if (unknown || space.available >= room_to_begin) return {};
    return fail(Errc::no_room,
                fmt::format("the store {} has {} KiB left beside its reserve: a drill needs 1 MiB "
                            "to begin",
                            store.directory.string(), space.available >> 10),
                "free space there");
}

bool spend_reserve(const Store& store) {
    if (size_of(store) <= 0) return false;
    return ::truncate(place_of(store).c_str(), 0) == 0;
}

bool is_reserve_spent(const Store& store) {
    return size_of(store) == 0;
}

}  // namespace firedrill::journal
