// Stream: a client's connection over TCP, with TLS where the service has it. Every call has a time
// limit; cancel() ends the one under way. What is sent goes out at once, and a path that went dead
// is noticed within three seconds (TCP_USER_TIMEOUT).
//
// Errors: refused (a certificate or a handshake that is no good), unreachable, timeout, busy (it
// was cancelled). After any of them the stream is of no more use. One thread.
#pragma once

#include "agents/probe/alarm.hpp"
#include "agents/probe/tcp_address.hpp"
#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::probe {

/// How a server's certificate is judged. One context for all connections to a service.
struct TlsClient {
    std::shared_ptr<asio::ssl::context> context;
    std::string name;  ///< that it must have; empty: the host's
};
/// `ca`: a file with certificates to believe; empty: those that this host believes.
Result<TlsClient> tls_client(const std::string& ca, const std::string& name);

struct Destination {
    std::vector<TcpAddress> places;  ///< tried in this order
    std::optional<TlsClient> tls;
    Language language = Language::en;
};

class Stream {
public:
    explicit Stream(const asio::any_io_executor& executor);

    /// `limit` for each place.
    asio::awaitable<Result<void>> connect(Destination to, Nanos limit);
    asio::awaitable<Result<void>> write(std::string bytes, Nanos limit);
    /// Appends what comes next, at least one byte.
    asio::awaitable<Result<void>> read(std::string& to, Nanos limit);

    /// True: woken. False: the other side closed it, or spoke without being asked.
    asio::awaitable<bool> idle();
    void wake();
    void cancel();
    /// Nothing says that the other side has closed it. Costs one recv(2).
    bool healthy();

private:
    using Socket = asio::ip::tcp::socket;
    using Tls = asio::ssl::stream<Socket>;

    asio::awaitable<Result<void>> connect_place(const TcpAddress& place, Nanos limit);
    asio::awaitable<Result<void>> handshake(const TcpAddress& place);
    Socket& lowest() { return tls_ ? tls_->next_layer() : socket_; }
    void begin(Nanos limit);
    /// The call is over: what its error means.
    Result<void> outcome(const boost::system::error_code& ec);

    asio::any_io_executor executor_;
    Socket socket_;
    std::unique_ptr<Tls> tls_;
    Alarm alarm_;
    Destination to_;
    bool cancelled_ = false;
    bool woken_ = false;
};

}  // namespace firedrill::probe
