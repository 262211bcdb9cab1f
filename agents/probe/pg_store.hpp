// PgStore: drill writes in PostgreSQL: a table of the run in a schema of our own, "firedrill",
// which goes, too, when it is ours and empty.
//
// No key and no index: a row that came twice must be visible. Sessions are dense, so the content
// needs no order.
#pragma once

#include "agents/probe/pg_connection.hpp"
#include "agents/probe/write_store.hpp"

namespace firedrill::probe {

class PgStore final : public WriteStore {
public:
    /// `table` with its schema.
    PgStore(const asio::any_io_executor& executor, std::shared_ptr<const PgService> service,
            std::string table);

    asio::awaitable<Result<void>> connect() override;
    bool healthy() override { return session_.healthy(); }
    asio::awaitable<Result<void>> create(Nanos limit) override;
    asio::awaitable<Result<Accepted>> write(measure::Row row, Nanos limit) override;
    bool takes_more() const override;
    asio::awaitable<Result<measure::RowsFile>> read_back(Nanos limit) override;
    asio::awaitable<Result<void>> drop(Nanos limit) override;
    void cancel() override { session_.cancel(); }
    void close() override { session_.close(); }

private:
    asio::awaitable<Result<std::string>> one_value(std::string sql, Nanos limit);
    asio::awaitable<Result<void>> execute(std::string sql, Nanos limit);
    asio::awaitable<Result<void>> create_schema(Nanos limit);
    asio::awaitable<Result<void>> drop_empty_schema(Nanos limit);
    asio::awaitable<Result<void>> describe_server(measure::RowsFile& file, Nanos limit);
    bool made_by_another() const;

    std::shared_ptr<const PgService> service_;
    std::string table_;
    std::string insert_;
    PgConnection session_;
    std::string refusal_;  ///< SQLSTATE of the last write that was refused
};

}  // namespace firedrill::probe
