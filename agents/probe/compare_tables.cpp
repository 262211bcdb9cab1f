#include "agents/probe/compare_tables.hpp"

#include "agents/probe/task.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/clock.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace firedrill::probe {

namespace {

using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using measure::DifferentRow;
using measure::KeyedDigest;

constexpr std::int64_t rows_of_a_range_max = 50'000;
constexpr std::int64_t rows_of_a_range_min = 100;
constexpr std::size_t rows_listed_max = 10'000;
constexpr std::size_t rows_read_again = 500;  ///< in one statement
constexpr std::string_view between_values = " | ";
constexpr Nanos catching_up_max = 5s;

std::int64_t number(const std::string& text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

}  // namespace

std::string text_of(const Key& key) {
    std::string out;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (i > 0) out += between_values;
        for (const char c : key[i]) {
            if (c == '|' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out;
}

Key key_of(const std::string& text) {
    Key out(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            out.back() += text[++i];
        } else if (text.compare(i, between_values.size(), between_values) == 0) {
            out.emplace_back();
            i += between_values.size() - 1;
        } else {
            out.back() += text[i];
        }
    }
    return out;
}

TableComparison::TableComparison(CompareSession& first, CompareSession& second,
                                 const ComparePace& pace, plan::ComparedTable table)
    : first_(first), second_(second), pace_(pace), table_(std::move(table)) {}

asio::awaitable<Result<ComparedRows>> TableComparison::run(TableProgress progress) {
    progress_ = std::move(progress);
    DRILL_CO_CHECK(co_await find_leader());
    DRILL_CO_CHECK(co_await catch_up());
    DRILL_CO_CHECK(co_await find_shape());
    progress_.first_sums.resize(shape_.sums.size(), "0");
    progress_.second_sums.resize(shape_.sums.size(), "0");
    for (bool rest = true; rest;) {
        DRILL_CO_CHECK(may_go_on());
        const Nanos began = resident::mono_now();
        DRILL_CO_TRY(range, co_await next_range());
        const std::int64_t before = progress_.first;
        DRILL_CO_CHECK(co_await compare_range(range));
        rest = !range.until.empty();
        progress_.after = range.until;
        if (rest && pace_.keep) pace_.keep(progress_);
        if (rest) DRILL_CO_CHECK(co_await breathe(progress_.first - before, began));
    }
    DRILL_CO_CHECK(co_await settle());
    co_return result();
}

Result<void> TableComparison::may_go_on() const {
    if (pace_.cancel->requested())
        return fail(Errc::busy, say(pace_.language, text::comparison_ended, table_.table));
    if (resident::mono_now() >= pace_.until)
        return fail(Errc::timeout, say(pace_.language, text::comparison_unfinished, table_.table,
                                       progress_.first));
    return {};
}

ComparedRows TableComparison::result() const {
    ComparedRows out;
    out.figures = {.name = table_.table, .first = progress_.first, .second = progress_.second};
    for (std::size_t i = 0; i < shape_.sums.size(); ++i)
        out.figures.sums[shape_.sums[i]] = {progress_.first_sums[i], progress_.second_sums[i]};
    out.figures.known_by_key = !shape_.key.empty();
    out.figures.more = progress_.more && !shape_.key.empty();
    out.figures.differs = progress_.more && shape_.key.empty();
    measure::count(progress_.rows, out.figures);
    if (progress_.lagging)
        out.figures.note =
            say(pace_.language, text::follower_lags, follower_ ? follower_->id() : second_.id());
    out.rows = progress_.rows;
    return out;
}

// The table ------------------------------------------------------------------------------------

asio::awaitable<Result<void>> TableComparison::find_shape() {
    std::vector<Column> key;
    std::vector<Column> other_key;
    DRILL_CO_TRY(all, co_await columns(first_, key));
    DRILL_CO_TRY(others, co_await columns(second_, other_key));
    shape_ = {.table = table_.table, .key = key, .sums = table_.sums, .where = table_.where};
    if (!table_.key.empty()) {
        DRILL_CO_TRY(given, chosen(all, table_.key));
        shape_.key = given;
    }
    for (const Column& column : shape_.key)
        if (column.optional)
            co_return fail(Errc::invalid_input,
                           say(pace_.language, text::key_with_null, table_.table, column.name));
    DRILL_CO_TRY(wanted, chosen(all, table_.columns));
    for (const Column& column : wanted)
        if (std::ranges::find(table_.without, column.name) == table_.without.end())
            shape_.columns.push_back(column);
    for (Column& column : shape_.columns) {
        const auto other = std::ranges::find(others, column.name, &Column::name);
        if (other == others.end())
            co_return fail(Errc::invalid_input, say(pace_.language, text::column_missing,
                                                    second_.id(), table_.table, column.name));
        column.hashes = column.hashes && other->hashes;
    }
    co_return Result<void>();
}

asio::awaitable<Result<std::vector<Column>>> TableComparison::columns(CompareSession& side,
                                                                      std::vector<Column>& key) {
    DRILL_CO_TRY(rows, co_await ask(side, side.sql().columns_of(table_.table)));
    if (rows.empty())
        co_return fail(Errc::not_found,
                       say(pace_.language, text::table_missing, side.id(), table_.table));
    std::vector<Column> all;
    std::map<std::int64_t, Column> ordered;
    for (const auto& row : rows) {
        all.push_back({.name = row[0],
                       .bare = row[2] == "t",
                       .optional = row[3] == "t",
                       .hashes = row[4] == "t"});
        if (!row[1].empty()) ordered[number(row[1])] = all.back();
    }
    for (const auto& [place, column] : ordered) key.push_back(column);
    co_return all;
}

/// All of them where nobody has named some.
Result<std::vector<Column>> TableComparison::chosen(const std::vector<Column>& all,
                                                    const std::vector<std::string>& names) const {
    if (names.empty()) return all;
    std::vector<Column> out;
    for (const auto& name : names) {
        const auto found = std::ranges::find(all, name, &Column::name);
        if (found == all.end())
            return fail(Errc::invalid_input,
                        say(pace_.language, text::column_missing, first_.id(), table_.table, name));
        out.push_back(*found);
    }
    return out;
}

// A common point --------------------------------------------------------------------------------

asio::awaitable<Result<void>> TableComparison::find_leader() {
    DRILL_CO_TRY(first, co_await ask(first_, first_.sql().position()));
    DRILL_CO_TRY(second, co_await ask(second_, second_.sql().position()));
    if (first.empty() || second.empty() || first[0][0] == second[0][0]) co_return Result<void>();
    const bool second_follows = second[0][0] == "t";
    leader_ = second_follows ? &first_ : &second_;
    follower_ = second_follows ? &second_ : &first_;
    co_return Result<void>();
}

/// The follower has what the leader had at the call; or it lags, and is not waited for again.
asio::awaitable<Result<void>> TableComparison::catch_up() {
    if (follower_ == nullptr || progress_.lagging) co_return Result<void>();
    DRILL_CO_TRY(leader, co_await ask(*leader_, leader_->sql().position()));
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const Nanos until = resident::mono_now() + catching_up_max;
    for (;;) {
        DRILL_CO_TRY(there, co_await follower_has(leader[0][1]));
        if (there) co_return Result<void>();
        if (resident::mono_now() >= until) break;
        DRILL_CO_CHECK(may_go_on());
        co_await pause(timer, 20ms);
    }
    progress_.lagging = true;
    co_return Result<void>();
}

asio::awaitable<Result<bool>> TableComparison::follower_has(std::string position) {
    DRILL_CO_TRY(rows, co_await ask(*follower_, follower_->sql().has_reached(position)));
    co_return !rows.empty() && rows[0][0] == "t";
}

// Range by range --------------------------------------------------------------------------------

std::int64_t TableComparison::rows_of_a_range() const {
    if (!pace_.rate) return rows_of_a_range_max;
    return std::clamp(pace_.rate->per_second_milli / 4000, rows_of_a_range_min,
                      rows_of_a_range_max);
}

asio::awaitable<Result<KeyRange>> TableComparison::next_range() {
    KeyRange range{.after = progress_.after, .until = {}};
    if (shape_.key.empty()) co_return range;
    DRILL_CO_TRY(end,
                 co_await ask(first_, first_.sql().range_end(shape_, range, rows_of_a_range())));
    if (!end.empty()) range.until = end[0];
    co_return range;
}

asio::awaitable<Result<void>> TableComparison::compare_range(KeyRange range) {
    DRILL_CO_CHECK(co_await catch_up());
    DRILL_CO_TRY(pair, co_await digests(range));
    progress_.first += pair.first.rows;
    progress_.second += pair.second.rows;
    progress_.first_sums = pair.first.sums;
    progress_.second_sums = pair.second.sums;
    if (pair.first.same_rows(pair.second)) co_return Result<void>();
    if (shape_.key.empty() || progress_.rows.size() >= rows_listed_max) {
        progress_.more = true;
        co_return Result<void>();
    }
    co_return co_await list_rows(range);
}

asio::awaitable<Result<TableComparison::Pair>> TableComparison::digests(const KeyRange& range) {
    auto both =
        co_await (digest(first_, first_.sql().digest(shape_, range, progress_.first_sums)) &&
                  digest(second_, second_.sql().digest(shape_, range, progress_.second_sums)));
    auto& [first, second] = both;
    if (!first) co_return first.error();
    if (!second) co_return second.error();
    co_return Pair{std::move(*first), std::move(*second)};
}

asio::awaitable<Result<TableComparison::Digest>> TableComparison::digest(CompareSession& side,
                                                                         std::string sql) {
    DRILL_CO_TRY(rows, co_await ask(side, std::move(sql)));
    if (rows.empty() || rows[0].size() != shape_.sums.size() + 2)
        co_return fail(Errc::io, side.id() + ": no digest");
    co_return Digest{.rows = number(rows[0][0]),
                     .digest = rows[0][1],
                     .sums = {rows[0].begin() + 2, rows[0].end()}};
}

/// What a standby gives up because of what it replays is asked again.
asio::awaitable<Result<SqlRows>> TableComparison::ask(CompareSession& side, std::string sql) {
    constexpr int tries = 5;
    for (int i = 1;; ++i) {
        auto rows = co_await side.ask(sql);
        if (rows || !side.conflicted() || i == tries) co_return rows;
        DRILL_CO_CHECK(may_go_on());
    }
}

asio::awaitable<Result<std::pair<SqlRows, SqlRows>>> TableComparison::ask_both(std::string sql) {
    auto both = co_await (ask(first_, sql) && ask(second_, sql));
    auto& [first, second] = both;
    if (!first) co_return first.error();
    if (!second) co_return second.error();
    co_return std::pair(std::move(*first), std::move(*second));
}

/// Between ranges, as long as the rate asks for.
asio::awaitable<Result<void>> TableComparison::breathe(std::int64_t rows, Nanos began) {
    if (!pace_.rate) co_return Result<void>();
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const Nanos next = began + pace_.rate->period() * rows;
    while (resident::mono_now() < next) {
        DRILL_CO_CHECK(may_go_on());
        co_await pause(timer, std::min<Nanos>(next - resident::mono_now(), 200ms));
    }
    co_return Result<void>();
}

// Row by row ------------------------------------------------------------------------------------

asio::awaitable<Result<void>> TableComparison::list_rows(KeyRange range) {
    DRILL_CO_TRY(in, co_await differing_buckets(range));
    if (in.empty()) co_return Result<void>();
    DRILL_CO_TRY(rows, co_await compared(first_.sql().rows_of(shape_, range, in)));
    progress_.rows.insert(progress_.rows.end(), rows.begin(), rows.end());
    if (progress_.rows.size() > rows_listed_max) {
        progress_.rows.resize(rows_listed_max);
        progress_.more = true;
    }
    co_return Result<void>();
}

asio::awaitable<Result<std::vector<int>>> TableComparison::differing_buckets(
    const KeyRange& range) {
    DRILL_CO_TRY(both, co_await ask_both(first_.sql().digest_by_bucket(shape_, range)));
    const std::set<std::vector<std::string>> first(both.first.begin(), both.first.end());
    const std::set<std::vector<std::string>> second(both.second.begin(), both.second.end());
    std::set<int> differing;
    for (const auto& row : first)
        if (!second.contains(row)) differing.insert(static_cast<int>(number(row[0])));
    for (const auto& row : second)
        if (!first.contains(row)) differing.insert(static_cast<int>(number(row[0])));
    co_return std::vector<int>(differing.begin(), differing.end());
}

asio::awaitable<Result<std::vector<DifferentRow>>> TableComparison::compared(std::string sql) {
    DRILL_CO_TRY(both, co_await ask_both(std::move(sql)));
    DRILL_CO_TRY(first, keyed(std::move(both.first), first_.id()));
    DRILL_CO_TRY(second, keyed(std::move(both.second), second_.id()));
    co_return measure::different_rows(first, second);
}

Result<std::vector<KeyedDigest>> TableComparison::keyed(SqlRows rows,
                                                        const std::string& side) const {
    std::vector<KeyedDigest> out;
    std::set<std::string> seen;
    for (auto& row : rows) {
        std::string digest = std::move(row.back());
        row.pop_back();
        std::string key = text_of(row);
        if (!seen.insert(key).second)
            return fail(Errc::invalid_input,
                        say(pace_.language, text::key_not_unique, side, table_.table));
        out.push_back({.key = std::move(key), .digest = std::move(digest)});
    }
    return out;
}

/// Reads what differed again, until it agrees or stays as it is.
asio::awaitable<Result<void>> TableComparison::settle() {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (int round = 0; round < measure::settling_rounds && !progress_.rows.empty(); ++round) {
        co_await pause(timer, measure::settling_pause);
        DRILL_CO_CHECK(co_await catch_up());
        DRILL_CO_TRY(again, co_await read_again());
        progress_.rows = measure::settled(progress_.rows, again);
        if (measure::is_settled(progress_.rows)) break;
    }
    co_return Result<void>();
}

asio::awaitable<Result<std::vector<DifferentRow>>> TableComparison::read_again() {
    std::vector<DifferentRow> out;
    const auto& rows = progress_.rows;
    for (std::size_t from = 0; from < rows.size(); from += rows_read_again) {
        DRILL_CO_CHECK(may_go_on());
        std::vector<Key> keys;
        for (std::size_t i = from; i < std::min(from + rows_read_again, rows.size()); ++i)
            keys.push_back(key_of(rows[i].key));
        DRILL_CO_TRY(some, co_await compared(first_.sql().rows_with(shape_, keys)));
        out.insert(out.end(), some.begin(), some.end());
    }
    co_return out;
}

}  // namespace firedrill::probe
