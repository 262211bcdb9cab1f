// RedisSession: asks Redis whether a client could write now: it is the master and has loaded its
// data. With Sentinel, the Sentinels are asked for the master on every connect, as clients do.
#pragma once

#include "agents/probe/redis_reply.hpp"
#include "agents/probe/session.hpp"
#include "core/plan/connection.hpp"

namespace firedrill::probe {

struct RedisService {
    Destination to;      ///< the servers, or the Sentinels
    std::string master;  ///< as Sentinel knows it; empty: no Sentinel
    int database = 0;
    std::string user;
    std::string password_file;
};
Result<RedisService> redis_service(const plan::Connection& connection, Language language);

class RedisSession final : public Session {
public:
    RedisSession(const asio::any_io_executor& executor,
                 std::shared_ptr<const RedisService> service);

    asio::awaitable<Result<void>> connect() override;
    asio::awaitable<Result<void>> ask() override;
    asio::awaitable<bool> idle() override { return redis_->stream().idle(); }
    void wake() override { redis_->stream().wake(); }
    void cancel() override;

private:
    asio::awaitable<Result<std::vector<TcpAddress>>> masters();
    asio::awaitable<Result<TcpAddress>> told_by(TcpAddress sentinel);
    asio::awaitable<Result<void>> greet();
    asio::awaitable<Result<void>> expect_ok(std::vector<std::string> words);

    asio::any_io_executor executor_;
    std::shared_ptr<const RedisService> service_;
    std::unique_ptr<RedisStream> redis_;
    bool cancelled_ = false;
};

}  // namespace firedrill::probe
