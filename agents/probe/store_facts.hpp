// Facts about MariaDB and Redis before and after a drill, as snapshot.hpp has them of PostgreSQL.
// Items (docs/measurement_files.md):
//   role:10.0.1.20:3306                      primary | standby | unreachable
//   table:10.0.1.20:3306/orders/customers    present
//   key:10.0.1.31:6379/firedrill:w_…         present: drill writes that are left
// One thread.
#pragma once

#include "agents/probe/mariadb_connection.hpp"
#include "agents/probe/redis_client.hpp"
#include "core/measure/baseline.hpp"

#include <string>
#include <vector>

namespace firedrill::probe {

/// Of each host by itself. One that does not answer is a fact; one that refuses us is an error.
asio::awaitable<Result<measure::Facts>> mariadb_facts(MariadbService service, Nanos limit);

/// Of each host by itself, or of the master that Sentinel names. Of keys only `ours` are looked
/// for: to list all would burden the server.
asio::awaitable<Result<measure::Facts>> redis_facts(RedisService service,
                                                    std::vector<std::string> ours, Nanos limit);

}  // namespace firedrill::probe
