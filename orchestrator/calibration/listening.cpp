#include "orchestrator/calibration/listening.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace firedrill::calibration {

namespace {

constexpr int backlog = 1024;
constexpr int narrow_backlog = 1;  // with 0 the kernel takes clients for a flood

sockaddr_in loopback(int port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
}

Error no_port(int port) {
    return fail(Errc::io,
                fmt::format("cannot listen on 127.0.0.1 port {}: {}", port, std::strerror(errno)),
                "calibration needs a few free ports of this host's loopback");
}

Result<Descriptor> bound(int port) {
    Descriptor out(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    const sockaddr_in address = loopback(port);
    if (!out.open() || ::setsockopt(out.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        ::bind(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return no_port(port);
    return out;
}

}  // namespace

Result<Listening> Listening::on_free_port() {
    Listening out;
    DRILL_TRY(holder, bound(0));
    out.holder_ = std::move(holder);
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(out.holder_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return no_port(0);
    out.port_ = ntohs(address.sin_port);
    DRILL_CHECK(out.open());
    return out;
}

Result<void> Listening::open() {
    DRILL_TRY(listener, bound(port_));
    if (::listen(listener.get(), backlog) != 0) return no_port(port_);
    listener_ = std::move(listener);
    return {};
}

Descriptor Listening::accept() const {
    Descriptor out(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    const int yes = 1;
    if (out.open()) ::setsockopt(out.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return out;
}

void Listening::narrow(bool narrow) const {
    ::listen(listener_.get(), narrow ? narrow_backlog : backlog);
}

bool Listening::full() const {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(listener_.get(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
    return info.tcpi_unacked > info.tcpi_sacked;  // of a listener: who waits, and how many may
}

Descriptor begin_connecting(int port) {
    Descriptor out(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const sockaddr_in address = loopback(port);
    if (out.open())
        (void)::connect(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return out;
}

}  // namespace firedrill::calibration
