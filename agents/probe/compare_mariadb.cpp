#include "agents/probe/compare_sql.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace firedrill::probe {

std::vector<std::string> MariadbSql::prepare(std::int64_t limit_ms) const {
    return {
        "SET SESSION TRANSACTION READ ONLY",
        fmt::format("SET SESSION max_statement_time = {}.{:03}", limit_ms / 1000, limit_ms % 1000),
        "SET SESSION lock_wait_timeout = 2",
        "SET SESSION time_zone = '+00:00'",
        "SET SESSION sql_mode = ''",
        "SET NAMES utf8mb4"};
}

std::string MariadbSql::columns_of(const std::string& table) const {
    const auto dot = table.find('.');
    const std::string schema = dot == std::string::npos ? "DATABASE()" : text(table.substr(0, dot));
    return fmt::format(
        "SELECT c.column_name, COALESCE(s.seq_in_index, ''), IF(c.data_type IN ('tinyint', "
        "'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'year'), 't', 'f'), "
        "IF(c.is_nullable = 'YES', 't', 'f'), 'f' FROM information_schema.columns c "
        "LEFT JOIN information_schema.statistics s ON s.table_schema = c.table_schema AND "
        "s.table_name = c.table_name AND s.column_name = c.column_name AND "
        "s.index_name = 'PRIMARY' WHERE c.table_schema = {} AND c.table_name = {} "
        "ORDER BY c.ordinal_position",
        schema, text(dot == std::string::npos ? table : table.substr(dot + 1)));
}

std::string MariadbSql::position() const {
    return "SELECT IF(@@global.read_only, 't', 'f'), @@global.gtid_binlog_pos";
}

std::string MariadbSql::has_reached(const std::string& position) const {
    return fmt::format("SELECT IF(MASTER_GTID_WAIT({}, 1) = 0, 't', 'f')", text(position));
}

std::string MariadbSql::name(const std::string& identifier) const {
    std::string out = "`";
    for (const char c : identifier) out += c == '`' ? std::string("``") : std::string(1, c);
    return out + "`";
}

std::string MariadbSql::text(const std::string& value) const {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

std::string MariadbSql::sum_of(const std::string& column, const std::string& running) const {
    const bool number = running.find_first_not_of("0123456789.eE+-") == std::string::npos;
    return fmt::format("COALESCE(SUM({}), 0) + {}", column, number ? running : text(running));
}

/// Spelled out: comparisons of rows do not use the index.
std::string MariadbSql::beyond(const TableShape& shape, const Key& key,
                               std::string_view sign) const {
    std::vector<std::string> ways;
    std::string equal;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const std::string column = name(shape.key[i].name);
        const std::string bound = value(shape.key[i], key[i]);
        const bool last = i + 1 == key.size();
        ways.push_back(
            fmt::format("{}{} {} {}", equal, column, last ? sign : sign.substr(0, 1), bound));
        equal += fmt::format("{} = {} AND ", column, bound);
    }
    return fmt::format("({})", fmt::join(ways, " OR "));
}

/// QUOTE() tells NULL from 'NULL', and where a value ends.
std::string MariadbSql::values_text(const std::vector<Column>& columns) const {
    std::vector<std::string> quoted;
    for (const auto& column : columns)
        quoted.push_back(fmt::format("QUOTE({})", name(column.name)));
    return fmt::format("CONCAT_WS(',', {})", fmt::join(quoted, ", "));
}

std::string MariadbSql::row_digest(const TableShape& shape) const {
    return fmt::format("CAST(CONV(LEFT(MD5({}), 16), 16, 10) AS UNSIGNED)",
                       values_text(shape.columns));
}

std::string MariadbSql::bucket(const TableShape& shape) const {
    return fmt::format("CRC32({}) & {}", values_text(shape.key), buckets - 1);
}

std::string MariadbSql::all_digests(const std::string& row_digest) const {
    return fmt::format("COALESCE(SUM({}), 0)", row_digest);
}

}  // namespace firedrill::probe
