// The few Asio names that this side of the program uses, in one place.
#pragma once

#include "core/base/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill {

namespace asio = boost::asio;

template <class T>
using Task = asio::awaitable<T>;

/// Failure by value: `auto [ec, n] = co_await socket.async_read_some(buffer, by_value)`.
inline constexpr auto by_value = asio::as_tuple(asio::use_awaitable);

/// Something that other coroutines wait for. Belongs to one thread.
class Signal {
public:
    explicit Signal(const asio::any_io_executor& executor) : timer_(executor) {
        timer_.expires_at(asio::steady_timer::time_point::max());
    }
    /// Lets everybody go who waits now.
    void notify() { timer_.cancel(); }
    Task<void> wait() { co_await timer_.async_wait(by_value); }
    /// The same, but no longer than until `moment`. Not for several waiters at once.
    Task<void> wait_until(asio::steady_timer::time_point moment) {
        timer_.expires_at(moment);
        co_await timer_.async_wait(by_value);
        timer_.expires_at(asio::steady_timer::time_point::max());
    }

private:
    asio::steady_timer timer_;
};

}  // namespace firedrill
