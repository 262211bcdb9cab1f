// Session: one connection of an orchestrator, as messages. It keeps itself alive while it reads.
// One thread.
#pragma once

#include "core/base/time.hpp"
#include "core/wire/message.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <memory>
#include <string>

namespace firedrill::resident {

namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;

/// The orchestrator gives a silent connection up after the same time, and an attempt long after.
inline constexpr Nanos silence_max = std::chrono::seconds{3};

class Session : public std::enable_shared_from_this<Session> {
public:
    struct Handlers {
        /// `received` is the moment (CLOCK_MONOTONIC_RAW) at which the bytes were read.
        std::function<void(Session&, wire::Message, Nanos received)> on_message;
        /// Once, whoever closed; `why` is empty when the peer just went away.
        std::function<void(Session&, const std::string& why)> on_closed;
    };

    Session(Socket socket, Handlers handlers);

    void start();
    /// Written at once where the socket takes it, else behind what waits. A peer that does not
    /// read for too long is closed.
    void send(const wire::Message& message);
    /// The peer was welcomed: frames of full size from now on.
    void welcomed();
    bool is_welcome() const { return welcomed_; }
    /// The peer has promised a heartbeat a second. When it is heard again after `silence_max`, what
    /// it has sent meanwhile was meant for another moment: unread, and closed.
    void expect_beats() { beats_ = true; }
    void close(const std::string& why);

private:
    asio::awaitable<void> read();
    asio::awaitable<void> write();
    bool is_stale();
    bool take_frames(Nanos received);

    Socket socket_;
    Handlers handlers_;
    wire::FrameReader reader_{wire::greeting_bytes_max};
    std::string outbox_;
    Nanos heard_{};  ///< CLOCK_BOOTTIME, when something came last
    bool beats_ = false;
    bool writing_ = false;
    bool welcomed_ = false;
    bool closed_ = false;
};

}  // namespace firedrill::resident
