// Facts about databases before and after a drill, from each server of a connection by itself, also
// from those that take no writes. Items (docs/measurement_files.md):
//   role:127.0.0.1:25432           primary | standby | unreachable
//   in_recovery:…, timeline:…, standbys:…          t|f, number, how many stream from it
//   setting:…/wal_level            value
//   slot:…/name                    physical | logical
//   schema:…/drill/firedrill, table:…/drill/public.orders    present
// One thread.
#pragma once

#include "agents/probe/pg_connection.hpp"
#include "core/measure/baseline.hpp"

namespace firedrill::probe {

/// A standby is asked when it has replayed what the primary had written before (it is given 3 s),
/// so that it does not show what is already gone. A server that does not answer is a fact; one that
/// refuses us (password) is an error, and so is one that stops answering in the middle.
asio::awaitable<Result<measure::Facts>> database_facts(PgService service, Nanos limit);

/// "role:db1.example:5432" -> "up" | "unreachable", for a service of which only the port is known.
asio::awaitable<Result<measure::Facts>> listener_facts(std::string url, Nanos limit);

}  // namespace firedrill::probe
