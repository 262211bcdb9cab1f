// One thread beside the program's own, for what would make the prober late: reading back long
// files, digests, fsync. The function must touch nothing that the program's thread uses.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace firedrill::probe {

namespace asio = boost::asio;

class Worker {
public:
    ~Worker() { pool_.join(); }

    /// Runs `work()` there; continues on the caller's executor.
    template <class Work>
    auto run(Work work) -> asio::awaitable<decltype(work())> {
        auto there = call(std::move(work));
        co_return co_await asio::co_spawn(pool_, std::move(there), asio::use_awaitable);
    }

private:
    template <class Work>
    static auto call(Work work) -> asio::awaitable<decltype(work())> {
        co_return work();
    }
    asio::thread_pool pool_{1};
};

}  // namespace firedrill::probe
