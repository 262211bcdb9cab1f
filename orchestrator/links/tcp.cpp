#include "orchestrator/links/tcp.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace firedrill::links {

namespace {

using asio::ip::tcp;

constexpr unsigned gone_after_ms = 3'000;

Task<Result<std::vector<tcp::endpoint>>> endpoints(asio::any_io_executor executor,
                                                   std::string address, int port) {
    const auto number = static_cast<unsigned short>(port);
    boost::system::error_code ec;
    const auto numeric = asio::ip::make_address(address, ec);
    if (!ec) co_return std::vector{tcp::endpoint(numeric, number)};
    tcp::resolver resolver(executor);
    auto [failed, found] = co_await resolver.async_resolve(address, std::to_string(port), by_value);
    if (failed)
        co_return fail(Errc::unreachable,
                       fmt::format("cannot find {}: {}", address, failed.message()),
                       "correct `address` in inventory.yaml, or give it as a number");
    std::vector<tcp::endpoint> out;
    for (const auto& entry : found) out.push_back(entry.endpoint());
    co_return out;
}

}  // namespace

Task<Result<int>> connect_tcp(asio::any_io_executor executor, std::string address, int port) {
    DRILL_CO_TRY(all, co_await endpoints(executor, address, port));
    tcp::socket socket(executor);
    auto [ec, used] = co_await asio::async_connect(socket, all, by_value);
    if (ec)
        co_return fail(Errc::unreachable, fmt::format("cannot connect to {} port {}: {}", address,
                                                      port, ec.message()));
    make_watchful(socket.native_handle());
    co_return socket.release(ec);
}

void make_watchful(int socket) {
    const auto set = [socket](int level, int option, int value) {
        ::setsockopt(socket, level, option, &value, sizeof value);
    };
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, gone_after_ms);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 1);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 1);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

}  // namespace firedrill::links
