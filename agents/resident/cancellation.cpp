#include "agents/resident/cancellation.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::resident {

using TimePoint = asio::steady_timer::time_point;

Cancellation::Cancellation(const asio::any_io_executor& executor)
    : timer_(executor, TimePoint::max()) {}

void Cancellation::request() {
    requested_ = true;
    timer_.expires_at(TimePoint::min());  // wakes who waits now, and who will
}

asio::awaitable<void> Cancellation::wait() {
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace firedrill::resident
