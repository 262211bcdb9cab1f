#include "agents/probe/mariadb_session.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"

namespace firedrill::probe {

asio::awaitable<Result<void>> MariadbSession::ask() {
    auto answer = co_await connection_.query(mariadb_read_only, silence_max);
    if (!answer) co_return answer.error();
    if (answer->rows.size() != 1 || answer->rows[0][0] != "0")
        co_return fail(Errc::io, say(connection_.language(), text::takes_no_writes));
    co_return Result<void>();
}

}  // namespace firedrill::probe
