// MariadbSession: asks MariaDB or MySQL whether a client could write now, as its clients connect.
#pragma once

#include "agents/probe/mariadb_connection.hpp"
#include "agents/probe/session.hpp"

namespace firedrill::probe {

class MariadbSession final : public Session {
public:
    MariadbSession(const asio::any_io_executor& executor,
                   std::shared_ptr<const MariadbService> service)
        : connection_(executor, std::move(service)) {}

    asio::awaitable<Result<void>> connect() override { return connection_.connect(); }
    asio::awaitable<Result<void>> ask() override;
    asio::awaitable<bool> idle() override { return connection_.idle(); }
    void wake() override { connection_.wake(); }
    void cancel() override { connection_.cancel(); }

private:
    MariadbConnection connection_;
};

}  // namespace firedrill::probe
