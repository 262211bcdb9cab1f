#include "agents/agent/waiting.hpp"

#include "agents/resident/clock.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>

namespace firedrill::agent {

using namespace asio::experimental::awaitable_operators;

asio::awaitable<bool> wait_until_gone(int pidfd, Nanos time) {
    const auto executor = co_await asio::this_coro::executor;
    asio::posix::stream_descriptor process(executor, ::fcntl(pidfd, F_DUPFD_CLOEXEC, 3));
    asio::steady_timer timer(executor, time);
    const auto first = co_await (
        process.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable) ||
        timer.async_wait(asio::use_awaitable));
    co_return first.index() == 0;
}

asio::awaitable<bool> wait_until(std::function<bool()> holds, Nanos every, Nanos time) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const Nanos deadline = resident::mono_now() + time;
    while (!holds()) {
        if (resident::mono_now() >= deadline) co_return false;
        timer.expires_after(every);
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_return true;
}

asio::awaitable<void> pause(Nanos time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace firedrill::agent
