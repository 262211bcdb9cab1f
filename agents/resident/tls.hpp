// TLS 1.3 to the orchestrator's gate, as a resident program uses it: both sides show a certificate
// of one private authority, and the gate's must name the head. One thread.
#pragma once

#include "core/base/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace firedrill::resident {

namespace asio = boost::asio;

using TlsContext = std::shared_ptr<asio::ssl::context>;
using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;

/// "10.0.9.5:7461", "[fd00::5]:7461": numbers only, so that no name service is needed.
Result<asio::ip::tcp::endpoint> parse_head(const std::string& text);

/// A context that believes nobody yet.
TlsContext bare_context();

/// A greeted connection for this purpose (ALPN), within five seconds. With a pin, the gate's chain
/// must end in the certificate that has this fingerprint; without one, the context knows whom to
/// believe.
asio::awaitable<Result<std::unique_ptr<TlsStream>>> open_tls(asio::any_io_executor executor,
                                                             asio::ip::tcp::endpoint head,
                                                             TlsContext context,
                                                             std::string_view purpose,
                                                             std::string pin = {});

}  // namespace firedrill::resident
