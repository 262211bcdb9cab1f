// Commands to Redis and its answers (RESP), over a Stream.
#pragma once

#include "agents/probe/stream.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct redisReader;

namespace firedrill::probe {

struct RedisReply {
    enum class Kind { text, error, number, list, nothing };
    Kind kind = Kind::nothing;
    std::string text;  ///< of an error, too
    std::int64_t number = 0;
    std::vector<RedisReply> items;
};

class RedisStream {
public:
    explicit RedisStream(const asio::any_io_executor& executor);

    asio::awaitable<Result<void>> connect(Destination to, Nanos limit);
    /// Errors: those of Stream; refused: what came is no answer of Redis.
    asio::awaitable<Result<RedisReply>> command(std::vector<std::string> words, Nanos limit);
    Stream& stream() { return stream_; }

private:
    struct Free {
        void operator()(redisReader* reader) const;
    };
    Stream stream_;
    std::unique_ptr<redisReader, Free> reader_;
    Language language_ = Language::en;
};

}  // namespace firedrill::probe
