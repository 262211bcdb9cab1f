#include "agents/probe/pg_store.hpp"

#include "agents/resident/clock.hpp"

#include <fmt/format.h>

namespace firedrill::probe {

namespace {

constexpr const char* schema = "firedrill";
constexpr const char* schema_comment = "Drill writes of Firedrill; goes when no drill runs";
constexpr const char* table_missing = "42P01";
constexpr const char* schema_missing = "3F000";
constexpr const char* read_only = "25006";

}  // namespace

PgStore::PgStore(const asio::any_io_executor& executor, std::shared_ptr<const PgService> service,
                 std::string table)
    : service_(std::move(service)),
      table_(std::move(table)),
      insert_(
          fmt::format("INSERT INTO {} (session, sequence, payload) VALUES ($1, $2, $3)", table_)),
      session_(executor) {}

asio::awaitable<Result<void>> PgStore::connect() {
    const auto hosts = static_cast<std::int64_t>(service_->hosts.size());
    return session_.connect(*service_, service_->host_timeout * hosts);
}

asio::awaitable<Result<std::string>> PgStore::one_value(std::string sql, Nanos limit) {
    auto answer = co_await session_.query(std::move(sql), {}, limit);
    if (!answer) co_return answer.error();
    const auto& rows = answer->rows;
    co_return rows.empty() || rows[0].empty() ? std::string() : rows[0][0];
}

asio::awaitable<Result<void>> PgStore::execute(std::string sql, Nanos limit) {
    auto answer = co_await session_.query(std::move(sql), {}, limit);
    if (!answer) co_return answer.error();
    co_return Result<void>();
}

/// Two probes may start at once: the second finds what the first made.
bool PgStore::made_by_another() const {
    const std::string& state = session_.sqlstate();
    return state == "42P06" || state == "42P07" || state == "23505";
}

/// IF NOT EXISTS would ask for the right to create schemas even where ours is already there.
asio::awaitable<Result<void>> PgStore::create_schema(Nanos limit) {
    const std::string look =
        fmt::format("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = '{}'", schema);
    auto there = co_await one_value(look, limit);
    if (!there) co_return there.error();
    if (!there->empty()) co_return Result<void>();
    const std::string make =
        fmt::format("CREATE SCHEMA {0}; COMMENT ON SCHEMA {0} IS '{1}'", schema, schema_comment);
    auto made = co_await execute(make, limit);
    if (!made && !made_by_another()) co_return made.error();
    co_return Result<void>();
}

asio::awaitable<Result<void>> PgStore::drop_empty_schema(Nanos limit) {
    const std::string ours = fmt::format(
        "SELECT 1 FROM pg_catalog.pg_namespace n WHERE n.nspname = '{}' AND "
        "pg_catalog.pg_get_userbyid(n.nspowner) = current_user AND "
        "pg_catalog.obj_description(n.oid, 'pg_namespace') = '{}' AND NOT EXISTS "
        "(SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid)",
        schema, schema_comment);
    auto found = co_await one_value(ours, limit);
    if (!found) co_return found.error();
    if (found->empty()) co_return Result<void>();
    auto dropped = co_await execute(fmt::format("DROP SCHEMA {}", schema), limit);
    const bool in_use = session_.sqlstate() == "2BP01" || session_.sqlstate() == schema_missing;
    if (!dropped && !in_use) co_return dropped.error();
    co_return Result<void>();
}

asio::awaitable<Result<void>> PgStore::create(Nanos limit) {
    DRILL_CO_CHECK(co_await create_schema(limit));
    const std::string make = fmt::format(
        "CREATE TABLE IF NOT EXISTS {} (session bigint NOT NULL, sequence bigint NOT NULL, "
        "payload text NOT NULL)",
        table_);
    auto made = co_await execute(make, limit);
    if (!made && !made_by_another()) co_return made.error();
    co_return Result<void>();
}

asio::awaitable<Result<Accepted>> PgStore::write(measure::Row row, Nanos limit) {
    std::vector<std::string> values{std::to_string(row.session), std::to_string(row.sequence),
                                    std::move(row.payload)};
    refusal_.clear();
    auto answer = co_await session_.query(insert_, std::move(values), limit);
    if (answer) co_return answer->warnings.empty() ? Accepted::plainly : Accepted::with_warning;
    const Error error = answer.error();
    if (error.code != Errc::io) co_return error;
    refusal_ = session_.sqlstate();
    // Promoted before it had received the table: later writes need one all the same.
    if (refusal_ == table_missing || refusal_ == schema_missing) co_await create(limit);
    co_return error;
}

bool PgStore::takes_more() const {
    return !refusal_.empty() && refusal_ != read_only;
}

asio::awaitable<Result<void>> PgStore::drop(Nanos limit) {
    auto dropped = co_await execute(fmt::format("DROP TABLE IF EXISTS {}", table_), limit);
    if (!dropped && session_.sqlstate() != schema_missing) co_return dropped.error();
    const std::string look = fmt::format("SELECT pg_catalog.to_regclass('{}') IS NULL", table_);
    auto gone = co_await one_value(look, limit);
    if (!gone) co_return gone.error();
    if (*gone != "t") co_return fail(Errc::io, table_ + " is still there");
    co_return co_await drop_empty_schema(limit);
}

asio::awaitable<Result<void>> PgStore::describe_server(measure::RowsFile& file, Nanos limit) {
    auto answer = co_await session_.query(
        "SELECT pg_catalog.pg_is_in_recovery(), "
        "pg_catalog.host(pg_catalog.inet_server_addr()) || ':' || pg_catalog.inet_server_port(), "
        "CASE WHEN pg_catalog.pg_is_in_recovery() THEN '' "
        "ELSE pg_catalog.pg_current_wal_lsn()::text END",
        {}, limit);
    if (!answer) co_return answer.error();
    const auto& row = answer->rows.at(0);
    if (row[0] != "f")
        co_return fail(Errc::refused, fmt::format("{} is a standby", session_.server()),
                       "let the connection string ask for target_session_attrs=read-write");
    file.server = row[1].empty() ? session_.server() : row[1];
    file.lsn = row[2];
    co_return Result<void>();
}

asio::awaitable<Result<measure::RowsFile>> PgStore::read_back(Nanos limit) {
    measure::RowsFile file;
    file.taken = resident::mono_now();
    DRILL_CO_CHECK(co_await execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", limit));
    DRILL_CO_CHECK(co_await describe_server(file, limit));
    bool whole = true;
    const auto take = [&file, &whole](std::string_view line) {
        whole = read_row(line, '\t', file.rows.emplace_back()) && whole;
    };
    const std::string copy = fmt::format("COPY {} (session, sequence, payload) TO STDOUT", table_);
    DRILL_CO_CHECK(co_await session_.copy_out(copy, take, limit));
    DRILL_CO_CHECK(co_await execute("COMMIT", limit));
    if (!whole) co_return fail(Errc::corrupt, table_ + " holds what is not ours");
    co_return file;
}

}  // namespace firedrill::probe
