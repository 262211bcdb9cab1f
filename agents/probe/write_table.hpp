// The table that takes drill writes, in a schema of our own: firedrill.<name>. Everything it needs
// is created at the start and gone after drop(); the schema goes too when it is ours and empty.
//
// No key and no index: a row that came twice must be visible. Sessions are dense, so the content
// needs no order. Statements run on the connection that is given. One thread.
#pragma once

#include "agents/probe/pg_connection.hpp"
#include "core/measure/writes.hpp"

#include <string>

namespace firedrill::probe {

inline constexpr const char* drill_schema = "firedrill";

/// "w_<drill>_<probe>_<digest of both>": unique for a run of a probe, at most 63 bytes.
std::string write_table(const std::string& drill, const std::string& run);

asio::awaitable<Result<void>> create_table(PgConnection& session, std::string table, Nanos limit);

/// Succeeds when it is gone, whoever removed it.
asio::awaitable<Result<void>> drop_table(PgConnection& session, std::string table, Nanos limit);

std::string insert_statement(const std::string& table);

/// All rows in one REPEATABLE READ snapshot, from a server that takes writes: else refused.
asio::awaitable<Result<measure::RowsFile>> read_back(PgConnection& session, std::string table,
                                                     Nanos limit);

}  // namespace firedrill::probe
