#include "agents/probe/snapshot.hpp"

#include "agents/probe/stream.hpp"
#include "agents/probe/task.hpp"
#include "agents/resident/clock.hpp"

#include <boost/asio/this_coro.hpp>

#include <array>
#include <optional>

namespace firedrill::probe {

namespace {

using measure::Facts;
using namespace std::chrono_literals;

constexpr Nanos replay_limit = 3s;

/// Each answers rows of (item, value); %h stands for the server, %d for server and database.
struct Question {
    std::string_view place;
    const char* sql;
};

constexpr std::array<Question, 5> questions = {{
    {"%h",
     "SELECT 'role', CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE 'primary' END "
     "UNION ALL SELECT 'in_recovery', CASE WHEN pg_is_in_recovery() THEN 't' ELSE 'f' END "
     "UNION ALL SELECT 'timeline', CASE WHEN pg_is_in_recovery() "
     "THEN (SELECT timeline_id FROM pg_control_checkpoint())::text ELSE "
     "('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int::text END "
     "UNION ALL SELECT 'standbys', count(*)::text FROM pg_stat_get_wal_senders() "
     "WHERE state IS NULL OR state = 'streaming'"},
    {"%h/",
     "SELECT 'setting', name, setting FROM pg_settings WHERE name IN "
     "('synchronous_standby_names', 'synchronous_commit', 'wal_level', 'hot_standby', "
     "'default_transaction_read_only')"},
    {"%h/", "SELECT 'slot', slot_name, slot_type FROM pg_replication_slots WHERE NOT temporary"},
    {"%d/",
     "SELECT 'schema', nspname, 'present' FROM pg_namespace WHERE nspname !~ '^pg_' "
     "AND nspname <> 'information_schema'"},
    {"%d/",
     "SELECT 'table', nspname || '.' || relname, 'present' FROM pg_class "
     "JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'm', 'f') "
     "AND nspname !~ '^pg_' AND nspname <> 'information_schema'"},
}};

std::string place_of(std::string_view pattern, const PgService& server) {
    std::string place = server.hosts.front().label();
    if (pattern.starts_with("%d")) place += "/" + server.database();
    if (pattern.ends_with('/')) place += "/";
    return place;
}

asio::awaitable<std::string> one_value(PgConnection& session, std::string sql, Nanos limit) {
    auto answer = co_await session.query(std::move(sql), {}, limit);
    const bool some = answer && !answer->rows.empty() && !answer->rows[0].empty();
    if (!some) co_return std::string();
    co_return answer->rows[0][0];
}

/// Where the primary has written to; empty without one.
asio::awaitable<std::string> position_of_primary(PgService service, Nanos limit) {
    for (const PgHost& host : service.hosts) {
        PgConnection session(co_await asio::this_coro::executor);
        auto connected = co_await session.connect(only_host(service, host), limit);
        if (!connected) continue;
        const char* const ask =
            "SELECT pg_current_wal_lsn() FROM (SELECT pg_is_in_recovery() AS standby) s "
            "WHERE NOT standby";
        std::string position = co_await one_value(session, ask, limit);
        if (!position.empty()) co_return position;
    }
    co_return std::string();
}

asio::awaitable<void> await_replay(PgConnection& session, std::string position, Nanos limit) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const Nanos until = resident::mono_now() + std::min(limit, replay_limit);
    const std::string ask =
        "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= '" + position + "'::pg_lsn";
    while (!position.empty() && resident::mono_now() < until) {
        const std::string there = co_await one_value(session, ask, limit);
        if (there != "f") break;
        co_await pause(timer, 20ms);
    }
}

asio::awaitable<Result<void>> ask_server(PgConnection& session, PgService server, Facts& facts,
                                         Nanos limit) {
    for (const Question& question : questions) {
        auto answer = co_await session.query(question.sql, {}, limit);
        if (!answer)
            co_return fail(answer.error().code, session.server() + ": " + answer.error().what,
                           answer.error().remedy);
        const std::string place = place_of(question.place, server);
        for (const auto& row : answer->rows)
            facts[row[0] + ":" + place + (row.size() > 2 ? row[1] : "")] = row.back();
    }
    co_return Result<void>();
}

}  // namespace

asio::awaitable<Result<Facts>> database_facts(PgService service, Nanos limit) {
    Facts facts;
    const std::string position = co_await position_of_primary(service, limit);
    for (const PgHost& host : service.hosts) {
        const PgService server = only_host(service, host);
        PgConnection session(co_await asio::this_coro::executor);
        auto connected = co_await session.connect(server, limit);
        if (connected) {
            co_await await_replay(session, position, limit);
            DRILL_CO_CHECK(co_await ask_server(session, server, facts, limit));
        } else if (connected.error().code == Errc::unreachable ||
                   connected.error().code == Errc::timeout) {
            facts["role:" + host.label()] = "unreachable";
        } else {
            co_return connected.error();
        }
    }
    co_return facts;
}

asio::awaitable<Result<Facts>> listener_facts(std::string url, Nanos limit) {
    DRILL_CO_TRY(address, parse_tcp(url));
    Stream stream(co_await asio::this_coro::executor);
    const auto connected =
        co_await stream.connect({.places = {address}, .tls = {}, .language = {}}, limit);
    Facts facts;
    facts["role:" + url] = connected ? "up" : "unreachable";
    co_return facts;
}

}  // namespace firedrill::probe
