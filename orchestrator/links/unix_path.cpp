#include "orchestrator/links/unix_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace firedrill {

Result<UnixAddress> UnixAddress::of(const std::filesystem::path& socket) {
    UnixAddress address;
    address.address_.sun_family = AF_UNIX;
    std::string path = socket.string();
    if (path.size() >= sizeof address.address_.sun_path) {
        address.directory_ = ::open(socket.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (address.directory_ < 0)
            return fail(Errc::io, fmt::format("cannot open {}: {}", socket.parent_path().string(),
                                              std::strerror(errno)));
        path = fmt::format("/proc/self/fd/{}/{}", address.directory_, socket.filename().string());
    }
    if (path.size() >= sizeof address.address_.sun_path)
        return fail(Errc::invalid_input, "the name of the socket is too long: " + socket.string());
    std::memcpy(address.address_.sun_path, path.c_str(), path.size() + 1);
    return address;
}

UnixAddress::UnixAddress(UnixAddress&& other) noexcept
    : address_(other.address_), directory_(std::exchange(other.directory_, -1)) {}

UnixAddress::~UnixAddress() {
    if (directory_ >= 0) ::close(directory_);
}

const sockaddr* UnixAddress::get() const {
    return static_cast<const sockaddr*>(static_cast<const void*>(&address_));
}

}  // namespace firedrill
