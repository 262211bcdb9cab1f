// The extended hashes (PostgreSQL 11) give the same number on every server of the same byte order:
// hash-partitioned tables could not be moved between servers if they did not. Those of records came
// with 14 and spare the text of a row; where a type's hash takes for equal what is spelled
// otherwise (intervals, case-insensitive text, collations that are not deterministic), its text is
// hashed.
#include "agents/probe/compare_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::probe {

namespace {

/// Of a column a.
constexpr const char* hashes_itself =
    "pg_catalog.current_setting('server_version_num')::int >= 140000 AND a.atttypid IN "
    "('bool'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'oid'::regtype, "
    "'float4'::regtype, 'float8'::regtype, 'numeric'::regtype, 'text'::regtype, "
    "'varchar'::regtype, 'date'::regtype, 'time'::regtype, 'timestamp'::regtype, "
    "'timestamptz'::regtype, 'uuid'::regtype) AND NOT EXISTS (SELECT FROM "
    "pg_catalog.pg_collation c WHERE c.oid = a.attcollation AND NOT c.collisdeterministic)";

}  // namespace

std::vector<std::string> PostgresqlSql::prepare(std::int64_t limit_ms) const {
    return {"SET default_transaction_read_only = on",
            fmt::format("SET statement_timeout = {}", limit_ms),
            "SET lock_timeout = 2000",
            "SET TimeZone = 'UTC'",
            "SET DateStyle = 'ISO'",
            "SET IntervalStyle = 'iso_8601'",
            "SET extra_float_digits = 1",
            "SET bytea_output = 'hex'",
            "SET lc_monetary = 'C'",
            "SET jit = off",
            "SET max_parallel_workers_per_gather = 0"};
}

std::string PostgresqlSql::columns_of(const std::string& table) const {
    return fmt::format(
        "SELECT a.attname, coalesce(array_position(i.indkey::int2[], a.attnum)::text, ''), 'f', "
        "CASE WHEN a.attnotnull THEN 'f' ELSE 't' END, CASE WHEN {1} THEN 't' ELSE 'f' END "
        "FROM pg_catalog.pg_attribute a "
        "LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisprimary "
        "WHERE a.attrelid = pg_catalog.to_regclass({0}) AND a.attnum > 0 AND NOT a.attisdropped "
        "ORDER BY a.attnum",
        text(qualified(table)), hashes_itself);
}

std::string PostgresqlSql::position() const {
    return "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN 't' ELSE 'f' END, "
           "CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn() "
           "ELSE pg_catalog.pg_current_wal_insert_lsn() END";
}

std::string PostgresqlSql::has_reached(const std::string& position) const {
    return fmt::format(
        "SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() OR "
        "pg_catalog.pg_last_wal_replay_lsn() >= {}::pg_lsn THEN 't' ELSE 'f' END",
        text(position));
}

std::string PostgresqlSql::name(const std::string& identifier) const {
    std::string out = "\"";
    for (const char c : identifier) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string PostgresqlSql::text(const std::string& value) const {
    std::string out = value.find('\\') == std::string::npos ? "'" : " E'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    return out + "'";
}

std::string PostgresqlSql::sum_of(const std::string& column, const std::string& running) const {
    return fmt::format("coalesce(sum({}), 0) + {}::numeric", column, text(running));
}

std::string PostgresqlSql::beyond(const TableShape& shape, const Key& key,
                                  std::string_view sign) const {
    std::string values;
    for (std::size_t i = 0; i < key.size(); ++i)
        values += (i == 0 ? "" : ", ") + value(shape.key[i], key[i]);
    return fmt::format("({}) {} ({})", names(shape.key, ", "), sign, values);
}

std::string PostgresqlSql::row_digest(const TableShape& shape) const {
    if (std::ranges::none_of(shape.columns, &Column::hashes))
        return fmt::format("pg_catalog.hashtextextended(ROW({})::text COLLATE \"C\", 0)",
                           names(shape.columns, ", "));
    std::string values;
    for (const Column& column : shape.columns)
        values += (values.empty() ? "" : ", ") + name(column.name) +
                  (column.hashes ? "" : "::text COLLATE \"C\"");
    return fmt::format("pg_catalog.hash_record_extended(ROW({}), 0)", values);
}

std::string PostgresqlSql::bucket(const TableShape& shape) const {
    return fmt::format("pg_catalog.hashtextextended(ROW({})::text COLLATE \"C\", 1) & {}",
                       names(shape.key, ", "), buckets - 1);
}

std::string PostgresqlSql::all_digests(const std::string& row_digest) const {
    return fmt::format("coalesce(sum({}), 0)", row_digest);
}

}  // namespace firedrill::probe
