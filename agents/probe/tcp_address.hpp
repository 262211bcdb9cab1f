// Where a service is reached over TCP, as its clients write it.
#pragma once

#include "core/base/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <vector>

namespace firedrill::probe {

namespace asio = boost::asio;

struct TcpAddress {
    std::string host;  ///< a name or a number, without brackets
    std::string port;
    std::string label() const;  ///< "db1:5432", "[::1]:5432"
};

/// "host:port", "[::1]:port".
Result<TcpAddress> parse_tcp(const std::string& url);
/// The same, with commas between them.
Result<std::vector<TcpAddress>> parse_tcp_list(const std::string& url);

bool is_numeric(const std::string& host);

/// Numbers as they are; names are looked up anew, as clients do. Errc::unreachable: unknown.
asio::awaitable<Result<std::vector<asio::ip::tcp::endpoint>>> resolve(TcpAddress address);

}  // namespace firedrill::probe
