#include "agents/probe/compare_sql.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace firedrill::probe {

std::string CompareSql::names(const std::vector<Column>& columns, std::string_view between) const {
    std::string out;
    for (const auto& column : columns) {
        if (!out.empty()) out += between;
        out += name(column.name);
    }
    return out;
}

std::string CompareSql::value(const Column& column, const std::string& value) const {
    return column.bare ? value : text(value);
}

/// "sales.orders" -> "sales"."orders"
std::string CompareSql::qualified(const std::string& table) const {
    const auto dot = table.find('.');
    if (dot == std::string::npos) return name(table);
    return name(table.substr(0, dot)) + "." + name(table.substr(dot + 1));
}

std::string CompareSql::from(const TableShape& shape, const KeyRange& range) const {
    std::string out = " FROM " + qualified(shape.table);
    std::string_view word = " WHERE ";
    const auto add = [&](const std::string& condition) {
        out += word;
        out += condition;
        word = " AND ";
    };
    if (!shape.where.empty()) add("(" + shape.where + ")");
    if (!range.after.empty()) add(beyond(shape, range.after, ">"));
    if (!range.until.empty()) add(beyond(shape, range.until, "<="));
    return out;
}

std::string CompareSql::range_end(const TableShape& shape, const KeyRange& range,
                                  std::int64_t rows) const {
    return fmt::format("SELECT {0}{1} ORDER BY {0} LIMIT 1 OFFSET {2}", names(shape.key, ", "),
                       from(shape, range), rows - 1);
}

std::string CompareSql::digest(const TableShape& shape, const KeyRange& range,
                               const std::vector<std::string>& running) const {
    std::string sums;
    for (std::size_t i = 0; i < shape.sums.size(); ++i)
        sums += ", " + sum_of(name(shape.sums[i]), running[i]);
    return fmt::format("SELECT count(*), {}{}{}", all_digests(row_digest(shape)), sums,
                       from(shape, range));
}

std::string CompareSql::digest_by_bucket(const TableShape& shape, const KeyRange& range) const {
    return fmt::format("SELECT {}, count(*), {}{} GROUP BY 1", bucket(shape),
                       all_digests(row_digest(shape)), from(shape, range));
}

std::string CompareSql::rows_of(const TableShape& shape, const KeyRange& range,
                                const std::vector<int>& in) const {
    const std::string rows = from(shape, range);
    return fmt::format("SELECT {}, {}{} {} {} IN ({})", names(shape.key, ", "), row_digest(shape),
                       rows, rows.find(" WHERE ") == std::string::npos ? "WHERE" : "AND",
                       bucket(shape), fmt::join(in, ", "));
}

std::string CompareSql::rows_with(const TableShape& shape, const std::vector<Key>& keys) const {
    std::vector<std::string> tuples;
    for (const Key& key : keys) {
        std::vector<std::string> values;
        for (std::size_t i = 0; i < key.size(); ++i) values.push_back(value(shape.key[i], key[i]));
        tuples.push_back(fmt::format("({})", fmt::join(values, ", ")));
    }
    return fmt::format("SELECT {0}, {1} FROM {2} WHERE ({0}) IN ({3}){4}", names(shape.key, ", "),
                       row_digest(shape), qualified(shape.table), fmt::join(tuples, ", "),
                       shape.where.empty() ? "" : " AND (" + shape.where + ")");
}

}  // namespace firedrill::probe
