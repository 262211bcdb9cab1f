#include "agents/probe/compare_queries.hpp"

#include "agents/probe/texts.hpp"
#include "core/base/json.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace firedrill::probe {

namespace {

using namespace asio::experimental::awaitable_operators;
using measure::KeyedDigest;

asio::awaitable<Result<std::vector<KeyedDigest>>> answer(CompareSession& side, std::string sql,
                                                         std::string id, Language language) {
    DRILL_CO_TRY(rows, co_await side.ask(std::move(sql)));
    if (rows.size() > answer_rows_max)
        co_return fail(Errc::invalid_input,
                       say(language, text::answers_too_long, side.id(), id, answer_rows_max));
    std::vector<KeyedDigest> out;
    std::map<std::string, int> seen;
    for (auto& row : rows) {
        std::string key = row.front();
        if (const int before = seen[key]++; before > 0) key += " #" + std::to_string(before + 1);
        // Never empty: an empty digest means that the row is absent.
        out.push_back({.key = std::move(key), .digest = canonical(to_json(row))});
    }
    co_return out;
}

}  // namespace

asio::awaitable<Result<ComparedRows>> compare_answers(CompareSession& first, CompareSession& second,
                                                      const plan::AgreeingQueries& queries,
                                                      const ComparePace& pace) {
    auto both = co_await (answer(first, queries.first, queries.id, pace.language) &&
                          answer(second, queries.second, queries.id, pace.language));
    auto& [one, other] = both;
    if (!one) co_return one.error();
    if (!other) co_return other.error();
    ComparedRows out;
    out.rows = measure::different_rows(*one, *other);
    out.figures = {.name = queries.id,
                   .first = static_cast<std::int64_t>(one->size()),
                   .second = static_cast<std::int64_t>(other->size())};
    measure::count(out.rows, out.figures);
    co_return out;
}

}  // namespace firedrill::probe
