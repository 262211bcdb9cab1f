#include "agents/probe/tcp_address.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::probe {

using asio::ip::tcp;

std::string TcpAddress::label() const {
    return host.find(':') == std::string::npos ? host + ":" + port : "[" + host + "]:" + port;
}

bool is_numeric(const std::string& host) {
    boost::system::error_code ec;
    asio::ip::make_address(host, ec);
    return !ec;
}

Result<TcpAddress> parse_tcp(const std::string& url) {
    const auto colon = url.rfind(':');
    std::string host = url.substr(0, colon == std::string::npos ? 0 : colon);
    const std::string port = colon == std::string::npos ? "" : url.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const bool number = !port.empty() && port.size() <= 5 &&
                        port.find_first_not_of("0123456789") == std::string::npos;
    if (host.empty() || !number || std::stoi(port) < 1 || std::stoi(port) > 65535)
        return fail(Errc::invalid_input, fmt::format("\"{}\" is not an address", url),
                    "write host:port");
    return TcpAddress{.host = host, .port = port};
}

Result<std::vector<TcpAddress>> parse_tcp_list(const std::string& url) {
    std::vector<TcpAddress> out;
    for (std::size_t from = 0; from <= url.size();) {
        const auto comma = std::min(url.find(',', from), url.size());
        DRILL_TRY(address, parse_tcp(url.substr(from, comma - from)));
        out.push_back(std::move(address));
        from = comma + 1;
    }
    return out;
}

asio::awaitable<Result<std::vector<tcp::endpoint>>> resolve(TcpAddress address) {
    std::vector<tcp::endpoint> out;
    boost::system::error_code ec;
    const auto numeric = asio::ip::make_address(address.host, ec);
    if (!ec) {
        out.emplace_back(numeric, static_cast<std::uint16_t>(std::stoi(address.port)));
        co_return out;
    }
    tcp::resolver resolver(co_await asio::this_coro::executor);
    auto found = co_await resolver.async_resolve(address.host, address.port,
                                                 asio::as_tuple(asio::use_awaitable));
    auto& [failed, list] = found;
    if (failed)
        co_return fail(Errc::unreachable, fmt::format("{}: {}", address.host, failed.message()));
    for (const auto& entry : list) out.push_back(entry.endpoint());
    co_return out;
}

}  // namespace firedrill::probe
