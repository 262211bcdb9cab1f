#include "agents/probe/redis_reply.hpp"

#include "agents/probe/texts.hpp"

#include <hiredis/hiredis.h>

namespace firedrill::probe {

namespace {

constexpr int depth_max = 4;
constexpr std::size_t answer_max = std::size_t{64} << 20U;

RedisReply to_reply(const redisReply& from, int depth = 0) {
    RedisReply out{.kind = RedisReply::Kind::nothing, .text = {}, .number = 0, .items = {}};
    if (from.str != nullptr) out.text.assign(from.str, from.len);
    switch (from.type) {
        case REDIS_REPLY_STATUS:
        case REDIS_REPLY_STRING: out.kind = RedisReply::Kind::text; break;
        case REDIS_REPLY_ERROR: out.kind = RedisReply::Kind::error; break;
        case REDIS_REPLY_INTEGER: out.kind = RedisReply::Kind::number; break;
        case REDIS_REPLY_ARRAY: out.kind = RedisReply::Kind::list; break;
        default: return out;
    }
    out.number = from.integer;
    if (out.kind != RedisReply::Kind::list || depth == depth_max) return out;
    for (std::size_t i = 0; i < from.elements; ++i)
        out.items.push_back(to_reply(*from.element[i], depth + 1));
    return out;
}

std::string encoded(const std::vector<std::string>& words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const std::string& word : words) {
        texts.push_back(word.data());
        lengths.push_back(word.size());
    }
    char* bytes = nullptr;
    const auto length = redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), texts.data(),
                                               lengths.data());
    std::string out;
    if (length > 0) out.assign(bytes, static_cast<std::size_t>(length));
    redisFreeCommand(bytes);
    return out;
}

}  // namespace

void RedisStream::Free::operator()(redisReader* reader) const {
    redisReaderFree(reader);
}

RedisStream::RedisStream(const asio::any_io_executor& executor)
    : stream_(executor), reader_(redisReaderCreate()) {
    reader_->maxbuf = 0;
}

asio::awaitable<Result<void>> RedisStream::connect(Destination to, Nanos limit) {
    language_ = to.language;
    return stream_.connect(std::move(to), limit);
}

asio::awaitable<Result<RedisReply>> RedisStream::command(std::vector<std::string> words,
                                                         Nanos limit) {
    DRILL_CO_CHECK(co_await stream_.write(encoded(words), limit));
    std::size_t heard = 0;
    for (;;) {
        void* came = nullptr;
        if (redisReaderGetReply(reader_.get(), &came) != REDIS_OK)
            co_return fail(Errc::refused, say(language_, text::no_redis, reader_->errstr));
        if (came != nullptr) {
            auto* reply = static_cast<redisReply*>(came);
            RedisReply out = to_reply(*reply);
            freeReplyObject(reply);
            co_return out;
        }
        std::string bytes;
        DRILL_CO_CHECK(co_await stream_.read(bytes, limit));
        heard += bytes.size();
        if (heard > answer_max)
            co_return fail(Errc::refused, say(language_, text::no_redis, "it does not end"));
        redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
    }
}

}  // namespace firedrill::probe
