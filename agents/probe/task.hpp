// Coroutines that run beside their owner. A TaskGroup counts them, so that the owner can wait for
// the last one before it goes away (or the loop has ended). An exception that leaves a task is a
// bug of ours. One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace firedrill::probe {

namespace asio = boost::asio;

class TaskGroup {
public:
    explicit TaskGroup(const asio::any_io_executor& executor);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    void spawn(asio::awaitable<void> task);
    bool empty() const { return running_ == 0; }
    /// Completes when no task is left.
    asio::awaitable<void> join();

private:
    asio::any_io_executor executor_;
    asio::steady_timer emptied_;
    int running_ = 0;
};

/// Waits on `timer` for `length`; false when the timer was cancelled.
asio::awaitable<bool> pause(asio::steady_timer& timer, asio::steady_timer::duration length);

}  // namespace firedrill::probe
