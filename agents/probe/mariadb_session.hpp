// MariadbSession: asks MariaDB or MySQL whether a client could write now, as its clients connect.
//
// Their library does the protocol, never blocking: its socket is watched by Asio.
#pragma once

#include "agents/probe/alarm.hpp"
#include "agents/probe/session.hpp"
#include "agents/probe/tcp_address.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/plan/connection.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <optional>

struct st_mysql;

namespace firedrill::probe {

struct MariadbService {
    std::vector<TcpAddress> places;  ///< tried in this order
    std::string socket;              ///< a Unix socket instead
    std::string user;
    std::string database;
    std::string password_file;
    std::optional<plan::Tls> tls;
    Language language = Language::en;
};
/// "host=db1,db2 port=3306 user=drill database=orders" or "socket=PATH user=…".
Result<MariadbService> mariadb_service(const plan::Connection& connection, Language language);

class MariadbSession final : public Session {
public:
    MariadbSession(const asio::any_io_executor& executor,
                   std::shared_ptr<const MariadbService> service);
    ~MariadbSession() override;
    MariadbSession(const MariadbSession&) = delete;
    MariadbSession& operator=(const MariadbSession&) = delete;

    asio::awaitable<Result<void>> connect() override;
    asio::awaitable<Result<void>> ask() override;
    asio::awaitable<bool> idle() override;
    void wake() override;
    void cancel() override;

private:
    asio::awaitable<Result<void>> connect_to(TcpAddress place, const std::string& password);
    asio::awaitable<int> ready(int wanted, Nanos until);
    void begin();
    void close();
    Error lost() const;

    std::shared_ptr<const MariadbService> service_;
    asio::posix::stream_descriptor socket_;
    Alarm alarm_;
    st_mysql* session_ = nullptr;
    bool cancelled_ = false;
    bool woken_ = false;
};

}  // namespace firedrill::probe
