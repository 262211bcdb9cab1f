// Comparison of one data set in two places (requirements 10.4 c): which rows one side has and the
// other lacks, and which differ. Rows are known by a text of their key and a digest of all that is
// compared of them; the rows themselves stay where they are.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace firedrill::measure {

struct KeyedDigest {
    std::string key;
    std::string digest;
};

enum class RowState {
    missing,    ///< the first side has it, the second lacks it
    extra,      ///< only the second has it
    changed,    ///< both have it, with other contents
    unsettled,  ///< it changed whenever it was looked at: nobody can say
};
BOOST_DESCRIBE_ENUM(RowState, missing, extra, changed, unsettled)

struct DifferentRow {
    std::string key;
    RowState state = RowState::changed;
    std::string first;   ///< digest; empty: absent
    std::string second;  ///< digest; empty: absent
    bool operator==(const DifferentRow&) const = default;
};
BOOST_DESCRIBE_STRUCT(DifferentRow, (), (key, state, first, second))

/// Rows of both sides, in any order, that do not agree; by key.
std::vector<DifferentRow> different_rows(const std::vector<KeyedDigest>& first,
                                         const std::vector<KeyedDigest>& second);

/// `rows` differed, and were read again later, as `again` (the agreeing ones are not in it). What
/// agrees now was only on its way. What differs as before stays; what has changed meanwhile is
/// unsettled.
std::vector<DifferentRow> settled(const std::vector<DifferentRow>& rows,
                                  const std::vector<DifferentRow>& again);

/// None of them is unsettled: reading again would show nothing new.
bool is_settled(const std::vector<DifferentRow>& rows);

/// How often, and how far apart, rows that differ are read again before they are called unsettled.
inline constexpr int settling_rounds = 4;
inline constexpr std::chrono::milliseconds settling_pause{250};

/// Keys that a report shows of one data set.
inline constexpr std::size_t examples_shown = 10;

/// A named sum on both sides, as decimal text.
struct SumPair {
    std::string first;
    std::string second;
    bool operator==(const SumPair&) const = default;
};
BOOST_DESCRIBE_STRUCT(SumPair, (), (first, second))

/// What the comparison of one data set (a table, a query, a space of keys, a tree) has shown.
struct SetFigures {
    std::string name;
    std::int64_t first = 0;   ///< rows there
    std::int64_t second = 0;  ///< rows there
    std::int64_t missing = 0, extra = 0, changed = 0, unsettled = 0;
    std::map<std::string, std::int64_t> classes;  ///< of the changed: in what they differ
    std::map<std::string, SumPair> sums;
    bool known_by_key = true;           ///< false: differs or not, but nobody can say in which rows
    bool differs = false;               ///< for what is not known by key
    bool more = false;                  ///< there are more differences than were counted
    std::string note;                   ///< for people, about this data set
    std::vector<std::string> examples;  ///< of keys that differ, masked
    bool operator==(const SetFigures&) const = default;
};
BOOST_DESCRIBE_STRUCT(SetFigures, (),
                      (name, first, second, missing, extra, changed, unsettled, classes, sums,
                       known_by_key, differs, more, note, examples))

/// Counts the rows by their state, and keeps the first keys, masked.
void count(const std::vector<DifferentRow>& rows, SetFigures& figures);

/// Rows that are known to differ; those that are unsettled are not among them.
std::int64_t differences(const SetFigures& figures);
/// Nothing differs, nothing is unsettled, no sum differs.
bool agrees(const SetFigures& figures);

/// A key as reports show it: its last three characters, and a star for each of the others, but for
/// no more than 20 of them. Characters are code points.
std::string masked(const std::string& key);

}  // namespace firedrill::measure
