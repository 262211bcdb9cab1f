// CompareSession: one side of a comparison: a read-only session with a server, and its SQL.
// One thread; one call at a time; cancel() may come at any moment.
#pragma once

#include "agents/probe/compare_sql.hpp"
#include "agents/probe/mariadb_connection.hpp"
#include "agents/probe/pg_connection.hpp"

#include <memory>
#include <string>
#include <vector>

namespace firedrill::probe {

using SqlRows = std::vector<std::vector<std::string>>;

class CompareSession {
public:
    virtual ~CompareSession() = default;

    /// Connects and makes the session read only; no statement may take longer than `limit`.
    /// Errors name the connection.
    asio::awaitable<Result<void>> open(Nanos limit);
    /// Errors name the connection; io: the server said no.
    asio::awaitable<Result<SqlRows>> ask(std::string sql);
    virtual void cancel() = 0;

    const CompareSql& sql() const { return *sql_; }
    const std::string& id() const { return id_; }
    /// The last statement was given up because the server was replaying what it read: ask again.
    virtual bool conflicted() const { return false; }

protected:
    CompareSession(std::string id, std::unique_ptr<CompareSql> sql)
        : id_(std::move(id)), sql_(std::move(sql)) {}
    virtual asio::awaitable<Result<void>> connect(Nanos limit) = 0;
    virtual asio::awaitable<Result<SqlRows>> query(std::string sql, Nanos limit) = 0;

private:
    Error named(const Error& error) const;
    std::string id_;
    std::unique_ptr<CompareSql> sql_;
    Nanos limit_{};
};

/// For a connection of kind postgresql or mariadb.
Result<std::unique_ptr<CompareSession>> compare_session(const asio::any_io_executor& executor,
                                                        const plan::Connection& connection,
                                                        Language language);

}  // namespace firedrill::probe
