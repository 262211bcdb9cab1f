// Compares the answers of two queries: balances at both sites, positions with the sums of trades.
//
// The first column is the key of a row, the others are what is compared; of a single column each
// row is its own key. A query runs in a read-only session. One thread.
#pragma once

#include "agents/probe/compare_tables.hpp"

namespace firedrill::probe {

inline constexpr std::size_t answer_rows_max = 100'000;

asio::awaitable<Result<ComparedRows>> compare_answers(CompareSession& first, CompareSession& second,
                                                      const plan::AgreeingQueries& queries,
                                                      const ComparePace& pace);

}  // namespace firedrill::probe
