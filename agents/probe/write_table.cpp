#include "agents/probe/write_table.hpp"

#include "agents/resident/clock.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

#include <charconv>

namespace firedrill::probe {

namespace {

constexpr const char* schema_comment = "Drill writes of Firedrill; goes when no drill runs";

std::string sanitised(std::string_view text, std::size_t length_max) {
    std::string out;
    for (const char c : text.substr(0, length_max)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        out += plain ? c : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : '_';
    }
    return out;
}

std::string full_name(const std::string& table) {
    return fmt::format("{}.{}", drill_schema, table);
}

asio::awaitable<Result<std::string>> one_value(PgConnection& session, std::string sql,
                                               Nanos limit) {
    auto answer = co_await session.query(std::move(sql), {}, limit);
    if (!answer) co_return answer.error();
    const auto& rows = answer->rows;
    co_return rows.empty() || rows[0].empty() ? std::string() : rows[0][0];
}

asio::awaitable<Result<void>> execute(PgConnection& session, std::string sql, Nanos limit) {
    auto answer = co_await session.query(std::move(sql), {}, limit);
    if (!answer) co_return answer.error();
    co_return Result<void>();
}

/// Two probes may start at once: the second finds what the first made.
bool made_by_another(const PgConnection& session) {
    return session.sqlstate() == "42P06" || session.sqlstate() == "42P07" ||
           session.sqlstate() == "23505";
}

/// IF NOT EXISTS would ask for the right to create schemas even where ours is already there.
asio::awaitable<Result<void>> create_schema(PgConnection& session, Nanos limit) {
    const std::string look =
        fmt::format("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = '{}'", drill_schema);
    auto there = co_await one_value(session, look, limit);
    if (!there) co_return there.error();
    if (!there->empty()) co_return Result<void>();
    const std::string make = fmt::format("CREATE SCHEMA {0}; COMMENT ON SCHEMA {0} IS '{1}'",
                                         drill_schema, schema_comment);
    auto made = co_await execute(session, make, limit);
    if (!made && !made_by_another(session)) co_return made.error();
    co_return Result<void>();
}

asio::awaitable<Result<void>> drop_empty_schema(PgConnection& session, Nanos limit) {
    const std::string ours = fmt::format(
        "SELECT 1 FROM pg_catalog.pg_namespace n WHERE n.nspname = '{}' AND "
        "pg_catalog.pg_get_userbyid(n.nspowner) = current_user AND "
        "pg_catalog.obj_description(n.oid, 'pg_namespace') = '{}' AND NOT EXISTS "
        "(SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid)",
        drill_schema, schema_comment);
    auto found = co_await one_value(session, ours, limit);
    if (!found) co_return found.error();
    if (found->empty()) co_return Result<void>();
    auto dropped = co_await execute(session, fmt::format("DROP SCHEMA {}", drill_schema), limit);
    const bool in_use = session.sqlstate() == "2BP01" || session.sqlstate() == "3F000";
    if (!dropped && !in_use) co_return dropped.error();
    co_return Result<void>();
}

bool read_row(std::string_view line, measure::Row& row) {
    const char* const end = line.data() + line.size();
    const auto session = std::from_chars(line.data(), end, row.session);
    if (session.ec != std::errc{} || session.ptr == end || *session.ptr != '\t') return false;
    const auto sequence = std::from_chars(session.ptr + 1, end, row.sequence);
    if (sequence.ec != std::errc{} || sequence.ptr == end || *sequence.ptr != '\t') return false;
    row.payload.assign(sequence.ptr + 1, end);
    return true;
}

asio::awaitable<Result<void>> describe_server(PgConnection& session, measure::RowsFile& file,
                                              Nanos limit) {
    auto answer = co_await session.query(
        "SELECT pg_catalog.pg_is_in_recovery(), "
        "pg_catalog.host(pg_catalog.inet_server_addr()) || ':' || pg_catalog.inet_server_port(), "
        "CASE WHEN pg_catalog.pg_is_in_recovery() THEN '' "
        "ELSE pg_catalog.pg_current_wal_lsn()::text END",
        {}, limit);
    if (!answer) co_return answer.error();
    const auto& row = answer->rows.at(0);
    if (row[0] != "f")
        co_return fail(Errc::refused, fmt::format("{} is a standby", session.server()),
                       "let the connection string ask for target_session_attrs=read-write");
    file.server = row[1].empty() ? session.server() : row[1];
    file.lsn = row[2];
    co_return Result<void>();
}

}  // namespace

std::string write_table(const std::string& drill, const std::string& run) {
    constexpr std::size_t drill_max = 30, run_max = 14, digest = 8;
    return fmt::format("w_{}_{}_{}", sanitised(drill, drill_max), sanitised(run, run_max),
                       sha256_hex(drill + "/" + run).substr(0, digest));
}

asio::awaitable<Result<void>> create_table(PgConnection& session, std::string table, Nanos limit) {
    DRILL_CO_CHECK(co_await create_schema(session, limit));
    const std::string make = fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (session bigint NOT NULL, sequence bigint NOT NULL, "
        "payload text NOT NULL)",
        full_name(table));
    auto made = co_await execute(session, make, limit);
    if (!made && !made_by_another(session)) co_return made.error();
    co_return Result<void>();
}

asio::awaitable<Result<void>> drop_table(PgConnection& session, std::string table, Nanos limit) {
    const std::string drop = fmt::format("DROP TABLE IF EXISTS {}", full_name(table));
    auto dropped = co_await execute(session, drop, limit);
    if (!dropped && session.sqlstate() != "3F000") co_return dropped.error();
    const std::string look =
        fmt::format("SELECT pg_catalog.to_regclass('{}') IS NULL", full_name(table));
    auto gone = co_await one_value(session, look, limit);
    if (!gone) co_return gone.error();
    if (*gone != "t") co_return fail(Errc::io, full_name(table) + " is still there");
    co_return co_await drop_empty_schema(session, limit);
}

std::string insert_statement(const std::string& table) {
    return fmt::format("INSERT INTO {} (session, sequence, payload) VALUES ($1, $2, $3)",
                       full_name(table));
}

asio::awaitable<Result<measure::RowsFile>> read_back(PgConnection& session, std::string table,
                                                     Nanos limit) {
    measure::RowsFile file;
    file.taken = resident::mono_now();
    DRILL_CO_CHECK(
        co_await execute(session, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", limit));
    DRILL_CO_CHECK(co_await describe_server(session, file, limit));
    bool whole = true;
    const auto take = [&file, &whole](std::string_view line) {
        whole = read_row(line, file.rows.emplace_back()) && whole;
    };
    const std::string copy =
        fmt::format("COPY {} (session, sequence, payload) TO STDOUT", full_name(table));
    DRILL_CO_CHECK(co_await session.copy_out(copy, take, limit));
    DRILL_CO_CHECK(co_await execute(session, "COMMIT", limit));
    if (!whole) co_return fail(Errc::corrupt, full_name(table) + " holds what is not ours");
    co_return file;
}

}  // namespace firedrill::probe
