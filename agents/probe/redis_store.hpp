// RedisStore: drill writes in Redis: one list of the run, to which every write is pushed, so that
// one that came twice is visible. An answer says nothing of replicas.
#pragma once

#include "agents/probe/redis_client.hpp"
#include "agents/probe/write_store.hpp"

namespace firedrill::probe {

class RedisStore final : public WriteStore {
public:
    RedisStore(const asio::any_io_executor& executor, std::shared_ptr<const RedisService> service,
               std::string key);

    asio::awaitable<Result<void>> connect() override { return client_.connect(); }
    bool healthy() override { return client_.stream().healthy(); }
    /// There is nothing to create: the first write does.
    asio::awaitable<Result<void>> create(Nanos limit) override { return client_.is_master(limit); }
    asio::awaitable<Result<Accepted>> write(measure::Row row, Nanos limit) override;
    bool takes_more() const override { return takes_more_; }
    asio::awaitable<Result<measure::RowsFile>> read_back(Nanos limit) override;
    asio::awaitable<Result<void>> drop(Nanos limit) override;
    void cancel() override { client_.cancel(); }
    void close() override { client_.close(); }

private:
    asio::awaitable<Result<RedisReply>> ask(std::vector<std::string> words, Nanos limit);

    RedisClient client_;
    std::string key_;
    bool takes_more_ = false;
};

}  // namespace firedrill::probe
