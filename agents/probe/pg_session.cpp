#include "agents/probe/pg_session.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"

namespace firedrill::probe {

namespace {

/// Fails to be ('f', 'off') on a standby and where writing is switched off.
constexpr const char* question =
    "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only')";

bool writable(const PgRows& answer) {
    return answer.rows.size() == 1 && answer.rows[0].size() == 2 && answer.rows[0][0] == "f" &&
           answer.rows[0][1] == "off";
}

}  // namespace

PgSession::PgSession(const asio::any_io_executor& executor, PgService service, Language language)
    : service_(std::move(service)), language_(language), connection_(executor) {}

asio::awaitable<Result<void>> PgSession::connect() {
    const auto hosts = static_cast<std::int64_t>(service_.hosts.size());
    return connection_.connect(service_, service_.host_timeout * hosts);
}

asio::awaitable<Result<void>> PgSession::ask() {
    auto answer = co_await connection_.query(question, {}, silence_max);
    if (!answer) co_return answer.error();
    if (!writable(*answer)) co_return fail(Errc::io, say(language_, text::takes_no_writes));
    co_return Result<void>();
}

}  // namespace firedrill::probe
