// TableComparison: compares a table in two places while both work on: range by range of its key,
// then by buckets, then row by row, and only where something differs.
//
// The side that follows the other is read after it has replayed what the other had. What differs is
// read again: a row that was only on its way agrees then; one that changes all the time is
// unsettled. One thread.
#pragma once

#include "agents/probe/compare_session.hpp"
#include "agents/resident/cancellation.hpp"
#include "core/measure/comparison.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>

namespace firedrill::probe {

/// How far the comparison of a table has come: enough to go on after an interruption.
struct TableProgress {
    Key after;  ///< everything up to it is compared
    std::int64_t first = 0, second = 0;
    std::vector<std::string> first_sums, second_sums;
    std::vector<measure::DifferentRow> rows;
    bool more = false;  ///< too many differ to keep them all
    bool lagging = false;
};
BOOST_DESCRIBE_STRUCT(TableProgress, (),
                      (after, first, second, first_sums, second_sums, rows, more, lagging))

struct ComparedRows {
    measure::SetFigures figures;
    std::vector<measure::DifferentRow> rows;
};

/// What holds for all tables of a step.
struct ComparePace {
    Language language = Language::en;
    std::optional<Rate> rate;  ///< of rows, at each side
    Nanos until{};             ///< monotonic
    std::shared_ptr<resident::Cancellation> cancel;
    std::function<void(const TableProgress&)> keep;  ///< called now and then
};

class TableComparison {
public:
    TableComparison(CompareSession& first, CompareSession& second, const ComparePace& pace,
                    plan::ComparedTable table);

    /// From the beginning, or from where `progress` ended.
    asio::awaitable<Result<ComparedRows>> run(TableProgress progress);

private:
    struct Digest {
        std::int64_t rows = 0;
        std::string digest;
        std::vector<std::string> sums;
        bool same_rows(const Digest& other) const {
            return rows == other.rows && digest == other.digest;
        }
    };
    struct Pair {
        Digest first, second;
    };
    template <class T>
    using Task = asio::awaitable<Result<T>>;

    Task<void> find_shape();
    Task<std::vector<Column>> columns(CompareSession& side, std::vector<Column>& key);
    Result<std::vector<Column>> chosen(const std::vector<Column>& all,
                                       const std::vector<std::string>& names) const;
    Task<void> find_leader();
    Task<void> catch_up();
    Task<bool> follower_has(std::string position);
    Task<void> compare_range(KeyRange range);
    Task<KeyRange> next_range();
    Task<Pair> digests(const KeyRange& range);
    Task<Digest> digest(CompareSession& side, std::string sql);
    Task<SqlRows> ask(CompareSession& side, std::string sql);
    Task<std::pair<SqlRows, SqlRows>> ask_both(std::string sql);
    Task<void> list_rows(KeyRange range);
    Task<std::vector<int>> differing_buckets(const KeyRange& range);
    Task<std::vector<measure::DifferentRow>> compared(std::string sql);
    Task<void> settle();
    Task<std::vector<measure::DifferentRow>> read_again();
    Task<void> breathe(std::int64_t rows, Nanos began);
    Result<std::vector<measure::KeyedDigest>> keyed(SqlRows rows, const std::string& side) const;
    std::int64_t rows_of_a_range() const;
    ComparedRows result() const;
    Result<void> may_go_on() const;

    CompareSession& first_;
    CompareSession& second_;
    const ComparePace& pace_;
    plan::ComparedTable table_;
    TableShape shape_;
    TableProgress progress_;
    CompareSession* leader_ = nullptr;  ///< null: neither follows the other
    CompareSession* follower_ = nullptr;
};

/// "A5 | 119999": the values of a key, and back.
std::string text_of(const Key& key);
Key key_of(const std::string& text);

}  // namespace firedrill::probe
