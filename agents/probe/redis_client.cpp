#include "agents/probe/redis_client.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/secret.hpp"

namespace firedrill::probe {

namespace {

using Kind = RedisReply::Kind;

/// What a server says while it cannot serve yet: it is there, but not for clients.
bool is_loading(const RedisReply& reply) {
    return reply.kind == Kind::error && reply.text.starts_with("LOADING");
}

}  // namespace

Result<RedisService> redis_service(const plan::Connection& connection, Language language) {
    DRILL_TRY(places, parse_tcp_list(connection.url));
    const plan::Redis redis = connection.redis.value_or(plan::Redis{});
    RedisService out{.to = {.places = std::move(places), .tls = {}, .language = language},
                     .master = redis.master,
                     .database = redis.database,
                     .user = connection.user,
                     .password_file = resident::expand_home(connection.password_file)};
    if (!connection.tls) return out;
    DRILL_TRY(client, tls_client(connection.tls->ca, connection.tls->name));
    out.to.tls = std::move(client);
    return out;
}

RedisClient::RedisClient(const asio::any_io_executor& executor,
                         std::shared_ptr<const RedisService> service)
    : executor_(executor),
      service_(std::move(service)),
      redis_(std::make_unique<RedisStream>(executor)) {}

void RedisClient::cancel() {
    cancelled_ = true;
    redis_->stream().cancel();
}

void RedisClient::close() {
    redis_ = std::make_unique<RedisStream>(executor_);
}

asio::awaitable<Result<void>> RedisClient::connect() {
    cancelled_ = false;
    Destination to = service_->to;
    if (!service_->master.empty()) {
        auto found = co_await master();
        if (!found) co_return found.error();
        to.places = {std::move(*found)};
    }
    close();
    server_ = to.places.front().label();
    if (cancelled_) co_return fail(Errc::busy, say(to.language, text::cancelled));
    DRILL_CO_CHECK(co_await redis_->connect(std::move(to), connect_max));
    co_return co_await greet();
}

/// Of the first Sentinel that answers.
asio::awaitable<Result<TcpAddress>> RedisClient::master() {
    Error last = fail(Errc::unreachable, "");
    for (const TcpAddress& sentinel : service_->to.places) {
        auto told = co_await told_by(sentinel);
        if (told) co_return told;
        last = told.error();
        if (cancelled_) break;
    }
    co_return last;
}

asio::awaitable<Result<TcpAddress>> RedisClient::told_by(TcpAddress sentinel) {
    const Language language = service_->to.language;
    Destination to = service_->to;
    to.places = {sentinel};
    redis_ = std::make_unique<RedisStream>(executor_);
    DRILL_CO_CHECK(co_await redis_->connect(std::move(to), connect_max));
    auto reply = co_await redis_->command({"SENTINEL", "get-master-addr-by-name", service_->master},
                                          connect_max);
    if (!reply) co_return reply.error();
    if (reply->kind != Kind::list || reply->items.size() != 2)
        co_return fail(Errc::refused,
                       say(language, text::no_master, sentinel.label(), service_->master,
                           reply->kind == Kind::error ? reply->text : "-"));
    const TcpAddress told{.host = reply->items[0].text, .port = reply->items[1].text};
    auto master = parse_tcp(told.label());  // whoever answers there may say anything
    if (!master) co_return fail(Errc::refused, sentinel.label() + ": " + describe(master.error()));
    co_return *master;
}

asio::awaitable<Result<void>> RedisClient::greet() {
    if (!service_->password_file.empty()) {
        auto password = resident::read_secret(service_->password_file);
        if (!password) co_return fail(Errc::refused, describe(password.error()));
        std::vector<std::string> words{"AUTH"};
        if (!service_->user.empty()) words.push_back(service_->user);
        words.push_back(std::move(*password));
        DRILL_CO_CHECK(co_await expect_ok(std::move(words)));
    }
    if (service_->database != 0)
        DRILL_CO_CHECK(co_await expect_ok({"SELECT", std::to_string(service_->database)}));
    co_return Result<void>();
}

asio::awaitable<Result<void>> RedisClient::expect_ok(std::vector<std::string> words) {
    const std::string verb = words.front();
    auto reply = co_await redis_->command(std::move(words), silence_max);
    if (!reply) co_return reply.error();
    if (is_loading(*reply)) co_return fail(Errc::unreachable, reply->text);
    if (reply->kind == Kind::error) co_return fail(Errc::refused, verb + ": " + reply->text);
    co_return Result<void>();
}

asio::awaitable<Result<void>> RedisClient::is_master(Nanos limit) {
    auto reply = co_await command({"ROLE"}, limit);
    if (!reply) co_return reply.error();
    if (reply->kind == Kind::error) co_return fail(Errc::io, reply->text);
    if (reply->kind != Kind::list || reply->items.empty())
        co_return fail(Errc::io, say(language(), text::no_redis, "ROLE"));
    if (reply->items.front().text != "master")
        co_return fail(Errc::io, say(language(), text::takes_no_writes));
    co_return Result<void>();
}

}  // namespace firedrill::probe
