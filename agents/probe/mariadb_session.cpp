#include "agents/probe/mariadb_session.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"

namespace firedrill::probe {

asio::awaitable<Result<void>> MariadbSession::ask() {
    // Not 0 on a replica and wherever writing is switched off.
    auto answer = co_await connection_.query(
        "SELECT @@global.read_only + @@global.innodb_read_only", silence_max);
    if (!answer) co_return answer.error();
    if (answer->rows.size() != 1 || answer->rows[0][0] != "0")
        co_return fail(Errc::io, say(connection_.language(), text::takes_no_writes));
    co_return Result<void>();
}

}  // namespace firedrill::probe
