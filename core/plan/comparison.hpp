// What is compared between two places of one data set. Plain values of a plan.
#pragma once

#include "core/base/text.hpp"
#include "core/base/time.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::plan {

/// A table as both connections know it ("orders", "public.orders").
struct ComparedTable {
    std::string table;
    std::vector<std::string> key;      ///< empty: its primary key
    std::vector<std::string> columns;  ///< empty: all of the first side
    std::vector<std::string> without;  ///< but these
    std::vector<std::string> sums;     ///< columns whose sums are shown
    std::string where;                 ///< a condition in SQL; empty: all rows
};
BOOST_DESCRIBE_STRUCT(ComparedTable, (), (table, key, columns, without, sums, where))

/// Compares tables of two connections of one kind, row by row; reads only. Fails if some differ.
struct CompareTables {
    static constexpr std::string_view tag = "compare_tables";
    std::string first;   ///< connection; the rows that must be there
    std::string second;  ///< connection
    std::vector<ComparedTable> tables;
    std::optional<Rate> rate;  ///< of rows read from each side; none: as fast as they come
};
BOOST_DESCRIBE_STRUCT(CompareTables, (), (first, second, tables, rate))

/// Two queries whose answers must be the same, row by row in the order that they come.
struct AgreeingQueries {
    std::string id;
    Text title;
    std::string first;   ///< asked over the first connection
    std::string second;  ///< asked over the second
};
BOOST_DESCRIBE_STRUCT(AgreeingQueries, (), (id, title, first, second))

/// Positions equal the sums of trades, balances are the same at both sites. Fails if not.
struct CompareQueries {
    static constexpr std::string_view tag = "compare_queries";
    std::string first;
    std::string second;  ///< may be the first
    std::vector<AgreeingQueries> queries;
};
BOOST_DESCRIBE_STRUCT(CompareQueries, (), (first, second, queries))

/// Compares the keys of two Redis databases, with values and whether they expire.
struct CompareKeys {
    static constexpr std::string_view tag = "compare_keys";
    std::string first;
    std::string second;
    std::string match = "*";   ///< pattern of SCAN
    std::optional<Rate> rate;  ///< of keys read from each side
};
BOOST_DESCRIBE_STRUCT(CompareKeys, (), (first, second, match, rate))

/// Lists a tree of files on the step's host, contents as digests; the listing becomes an artifact.
struct ListTree {
    static constexpr std::string_view tag = "list_tree";
    std::string path;
    std::vector<std::string> without;  ///< patterns of names or of paths below it
};
BOOST_DESCRIBE_STRUCT(ListTree, (), (path, without))

/// Compares the listings of two earlier steps. Performed by the engine. Fails if they differ.
struct CompareTrees {
    static constexpr std::string_view tag = "compare_trees";
    std::string first;   ///< step
    std::string second;  ///< step
    bool mode = true;
    bool owner = true;
    bool modified = false;
};
BOOST_DESCRIBE_STRUCT(CompareTrees, (), (first, second, mode, owner, modified))

}  // namespace firedrill::plan
