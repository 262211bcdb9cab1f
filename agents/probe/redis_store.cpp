#include "agents/probe/redis_store.hpp"

#include "agents/resident/clock.hpp"

#include <fmt/format.h>

namespace firedrill::probe {

namespace {

using Kind = RedisReply::Kind;

constexpr std::int64_t page = 10'000;

std::string text_of(const measure::Row& row) {
    return fmt::format("{}:{}:{}", row.session, row.sequence, row.payload);
}

}  // namespace

RedisStore::RedisStore(const asio::any_io_executor& executor,
                       std::shared_ptr<const RedisService> service, std::string key)
    : client_(executor, std::move(service)), key_(std::move(key)) {}

/// An answer that is no error.
asio::awaitable<Result<RedisReply>> RedisStore::ask(std::vector<std::string> words, Nanos limit) {
    auto reply = co_await client_.command(std::move(words), limit);
    if (reply && reply->kind == Kind::error) co_return fail(Errc::io, reply->text);
    co_return reply;
}

asio::awaitable<Result<Accepted>> RedisStore::write(measure::Row row, Nanos limit) {
    takes_more_ = false;
    auto reply = co_await ask({"RPUSH", key_, text_of(row)}, limit);
    if (reply) co_return Accepted::plainly;
    const bool refused = reply.error().code == Errc::io;
    takes_more_ = refused && !reply.error().what.starts_with("READONLY");
    co_return reply.error();
}

asio::awaitable<Result<measure::RowsFile>> RedisStore::read_back(Nanos limit) {
    measure::RowsFile file;
    file.taken = resident::mono_now();
    auto master = co_await client_.is_master(limit);
    if (!master) co_return fail(Errc::refused, client_.server() + ": " + master.error().what);
    file.server = client_.server();
    for (std::int64_t from = 0;; from += page) {
        auto reply = co_await ask(
            {"LRANGE", key_, std::to_string(from), std::to_string(from + page - 1)}, limit);
        if (!reply) co_return reply.error();
        for (const RedisReply& item : reply->items)
            if (!read_row(item.text, ':', file.rows.emplace_back()))
                co_return fail(Errc::corrupt, key_ + " holds what is not ours");
        if (static_cast<std::int64_t>(reply->items.size()) < page) co_return file;
    }
}

asio::awaitable<Result<void>> RedisStore::drop(Nanos limit) {
    auto reply = co_await ask({"UNLINK", key_}, limit);
    if (!reply) co_return reply.error();
    co_return Result<void>();
}

}  // namespace firedrill::probe
