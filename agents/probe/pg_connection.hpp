// PgConnection: one session with PostgreSQL, never blocking, every call with a time limit.
//
// libpq does the protocol; its socket is watched by Asio. After any error other than Errc::io
// (the server said no to the statement) the session is over and only close() makes sense.
// One thread; one call at a time; cancel(), wake() and close() may come at any moment.
#pragma once

#include "agents/probe/pg_service.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;
struct pg_result;

namespace firedrill::probe {

namespace asio = boost::asio;

struct PgRows {
    std::vector<std::vector<std::string>> rows;  ///< NULL reads as ""
    std::vector<std::string> warnings;           ///< of severity WARNING, while it ran
};

class PgConnection {
public:
    explicit PgConnection(const asio::any_io_executor& executor);
    ~PgConnection();
    PgConnection(const PgConnection&) = delete;
    PgConnection& operator=(const PgConnection&) = delete;

    /// Tries the hosts in their order as a client does. Errors: unreachable (nobody answered),
    /// refused (a server answered, but not with what was asked for: password, role), timeout.
    asio::awaitable<Result<void>> connect(PgService service, Nanos timeout);

    /// One statement. Errors: io (the server's ERROR, see sqlstate()), unreachable, timeout.
    asio::awaitable<Result<PgRows>> query(std::string sql, std::vector<std::string> values,
                                          Nanos timeout);

    /// COPY … TO STDOUT: one call of `line` for each row, without its line end.
    asio::awaitable<Result<void>> copy_out(std::string sql,
                                           std::function<void(std::string_view)> line,
                                           Nanos timeout);

    /// Watches a session at rest. True: woken. False: the server has closed it.
    asio::awaitable<bool> idle();
    void wake();

    /// The call under way ends with Errc::busy; the session is over.
    void cancel();
    void close();

    /// Nothing says that the server has closed it. Costs one read(2).
    bool healthy();
    const std::string& sqlstate() const { return sqlstate_; }
    /// "127.0.0.1:25432" of the server that answered.
    const std::string& server() const { return server_; }

private:
    asio::awaitable<Result<void>> connect_host(const PgService& service, const PgHost& host);
    asio::awaitable<Result<void>> resolve(PgService& service);
    asio::awaitable<Result<void>> ready(asio::posix::stream_descriptor::wait_type what);
    asio::awaitable<Result<void>> flush();
    asio::awaitable<Result<void>> await_result();
    asio::awaitable<Result<void>> drain_results();
    Result<void> begin(const PgService& service, const PgHost& host);
    Result<void> send(const std::string& sql, const std::vector<std::string>& values);
    Result<void> keep(pg_result* result, PgRows& rows);
    void watch();
    void unwatch();
    void arm(Nanos timeout);
    void disarm();
    Error lost(Errc code) const;
    std::string said(const char* text) const;
    std::string without_password(std::string text) const;
    static void notice(void* self, const pg_result* result);

    asio::any_io_executor executor_;
    asio::posix::stream_descriptor socket_;
    asio::steady_timer timer_;
    pg_conn* session_ = nullptr;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< guards the timer's handler
    bool timed_out_ = false;
    bool cancelled_ = false;
    bool woken_ = false;
    std::string sqlstate_;
    std::string server_;
    std::vector<std::string> warnings_;
};

}  // namespace firedrill::probe
