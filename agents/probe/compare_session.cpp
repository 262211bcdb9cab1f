#include "agents/probe/compare_session.hpp"

#include "agents/probe/texts.hpp"

namespace firedrill::probe {

namespace {

class PostgresqlSide final : public CompareSession {
public:
    PostgresqlSide(const asio::any_io_executor& executor, std::string id, PgService service)
        : CompareSession(std::move(id), std::make_unique<PostgresqlSql>()),
          service_(std::move(service)),
          connection_(executor) {}

    void cancel() override { connection_.cancel(); }
    bool conflicted() const override { return connection_.sqlstate() == "40001"; }

protected:
    asio::awaitable<Result<void>> connect(Nanos limit) override {
        return connection_.connect(service_, limit);
    }
    asio::awaitable<Result<SqlRows>> query(std::string sql, Nanos limit) override {
        auto answer = co_await connection_.query(std::move(sql), {}, limit);
        if (!answer) co_return answer.error();
        co_return std::move(answer->rows);
    }

private:
    PgService service_;
    PgConnection connection_;
};

class MariadbSide final : public CompareSession {
public:
    MariadbSide(const asio::any_io_executor& executor, std::string id, MariadbService service)
        : CompareSession(std::move(id), std::make_unique<MariadbSql>()),
          connection_(executor, std::make_shared<const MariadbService>(std::move(service))) {}

    void cancel() override { connection_.cancel(); }

protected:
    asio::awaitable<Result<void>> connect(Nanos) override { return connection_.connect(); }
    asio::awaitable<Result<SqlRows>> query(std::string sql, Nanos limit) override {
        auto answer = co_await connection_.query(std::move(sql), limit);
        if (!answer) co_return answer.error();
        co_return std::move(answer->rows);
    }

private:
    MariadbConnection connection_;
};

}  // namespace

Error CompareSession::named(const Error& error) const {
    return fail(error.code, id_ + ": " + error.what, error.remedy);
}

asio::awaitable<Result<void>> CompareSession::open(Nanos limit) {
    limit_ = limit;
    auto connected = co_await connect(std::min<Nanos>(limit, std::chrono::seconds(10)));
    if (!connected) co_return named(connected.error());
    for (const std::string& statement : sql_->prepare(limit / std::chrono::milliseconds(1)))
        DRILL_CO_CHECK(co_await ask(statement));
    co_return Result<void>();
}

asio::awaitable<Result<SqlRows>> CompareSession::ask(std::string sql) {
    // The server gives up first, with its reason.
    auto rows = co_await query(std::move(sql), limit_ + std::chrono::seconds(2));
    if (!rows) co_return named(rows.error());
    co_return rows;
}

Result<std::unique_ptr<CompareSession>> compare_session(const asio::any_io_executor& executor,
                                                        const plan::Connection& connection,
                                                        Language language) {
    using Made = std::unique_ptr<CompareSession>;
    if (connection.kind == "mariadb") {
        DRILL_TRY(service, mariadb_service(connection, language));
        return Made(std::make_unique<MariadbSide>(executor, connection.id, service));
    }
    if (connection.kind != "postgresql")
        return fail(Errc::refused,
                    say(language, text::kind_not_compared, connection.id, connection.kind));
    DRILL_TRY(service, parse_service(connection));
    return Made(std::make_unique<PostgresqlSide>(executor, connection.id, service));
}

}  // namespace firedrill::probe
