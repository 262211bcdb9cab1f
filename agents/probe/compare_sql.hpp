// The SQL of a comparison, in the words of PostgreSQL or of MariaDB. Only reading; nothing is
// created on a server. Pure text.
//
// A row is known by the values of its key, as the server spells them, and by a digest of all
// compared columns. A range of rows is compared by its count and by the sum of its digests, which
// does not depend on their order. This finds accidents; it is no proof against somebody who forges
// rows.
#pragma once

#include "core/plan/comparison.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::probe {

struct Column {
    std::string name;
    bool bare = false;      ///< its values are written without quotes
    bool optional = false;  ///< may be NULL
    bool hashes = false;    ///< the server's own hash of it tells all values apart that differ
};

/// The values of the key columns of a row.
using Key = std::vector<std::string>;

/// A table as it will be compared: after its columns are known.
struct TableShape {
    std::string table;
    std::vector<Column> key;
    std::vector<Column> columns;  ///< in one order for both sides
    std::vector<std::string> sums;
    std::string where;
};

/// Rows after one key and up to another (inclusive); empty: no limit.
struct KeyRange {
    Key after;
    Key until;
};

/// What the rows of a range are split into when it differs.
inline constexpr int buckets = 64;

class CompareSql {
public:
    virtual ~CompareSql() = default;

    /// Statements that make a session read only, and say values alike everywhere.
    virtual std::vector<std::string> prepare(std::int64_t limit_ms) const = 0;
    /// (name, its place in the primary key or "", "t" if a number, "t" if it may be NULL, "t" if it
    /// hashes), in the table's order.
    virtual std::string columns_of(const std::string& table) const = 0;
    /// ("t" if it follows another server, position of the last write there)
    virtual std::string position() const = 0;
    /// Answers "t" when a follower has everything up to `position`; may wait up to a second.
    virtual std::string has_reached(const std::string& position) const = 0;

    /// The key that ends a range of `rows` rows after `after`; no row: the rest is shorter.
    std::string range_end(const TableShape& shape, const KeyRange& range, std::int64_t rows) const;
    /// (count, digest, sum + running[0], sum + running[1], …)
    std::string digest(const TableShape& shape, const KeyRange& range,
                       const std::vector<std::string>& running) const;
    /// (bucket, count, digest)
    std::string digest_by_bucket(const TableShape& shape, const KeyRange& range) const;
    /// (key columns…, row digest) of the rows of these buckets.
    std::string rows_of(const TableShape& shape, const KeyRange& range,
                        const std::vector<int>& in) const;
    /// (key columns…, row digest) of these keys.
    std::string rows_with(const TableShape& shape, const std::vector<Key>& keys) const;

protected:
    virtual std::string name(const std::string& identifier) const = 0;
    virtual std::string text(const std::string& value) const = 0;
    virtual std::string sum_of(const std::string& column, const std::string& running) const = 0;
    virtual std::string beyond(const TableShape& shape, const Key& key,
                               std::string_view sign) const = 0;
    virtual std::string row_digest(const TableShape& shape) const = 0;
    virtual std::string bucket(const TableShape& shape) const = 0;
    virtual std::string all_digests(const std::string& row_digest) const = 0;

    std::string names(const std::vector<Column>& columns, std::string_view between) const;
    std::string value(const Column& column, const std::string& value) const;
    std::string qualified(const std::string& table) const;

private:
    std::string from(const TableShape& shape, const KeyRange& range) const;
};

class PostgresqlSql final : public CompareSql {
public:
    std::vector<std::string> prepare(std::int64_t limit_ms) const override;
    std::string columns_of(const std::string& table) const override;
    std::string position() const override;
    std::string has_reached(const std::string& position) const override;

protected:
    std::string name(const std::string& identifier) const override;
    std::string text(const std::string& value) const override;
    std::string sum_of(const std::string& column, const std::string& running) const override;
    std::string beyond(const TableShape& shape, const Key& key,
                       std::string_view sign) const override;
    std::string row_digest(const TableShape& shape) const override;
    std::string bucket(const TableShape& shape) const override;
    std::string all_digests(const std::string& row_digest) const override;
};

class MariadbSql final : public CompareSql {
public:
    std::vector<std::string> prepare(std::int64_t limit_ms) const override;
    std::string columns_of(const std::string& table) const override;
    std::string position() const override;
    std::string has_reached(const std::string& position) const override;

protected:
    std::string name(const std::string& identifier) const override;
    std::string text(const std::string& value) const override;
    std::string sum_of(const std::string& column, const std::string& running) const override;
    std::string beyond(const TableShape& shape, const Key& key,
                       std::string_view sign) const override;
    std::string row_digest(const TableShape& shape) const override;
    std::string bucket(const TableShape& shape) const override;
    std::string all_digests(const std::string& row_digest) const override;

private:
    std::string values_text(const std::vector<Column>& columns) const;
};

}  // namespace firedrill::probe
