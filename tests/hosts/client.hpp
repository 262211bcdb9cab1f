// A client of a service on a port of this host: it connects, asks, and reads who answers.
#pragma once

#include "agents/resident/files.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>

namespace firedrill::test {

class Client {
public:
    explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{.tv_sec = 5, .tv_usec = 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&to));
        connected_ = ::connect(socket_.get(), generic, sizeof to) == 0;
    }

    /// "web1", "web2" …; empty if nobody answers. The connection stays.
    std::string who() const {
        const std::string asked = "GET / HTTP/1.1\r\nHost: door\r\n\r\n";
        if (!connected_ || !resident::write_all(socket_.get(), asked)) return {};
        std::string answer;
        std::array<char, 4096> piece;
        for (;;) {
            const auto at = answer.find("\r\n\r\nweb");
            if (at != std::string::npos && answer.size() >= at + 8) return answer.substr(at + 4, 4);
            const ssize_t got = ::read(socket_.get(), piece.data(), piece.size());
            if (got <= 0) return {};
            answer.append(piece.data(), static_cast<std::size_t>(got));
        }
    }

private:
    resident::Fd socket_;
    bool connected_ = false;
};

/// Who answers `count` clients that come one after the other: "web1 web2 web1".
inline std::string who_serves(int port, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += (i == 0 ? "" : " ") + Client(port).who();
    return out;
}

}  // namespace firedrill::test
