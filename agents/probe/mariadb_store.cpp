#include "agents/probe/mariadb_store.hpp"

#include "agents/probe/texts.hpp"
#include "agents/resident/clock.hpp"

#include <fmt/format.h>
#include <mysqld_error.h>

#include <charconv>

namespace firedrill::probe {

namespace {

bool read_number(const std::string& text, std::int64_t& out) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    return read.ec == std::errc{} && read.ptr == end;
}

bool read_row(std::vector<std::string>& values, measure::Row& row) {
    const bool numbers = values.size() == 3 && read_number(values[0], row.session) &&
                         read_number(values[1], row.sequence);
    if (numbers) row.payload = std::move(values[2]);
    return numbers;
}

/// A replica, or a server that is being taken out of service.
bool is_read_only(unsigned int number) {
    return number == ER_OPTION_PREVENTS_STATEMENT || number == ER_READ_ONLY_MODE ||
           number == ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION;
}

}  // namespace

MariadbStore::MariadbStore(const asio::any_io_executor& executor,
                           std::shared_ptr<const MariadbService> service, std::string table)
    : connection_(executor, std::move(service)), table_(std::move(table)) {}

asio::awaitable<Result<void>> MariadbStore::execute(std::string sql, Nanos limit) {
    auto answer = co_await connection_.query(std::move(sql), limit);
    if (!answer) co_return answer.error();
    co_return Result<void>();
}

asio::awaitable<Result<void>> MariadbStore::create(Nanos limit) {
    return execute(
        fmt::format("CREATE TABLE IF NOT EXISTS `{}` (session BIGINT NOT NULL, sequence BIGINT "
                    "NOT NULL, payload TEXT NOT NULL) ENGINE=InnoDB CHARACTER SET ascii "
                    "COMMENT 'Drill writes of Firedrill; goes when the drill ends'",
                    table_),
        limit);
}

asio::awaitable<Result<Accepted>> MariadbStore::write(measure::Row row, Nanos limit) {
    // the payload is a digest in hexadecimal digits
    auto answer = co_await connection_.query(
        fmt::format("INSERT INTO `{}` (session, sequence, payload) VALUES ({}, {}, '{}')", table_,
                    row.session, row.sequence, row.payload),
        limit);
    if (answer) co_return answer->warned ? Accepted::with_warning : Accepted::plainly;
    const Error error = answer.error();
    refusal_ = error.code == Errc::io ? connection_.number() : 0;
    // Promoted before it had received the table: later writes need one all the same.
    if (refusal_ == ER_NO_SUCH_TABLE) co_await create(limit);
    co_return error;
}

bool MariadbStore::takes_more() const {
    return refusal_ != 0 && !is_read_only(refusal_);
}

asio::awaitable<Result<void>> MariadbStore::drop(Nanos limit) {
    return execute(fmt::format("DROP TABLE IF EXISTS `{}`", table_), limit);
}

asio::awaitable<Result<void>> MariadbStore::describe_server(measure::RowsFile& file, Nanos limit) {
    auto answer = co_await connection_.query(mariadb_read_only, limit);
    if (!answer) co_return answer.error();
    if (answer->rows.at(0)[0] != "0")
        co_return fail(Errc::refused, connection_.server() + ": " +
                                          say(connection_.language(), text::takes_no_writes));
    file.server = connection_.server();
    auto position = co_await connection_.query("SELECT @@global.gtid_current_pos", limit);
    if (position) file.lsn = position->rows.at(0)[0];  // MySQL has no such variable
    co_return Result<void>();
}

asio::awaitable<Result<measure::RowsFile>> MariadbStore::read_back(Nanos limit) {
    measure::RowsFile file;
    file.taken = resident::mono_now();
    DRILL_CO_CHECK(
        co_await execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", limit));
    DRILL_CO_CHECK(co_await describe_server(file, limit));
    auto answer = co_await connection_.query(
        fmt::format("SELECT session, sequence, payload FROM `{}`", table_), limit);
    if (!answer) co_return answer.error();
    for (auto& values : answer->rows)
        if (!read_row(values, file.rows.emplace_back()))
            co_return fail(Errc::corrupt, table_ + " holds what is not ours");
    DRILL_CO_CHECK(co_await execute("COMMIT", limit));
    co_return file;
}

}  // namespace firedrill::probe
