// RedisClient: one session with Redis as its clients have it: with Sentinel, the Sentinels are
// asked for the master on every connect; then the password, then the database.
//
// Errors of connect(): refused (answered, but not as a client needs it), unreachable, timeout,
// busy. One thread; one call at a time; cancel() and wake() may come at any moment.
#pragma once

#include "agents/probe/redis_reply.hpp"
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

class RedisClient {
public:
    RedisClient(const asio::any_io_executor& executor, std::shared_ptr<const RedisService> service);

    asio::awaitable<Result<void>> connect();
    asio::awaitable<Result<RedisReply>> command(std::vector<std::string> words, Nanos limit) {
        return redis_->command(std::move(words), limit);
    }
    /// The server takes writes: io with the reason if not.
    asio::awaitable<Result<void>> is_master(Nanos limit);

    Stream& stream() { return redis_->stream(); }
    void cancel();
    void close();
    /// "10.0.1.31:6379", the server that is asked.
    const std::string& server() const { return server_; }
    Language language() const { return service_->to.language; }

private:
    asio::awaitable<Result<TcpAddress>> master();
    asio::awaitable<Result<TcpAddress>> told_by(TcpAddress sentinel);
    asio::awaitable<Result<void>> greet();
    asio::awaitable<Result<void>> expect_ok(std::vector<std::string> words);

    asio::any_io_executor executor_;
    std::shared_ptr<const RedisService> service_;
    std::unique_ptr<RedisStream> redis_;
    std::string server_;
    bool cancelled_ = false;
};

}  // namespace firedrill::probe
