// RedisSession: asks Redis whether a client could write now: it is the master and has loaded its
// data.
#pragma once

#include "agents/probe/patience.hpp"
#include "agents/probe/redis_client.hpp"
#include "agents/probe/session.hpp"

namespace firedrill::probe {

class RedisSession final : public Session {
public:
    RedisSession(const asio::any_io_executor& executor, std::shared_ptr<const RedisService> service)
        : client_(executor, std::move(service)) {}

    asio::awaitable<Result<void>> connect() override { return client_.connect(); }
    asio::awaitable<Result<void>> ask() override { return client_.is_master(silence_max); }
    asio::awaitable<bool> idle() override { return client_.stream().idle(); }
    void wake() override { client_.stream().wake(); }
    void cancel() override { client_.cancel(); }

private:
    RedisClient client_;
};

}  // namespace firedrill::probe
