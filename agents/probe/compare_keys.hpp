// Compares the keys of two Redis databases: type, value, and whether the key expires. Values are
// read through Redis' own commands and compared in one order, because servers may store the same
// set differently. Only digests are kept. One thread.
#pragma once

#include "agents/probe/compare_tables.hpp"
#include "agents/probe/redis_client.hpp"

namespace firedrill::probe {

inline constexpr std::size_t keys_max = 5'000'000;

/// One of the two databases.
struct KeySide {
    std::string id;
    RedisService service;
};

asio::awaitable<Result<ComparedRows>> compare_keys(KeySide first, KeySide second, std::string match,
                                                   const ComparePace& pace);

}  // namespace firedrill::probe
