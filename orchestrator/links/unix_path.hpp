// Addresses of Unix sockets. The kernel takes 107 bytes; a longer path goes through
// /proc/self/fd/<directory>, which names the same file. No thread rule.
#pragma once

#include "core/base/result.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>

namespace firedrill {

/// Keeps the directory open for as long as the address is used.
class UnixAddress {
public:
    static Result<UnixAddress> of(const std::filesystem::path& socket);
    UnixAddress(UnixAddress&& other) noexcept;
    UnixAddress& operator=(UnixAddress&&) = delete;
    ~UnixAddress();

    const sockaddr* get() const;
    socklen_t size() const { return sizeof address_; }

private:
    UnixAddress() = default;
    sockaddr_un address_{};
    int directory_ = -1;
};

}  // namespace firedrill
