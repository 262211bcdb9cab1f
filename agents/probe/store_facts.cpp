#include "agents/probe/store_facts.hpp"

#include <boost/asio/this_coro.hpp>

namespace firedrill::probe {

namespace {

using measure::Facts;

bool is_away(const Error& error) {
    return error.code == Errc::unreachable || error.code == Errc::timeout;
}

asio::awaitable<Result<void>> ask_mariadb(MariadbConnection& session, const std::string& host,
                                          Facts& facts, Nanos limit) {
    auto role = co_await session.query(mariadb_read_only, limit);
    if (!role) co_return role.error();
    facts["role:" + host] = role->rows.at(0)[0] == "0" ? "primary" : "standby";
    auto tables = co_await session.query(
        "SELECT table_schema, table_name FROM information_schema.tables "
        "WHERE table_schema = DATABASE()",
        limit);
    if (!tables) co_return tables.error();
    for (const auto& row : tables->rows)
        facts["table:" + host + "/" + row[0] + "/" + row[1]] = "present";
    co_return Result<void>();
}

asio::awaitable<Result<void>> ask_redis(RedisClient& client, const std::string& host,
                                        const std::vector<std::string>& ours, Facts& facts,
                                        Nanos limit) {
    const auto master = co_await client.is_master(limit);
    if (!master && master.error().code != Errc::io) co_return master.error();
    facts["role:" + host] = master ? "primary" : "standby";
    for (const std::string& key : ours) {
        auto there = co_await client.command({"EXISTS", key}, limit);
        if (!there) co_return there.error();
        if (there->number > 0) facts["key:" + host + "/" + key] = "present";
    }
    co_return Result<void>();
}

}  // namespace

asio::awaitable<Result<Facts>> mariadb_facts(MariadbService service, Nanos limit) {
    Facts facts;
    for (const TcpAddress& place : service.places) {
        MariadbService one = service;
        one.places = {place};
        one.read_write = false;  // each is asked, whatever it is
        MariadbConnection session(co_await asio::this_coro::executor,
                                  std::make_shared<const MariadbService>(std::move(one)));
        const std::string host = place.label();
        if (auto connected = co_await session.connect(); !connected) {
            if (!is_away(connected.error())) co_return connected.error();
            facts["role:" + host] = "unreachable";
            continue;
        }
        DRILL_CO_CHECK(co_await ask_mariadb(session, host, facts, limit));
    }
    co_return facts;
}

asio::awaitable<Result<Facts>> redis_facts(RedisService service, std::vector<std::string> ours,
                                           Nanos limit) {
    Facts facts;
    std::vector<RedisService> each;
    if (!service.master.empty()) each.push_back(service);
    for (const TcpAddress& place : service.to.places) {
        if (!service.master.empty()) break;
        each.push_back(service);
        each.back().to.places = {place};
    }
    for (const RedisService& one : each) {
        RedisClient client(co_await asio::this_coro::executor,
                           std::make_shared<const RedisService>(one));
        auto connected = co_await client.connect();
        const std::string host = one.master.empty() ? one.to.places.front().label() : one.master;
        if (!connected && !is_away(connected.error())) co_return connected.error();
        if (!connected) facts["role:" + host] = "unreachable";
        if (connected) DRILL_CO_CHECK(co_await ask_redis(client, host, ours, facts, limit));
    }
    co_return facts;
}

}  // namespace firedrill::probe
