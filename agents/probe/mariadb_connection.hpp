// MariadbConnection: one session with MariaDB or MySQL, never blocking, every call with a time
// limit. Their library does the protocol; its socket is watched by Asio.
//
// Errors: refused (a server answered, but not with what was asked for), io (it said no to the
// statement, see number()), unreachable, timeout, busy. After any but io the session is over.
// One thread; one call at a time; cancel(), wake() and close() may come at any moment.
#pragma once

#include "agents/probe/alarm.hpp"
#include "agents/probe/tcp_address.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/plan/connection.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

struct st_mysql;

namespace firedrill::probe {

struct MariadbService {
    std::vector<TcpAddress> places;  ///< tried in this order
    std::string socket;              ///< a Unix socket instead
    std::string user;
    std::string database;
    std::string password_file;
    std::optional<plan::Tls> tls;
    bool read_write = false;  ///< a place that takes no writes is passed over, as one that is down
    Language language = Language::en;
};
/// "host=db1,db2 port=3306 user=drill database=orders" or "socket=PATH user=…".
Result<MariadbService> mariadb_service(const plan::Connection& connection, Language language);

/// Not 0 on a replica and wherever writing is switched off.
inline constexpr const char* mariadb_read_only =
    "SELECT @@global.read_only + @@global.innodb_read_only";

struct MariadbRows {
    std::vector<std::vector<std::string>> rows;  ///< NULL reads as ""
    bool warned = false;
};

class MariadbConnection {
public:
    MariadbConnection(const asio::any_io_executor& executor,
                      std::shared_ptr<const MariadbService> service);
    ~MariadbConnection();
    MariadbConnection(const MariadbConnection&) = delete;
    MariadbConnection& operator=(const MariadbConnection&) = delete;

    asio::awaitable<Result<void>> connect();
    /// One statement.
    asio::awaitable<Result<MariadbRows>> query(std::string sql, Nanos limit);

    /// Watches a session at rest. True: woken. False: the server has closed it.
    asio::awaitable<bool> idle();
    void wake();
    void cancel();
    void close();

    /// Nothing says that the server has closed it. Costs one recv(2).
    bool healthy() const;
    /// What the server said no with, by its own number.
    unsigned int number() const { return number_; }
    /// "db1:3306" of the server that answered.
    const std::string& server() const { return server_; }
    Language language() const { return service_->language; }

private:
    asio::awaitable<Result<void>> connect_to(TcpAddress place, const std::string& password);
    asio::awaitable<Result<void>> takes_writes();
    asio::awaitable<int> ready(int wanted, Nanos until);
    void begin();
    MariadbRows rows_of(void* result) const;
    Error lost();

    std::shared_ptr<const MariadbService> service_;
    asio::posix::stream_descriptor socket_;
    Alarm alarm_;
    st_mysql* session_ = nullptr;
    unsigned int number_ = 0;
    std::string server_;
    bool cancelled_ = false;
    bool woken_ = false;
};

}  // namespace firedrill::probe
