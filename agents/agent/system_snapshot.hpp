// The system's own state in a snapshot: addresses, routes, packet filter, queues, units. Only
// reads.
#pragma once

#include "agents/agent/fact_sheet.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent {

namespace asio = boost::asio;

/// Either its facts and "seen:CATEGORY" = "yes", or only "seen:CATEGORY" = why not: a tool or a
/// right that lacks never makes a snapshot fail.
Result<void> add_category(FactSheet& sheet, std::string_view category, const Result<Facts>& seen);

/// addresses, routes, nft, tc and units.
asio::awaitable<Result<void>> add_system(FactSheet& sheet);

}  // namespace firedrill::agent
