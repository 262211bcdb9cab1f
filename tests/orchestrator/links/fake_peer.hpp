// A resident program that does what the test tells it, on a real Unix socket.
#pragma once

#include "core/wire/message.hpp"
#include "orchestrator/links/asio.hpp"
#include "orchestrator/links/now.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace firedrill {

class FakePeer {
public:
    using Acceptor = asio::local::stream_protocol::acceptor;
    using Socket = asio::local::stream_protocol::socket;

    FakePeer(asio::io_context& io, const std::filesystem::path& socket)
        : acceptor_(io, asio::local::stream_protocol::endpoint(socket.string())) {
        asio::co_spawn(io, accept(), asio::detached);
    }

    wire::Welcome welcome{
        .program = "firedrill-agent", .version = "0.1.0", .host = "db1", .boot = "boot-1"};
    bool answers_pings = true;
    bool greets = true;
    int connections = 0;
    std::vector<wire::Message> received;  ///< without pings and renewals
    int renewals = 0;
    int pings = 0;
    bool answers_renewals = true;
    std::function<void(FakePeer&, const wire::Message&)> on_message;

    void send(const wire::Message& message) {
        if (!socket_) return;
        boost::system::error_code ignored;
        asio::write(*socket_, asio::buffer(wire::encode(message)), ignored);
    }
    void drop() { socket_.reset(); }
    void close() {
        acceptor_.close();
        drop();
    }

private:
    Task<void> accept() {
        for (;;) {
            auto [ec, socket] = co_await acceptor_.async_accept(by_value);
            if (ec) co_return;
            ++connections;
            socket_.emplace(std::move(socket));
            asio::co_spawn(acceptor_.get_executor(), read(connections), asio::detached);
        }
    }
    Task<void> read(int connection) {
        wire::FrameReader frames(wire::frame_bytes_max);
        std::array<char, 65536> buffer{};
        while (socket_ && connection == connections) {
            auto [ec, count] = co_await socket_->async_read_some(asio::buffer(buffer), by_value);
            if (ec || connection != connections) co_return;
            frames.feed({buffer.data(), count});
            for (;;) {
                auto body = frames.next().value();
                if (!body || !socket_) break;
                take(wire::decode(*body).value());
            }
        }
    }
    void take(const wire::Message& message) {
        if (std::holds_alternative<wire::Hello>(message) && greets) send(welcome);
        if (const auto* ping = std::get_if<wire::ClockPing>(&message)) {
            ++pings;
            const Nanos now = now_mono();
            if (answers_pings)
                send(wire::ClockPong{.id = ping->id, .t2 = now, .t3 = now, .boot = welcome.boot});
            return;
        }
        if (const auto* renew = std::get_if<wire::Renew>(&message)) {
            ++renewals;
            if (answers_renewals) send(wire::Renewed{renew->drill});
            return;
        }
        received.push_back(message);
        if (on_message) on_message(*this, message);
    }

    Acceptor acceptor_;
    std::optional<Socket> socket_;
};

/// Runs the loop until the condition holds; false after `limit`.
inline bool run_until(asio::io_context& io, const std::function<bool()>& condition,
                      std::chrono::milliseconds limit = std::chrono::milliseconds{10'000}) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        io.restart();
        io.run_one_for(std::chrono::milliseconds{10});
    }
    return true;
}

}  // namespace firedrill
