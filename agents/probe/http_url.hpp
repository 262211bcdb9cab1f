// The parts of "https://trade.example.com:8443/health?deep=1".
#pragma once

#include "agents/probe/tcp_address.hpp"

namespace firedrill::probe {

struct HttpUrl {
    bool tls = false;
    TcpAddress address;
    std::string host;    ///< as the header `Host` has it
    std::string target;  ///< "/health?deep=1"
};

Result<HttpUrl> parse_http(const std::string& url);

}  // namespace firedrill::probe
