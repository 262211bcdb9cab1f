#include "agents/probe/snapshot.hpp"

#include "agents/probe/task.hpp"
#include "agents/probe/tcp_target.hpp"

#include <boost/asio/this_coro.hpp>

#include <array>
#include <optional>

namespace firedrill::probe {

namespace {

using measure::Facts;

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
    for (const PgHost& host : service.hosts) {
        const PgService server = only_host(service, host);
        PgConnection session(co_await asio::this_coro::executor);
        auto connected = co_await session.connect(server, limit);
        if (connected) {
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
    const auto executor = co_await asio::this_coro::executor;
    TcpTarget target(executor, address);
    asio::steady_timer timer(executor);
    std::optional<measure::Answered> answered;
    target.set_on_answer([&](std::int64_t, measure::Answered answer) {
        answered = answer;
        timer.cancel();
    });
    target.ask({});
    co_await pause(timer, limit);
    co_await target.close();
    Facts facts;
    facts["role:" + url] = answered == measure::Answered::good ? "up" : "unreachable";
    co_return facts;
}

}  // namespace firedrill::probe
