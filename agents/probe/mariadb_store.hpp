// MariadbStore: drill writes in MariaDB or MySQL: a table of the run in the connection's database.
//
// No key and no index: a row that came twice must be visible. A warning with the answer counts as
// such, whatever it says.
#pragma once

#include "agents/probe/mariadb_connection.hpp"
#include "agents/probe/write_store.hpp"

namespace firedrill::probe {

class MariadbStore final : public WriteStore {
public:
    MariadbStore(const asio::any_io_executor& executor,
                 std::shared_ptr<const MariadbService> service, std::string table);

    asio::awaitable<Result<void>> connect() override { return connection_.connect(); }
    bool healthy() override { return connection_.healthy(); }
    asio::awaitable<Result<void>> create(Nanos limit) override;
    asio::awaitable<Result<Accepted>> write(measure::Row row, Nanos limit) override;
    bool takes_more() const override;
    asio::awaitable<Result<measure::RowsFile>> read_back(Nanos limit) override;
    asio::awaitable<Result<void>> drop(Nanos limit) override;
    void cancel() override { connection_.cancel(); }
    void close() override { connection_.close(); }

private:
    asio::awaitable<Result<void>> execute(std::string sql, Nanos limit);
    asio::awaitable<Result<void>> describe_server(measure::RowsFile& file, Nanos limit);

    MariadbConnection connection_;
    std::string table_;
    unsigned int refusal_ = 0;  ///< with which the last write was refused
};

}  // namespace firedrill::probe
