// One request and its answer over a Stream.
#pragma once

#include "agents/probe/http_url.hpp"
#include "agents/probe/stream.hpp"
#include "core/plan/connection.hpp"

#include <map>

namespace firedrill::probe {

struct HttpAnswer {
    int status = 0;
    std::string body;
    std::string warning;  ///< header Firedrill-Warning
    bool lasts = false;   ///< the connection serves another request
};

/// Where a url leads; https is judged by the connection's `tls`.
Result<Destination> http_destination(const plan::Connection& connection, const HttpUrl& url,
                                     Language language);

/// Ready to be sent, with the connection's password, if it has one: that is read now.
Result<std::string> http_request(const plan::Connection& connection, const HttpUrl& url,
                                 const plan::HttpRequest& request);

/// Errors: those of Stream; io: what came is no HTTP, or longer than `body_max`.
asio::awaitable<Result<HttpAnswer>> exchange(Stream& stream, std::string request, bool head_only,
                                             std::size_t body_max, Nanos limit, Language language);

}  // namespace firedrill::probe
