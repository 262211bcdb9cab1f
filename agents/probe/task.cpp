#include "agents/probe/task.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace firedrill::probe {

namespace {
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
}

TaskGroup::TaskGroup(const asio::any_io_executor& executor)
    : executor_(executor), emptied_(executor, asio::steady_timer::time_point::max()) {}

void TaskGroup::spawn(asio::awaitable<void> task) {
    ++running_;
    asio::co_spawn(executor_, std::move(task), [this](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
        if (--running_ == 0) emptied_.cancel();
    });
}

asio::awaitable<void> TaskGroup::join() {
    while (running_ > 0) co_await emptied_.async_wait(as_tuple);
}

asio::awaitable<bool> pause(asio::steady_timer& timer, asio::steady_timer::duration length) {
    timer.expires_after(length);
    auto answer = co_await timer.async_wait(as_tuple);
    auto& [ec] = answer;
    co_return !ec;
}

}  // namespace firedrill::probe
