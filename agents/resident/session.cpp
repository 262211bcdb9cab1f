#include "agents/resident/session.hpp"

#include "agents/resident/clock.hpp"
#include "agents/resident/spawn.hpp"
#include "core/base/result.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>
#include <array>
#include <cerrno>

namespace firedrill::resident {

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
/// An orchestrator that stopped reading must not fill our memory.
constexpr std::size_t outbox_bytes_max = std::size_t{32} << 20U;

}  // namespace

Session::Session(Socket socket, Handlers handlers)
    : socket_(std::move(socket)), handlers_(std::move(handlers)) {
    socket_.non_blocking(true);
}

void Session::start() {
    spawn(socket_.get_executor(), "session read", read());
}

void Session::welcomed() {
    welcomed_ = true;
    reader_.set_bytes_max(wire::frame_bytes_max);
}

void Session::close(const std::string& why) {
    if (closed_) return;
    closed_ = true;
    boost::system::error_code ignored;
    socket_.close(ignored);
    handlers_.on_closed(*this, why);
}

asio::awaitable<void> Session::read() {
    const auto self = shared_from_this();
    for (;;) {
        // Waiting without a buffer keeps a resting connection small.
        const auto ready = co_await socket_.async_wait(Socket::wait_read, quietly);
        if (std::get<0>(ready) || closed_) break;
        if (is_stale()) co_return close("it was silent for too long; what it sent may be old");
        std::array<char, 16384> buffer;
        boost::system::error_code ec;
        const std::size_t got = socket_.read_some(asio::buffer(buffer), ec);
        const Nanos received = mono_now();
        if (ec == asio::error::would_block) continue;
        if (ec) break;
        reader_.feed(std::string_view(buffer.data(), got));
        if (!take_frames(received)) break;
    }
    close("");
}

/// It, the line, or this host stood still.
bool Session::is_stale() {
    const Nanos now = boottime_now();
    const bool stale = beats_ && now - heard_ > silence_max;
    heard_ = now;
    return stale;
}

bool Session::take_frames(Nanos received) {
    while (!closed_) {
        auto body = reader_.next();
        if (body && !*body) return true;
        auto message = body ? wire::decode(**body) : Result<wire::Message>(body.error());
        if (!message) {
            close(describe(message.error()));
            break;
        }
        handlers_.on_message(*this, std::move(*message), received);
    }
    return false;
}

void Session::send(const wire::Message& message) {
    if (closed_) return;
    outbox_ += wire::encode(message);
    if (writing_) {
        if (outbox_.size() > outbox_bytes_max) close("it does not read what we send");
        return;
    }
    const ssize_t sent = ::send(socket_.native_handle(), outbox_.data(), outbox_.size(),
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) outbox_.erase(0, static_cast<std::size_t>(sent));
    if (outbox_.empty()) return;
    writing_ = true;
    spawn(socket_.get_executor(), "session write", write());
}

asio::awaitable<void> Session::write() {
    const auto self = shared_from_this();
    while (!outbox_.empty() && !closed_) {
        const auto ready = co_await socket_.async_wait(Socket::wait_write, quietly);
        if (std::get<0>(ready) || closed_) break;
        const ssize_t sent = ::send(socket_.native_handle(), outbox_.data(), outbox_.size(),
                                    MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) outbox_.erase(0, static_cast<std::size_t>(sent));
        if (sent < 0 && errno != EAGAIN && errno != EINTR) break;  // read() sees the same
    }
    writing_ = false;
}

}  // namespace firedrill::resident
