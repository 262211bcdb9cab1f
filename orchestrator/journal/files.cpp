#include "orchestrator/journal/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace firedrill::journal {

Error os_error(std::string_view what, const std::filesystem::path& place) {
    return fail(Errc::io, fmt::format("{} {}: {}", what, place.string(), std::strerror(errno)),
                "check the directory's owner and the free space");
}

Result<void> sync_directory(const std::filesystem::path& directory) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return os_error("cannot open", directory);
    Result<void> synced;
    if (::fsync(descriptor) != 0) synced = os_error("cannot sync", directory);
    ::close(descriptor);
    return synced;
}

}  // namespace firedrill::journal
