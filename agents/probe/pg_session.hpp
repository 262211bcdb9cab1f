// PgSession: asks a PostgreSQL service whether a client could write now, as its clients connect.
#pragma once

#include "agents/probe/pg_connection.hpp"
#include "agents/probe/session.hpp"
#include "core/base/text.hpp"

namespace firedrill::probe {

class PgSession final : public Session {
public:
    PgSession(const asio::any_io_executor& executor, PgService service, Language language);

    asio::awaitable<Result<void>> connect() override;
    asio::awaitable<Result<void>> ask() override;
    asio::awaitable<bool> idle() override { return connection_.idle(); }
    void wake() override { connection_.wake(); }
    void cancel() override { connection_.cancel(); }

private:
    PgService service_;
    Language language_;
    PgConnection connection_;
};

}  // namespace firedrill::probe
