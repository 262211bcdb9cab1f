#include "orchestrator/links/ssh_route.hpp"

#include "core/base/time.hpp"
#include "orchestrator/links/tcp.hpp"

#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace firedrill::links {

using namespace asio::experimental::awaitable_operators;

namespace {

using Socket = asio::local::stream_protocol::socket;
constexpr std::chrono::seconds answers_within{3};

template <class T>
Task<Result<T>> no_later_than(asio::any_io_executor executor, std::chrono::milliseconds limit,
                              Task<Result<T>> work, std::string what) {
    asio::steady_timer timer(executor, limit);
    auto either = co_await (std::move(work) || timer.async_wait(by_value));
    if (either.index() == 1)
        co_return fail(Errc::timeout, what + " did not answer within " + to_text(Nanos{limit}));
    co_return std::move(std::get<0>(either));
}

/// What one hop carries for the next: a stream socket on our side, a channel on its.
struct Relay : std::enable_shared_from_this<Relay> {
    Relay(const asio::any_io_executor& executor, int descriptor, std::unique_ptr<Pipe> channel)
        : socket(executor, asio::local::stream_protocol(), descriptor), pipe(std::move(channel)) {}

    Task<void> outward() {
        std::array<char, 16384> buffer;
        for (;;) {
            auto [ec, count] = co_await socket.async_read_some(asio::buffer(buffer), by_value);
            if (ec || !co_await pipe->write_all({buffer.data(), count})) co_return;
        }
    }
    Task<void> inward() {
        std::array<char, 16384> buffer;
        for (;;) {
            const auto count = co_await pipe->read_some(buffer);
            if (!count) co_return;
            auto [ec, done] =
                co_await asio::async_write(socket, asio::buffer(buffer.data(), *count), by_value);
            if (ec) co_return;
        }
    }
    Task<void> run() {
        co_await (outward() || inward());
        pipe->close();
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    Socket socket;
    std::unique_ptr<Pipe> pipe;
};

/// A stream socket whose other end is the channel.
Result<int> socket_over(const asio::any_io_executor& executor, std::unique_ptr<Pipe> channel) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(Errc::io, "too many open files");
    const auto relay = std::make_shared<Relay>(executor, ends[1], std::move(channel));
    asio::co_spawn(executor, [relay] { return relay->run(); }, [](const std::exception_ptr&) {});
    return ends[0];
}

class SshConnector final : public Connector {
public:
    SshConnector(std::shared_ptr<SshRoute> route, Result<std::string> command)
        : route_(std::move(route)), command_(std::move(command)) {}
    Task<Result<std::unique_ptr<Pipe>>> connect() override {
        if (!command_) co_return command_.error();
        co_return co_await route_->run(*command_);
    }
    std::string place() const override { return "ssh " + route_->place(); }

private:
    std::shared_ptr<SshRoute> route_;
    Result<std::string> command_;
};

}  // namespace

SshRoute::SshRoute(asio::any_io_executor executor, SshTarget target)
    : executor_(executor), target_(std::move(target)), opened_(executor) {}

Task<Result<SshSession::Ptr>> SshRoute::open_all() {
    const SshHop& first = target_.hops.front();
    DRILL_CO_TRY(socket, co_await connect_tcp(executor_, first.address, first.port));
    DRILL_CO_TRY(opened, co_await SshSession::open(executor_, socket, first, target_));
    sessions_.push_back(opened);
    for (std::size_t i = 1; i < target_.hops.size(); ++i) {
        const SshHop& hop = target_.hops[i];
        DRILL_CO_TRY(channel, co_await sessions_.back()->forward(hop.address, hop.port));
        DRILL_CO_TRY(over, socket_over(executor_, std::move(channel)));
        DRILL_CO_TRY(next, co_await SshSession::open(executor_, over, hop, target_));
        sessions_.push_back(next);
    }
    co_return sessions_.back();
}

bool SshRoute::is_open() const {
    return sessions_.size() == target_.hops.size() && sessions_.back()->alive();
}

void SshRoute::close() {
    for (const auto& session : sessions_) session->close();
    sessions_.clear();
}

/// Whoever comes while it is being opened waits for it.
Task<Result<SshSession::Ptr>> SshRoute::session() {
    while (opening_) co_await opened_.wait();
    if (is_open()) co_return sessions_.back();
    struct Opening {
        SshRoute& route;
        explicit Opening(SshRoute& of) : route(of) {
            route.close();
            route.opening_ = true;
        }
        Opening(const Opening&) = delete;
        ~Opening() {
            if (!route.is_open()) route.close();  // half a way, also when nobody waits any more
            route.opening_ = false;
            route.opened_.notify();
        }
    } const opening(*this);
    co_return co_await no_later_than(executor_, target_.open_within, open_all(),
                                     "ssh on " + place());
}

Task<Result<std::unique_ptr<Pipe>>> SshRoute::run(std::string command) {
    DRILL_CO_TRY(open, co_await session());
    const SshSession::Ptr at = open;
    auto pipe = co_await no_later_than(executor_, answers_within, at->run(std::move(command)),
                                       "ssh on " + place());
    if (!pipe && pipe.error().code == Errc::timeout) at->close();
    co_return pipe;
}

Task<Result<SshCalled>> SshRoute::call(std::string command, std::string input,
                                       std::chrono::milliseconds within) {
    DRILL_CO_TRY(open, co_await session());
    const SshSession::Ptr at = open;
    co_return co_await no_later_than(executor_, within,
                                     at->call(std::move(command), std::move(input)),
                                     "a program on " + place());
}

std::unique_ptr<Connector> ssh_connector(std::shared_ptr<SshRoute> route,
                                         Result<std::string> command) {
    return std::make_unique<SshConnector>(std::move(route), std::move(command));
}

}  // namespace firedrill::links
