// Pipe: frames of JSON between an agent and its helper. A peer that says what cannot be read is
// given up. One thread.
#pragma once

#include "agents/resident/files.hpp"
#include "core/base/json.hpp"
#include "core/wire/message.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace firedrill::agent::helper {

namespace asio = boost::asio;

/// A plan with its signatures, or a report with all its output.
inline constexpr std::size_t message_bytes_max = 2 * wire::frame_bytes_max;

class Pipe : public std::enable_shared_from_this<Pipe> {
public:
    struct Handlers {
        std::function<void(const json::value& message)> on_message;
        std::function<void(const std::string& why)> on_closed;  ///< once; empty: the peer went
    };

    Pipe(const asio::any_io_executor& executor, resident::Fd socket, Handlers handlers);

    void start();
    template <class T>
    void send(const T& message) {
        write(wire::frame(canonical(to_json(message))));
    }
    void close(const std::string& why);

private:
    void write(std::string frame);
    asio::awaitable<void> read(std::shared_ptr<Pipe> self);
    asio::awaitable<void> flush(std::shared_ptr<Pipe> self);
    bool take(std::string_view bytes);

    asio::local::stream_protocol::socket socket_;
    Handlers handlers_;
    wire::FrameReader reader_{message_bytes_max};
    std::string outbox_;
    bool writing_ = false;
    bool closed_ = false;
};

/// Questions and their answers, one after the other, without an event loop.
class Interview {
public:
    explicit Interview(resident::Fd socket) : socket_(std::move(socket)) {}

    /// The answer with the question's `id`; one that comes after its patience ended is passed over
    /// by the next question.
    Result<json::value> ask(const json::value& question, Nanos patience);
    void hang_up() { socket_.reset(); }

private:
    resident::Fd socket_;
    wire::FrameReader reader_{message_bytes_max};
};

}  // namespace firedrill::agent::helper
