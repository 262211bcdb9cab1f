// Cancellation: tells a running job that its end is wanted. One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace firedrill::resident {

namespace asio = boost::asio;

class Cancellation {
public:
    explicit Cancellation(const asio::any_io_executor& executor);

    void request();
    bool requested() const { return requested_; }
    /// Completes when the end is requested, at once if it already is. Any number may wait:
    /// `co_await (work() || job.cancel->wait())`.
    asio::awaitable<void> wait();

private:
    asio::steady_timer timer_;
    bool requested_ = false;
};

}  // namespace firedrill::resident
