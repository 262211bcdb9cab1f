#include "agents/agent/helper_pipe.hpp"

#include "agents/resident/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <sys/time.h>
#include <array>
#include <utility>

namespace firedrill::agent::helper {

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

}  // namespace

Pipe::Pipe(const asio::any_io_executor& executor, resident::Fd socket, Handlers handlers)
    : socket_(executor), handlers_(std::move(handlers)) {
    socket_.assign(asio::local::stream_protocol(), socket.release());
}

void Pipe::start() {
    resident::spawn(socket_.get_executor(), "pipe read", read(shared_from_this()));
}

void Pipe::close(const std::string& why) {
    if (std::exchange(closed_, true)) return;
    boost::system::error_code ignored;
    socket_.close(ignored);
    handlers_.on_closed(why);
}

/// Nobody else may hold the pipe by the time when this begins.
asio::awaitable<void> Pipe::read(std::shared_ptr<Pipe>) {
    std::array<char, 16384> buffer;
    for (;;) {
        const auto [ec, got] = co_await socket_.async_read_some(asio::buffer(buffer), quietly);
        if (ec || closed_) break;
        if (!take({buffer.data(), got})) co_return;
    }
    close("");
}

bool Pipe::take(std::string_view bytes) {
    reader_.feed(bytes);
    while (!closed_) {
        auto body = reader_.next();
        if (body && !*body) return true;
        auto message = body ? parse_json(**body) : Result<json::value>(body.error());
        if (message)
            handlers_.on_message(*message);
        else
            close(describe(message.error()));
    }
    return false;
}

void Pipe::write(std::string frame) {
    if (closed_) return;
    outbox_ += frame;
    if (std::exchange(writing_, true)) return;
    resident::spawn(socket_.get_executor(), "pipe write", flush(shared_from_this()));
}

asio::awaitable<void> Pipe::flush(std::shared_ptr<Pipe>) {
    while (!outbox_.empty() && !closed_) {
        const std::string bytes = std::exchange(outbox_, {});
        const auto written = co_await asio::async_write(socket_, asio::buffer(bytes), quietly);
        if (std::get<0>(written)) break;  // read() sees the same
    }
    writing_ = false;
}

Result<json::value> Interview::ask(const json::value& question, Nanos patience) {
    timeval time{};
    time.tv_sec = patience.count() / 1'000'000'000;
    time.tv_usec = patience.count() % 1'000'000'000 / 1'000;
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    DRILL_CHECK(resident::write_all(socket_.get(), wire::frame(canonical(question))));
    std::array<char, 4096> buffer;
    for (;;) {
        DRILL_TRY(body, reader_.next());
        if (body) {
            DRILL_TRY(answer, parse_json(*body));
            const auto* told = answer.if_object();
            const auto* id = told == nullptr ? nullptr : told->if_contains("id");
            if (id != nullptr && *id == question.at("id")) return answer;
            continue;
        }
        const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0) return resident::os_error("the helper does not answer");
        if (got == 0) return fail(Errc::unreachable, "the helper is gone");
        reader_.feed({buffer.data(), static_cast<std::size_t>(got)});
    }
}

}  // namespace firedrill::agent::helper
