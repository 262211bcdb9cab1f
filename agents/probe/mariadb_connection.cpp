#include "agents/probe/mariadb_connection.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/secret.hpp"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>
#include <cerrno>

namespace firedrill::probe {

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
using Descriptor = asio::posix::stream_descriptor;

/// A connect that failed because of what a server said; else nobody serves.
bool was_answered(unsigned int number) {
    const bool from_client = number >= CR_MIN_ERROR && number <= CR_MAX_ERROR;
    return number == CR_SSL_CONNECTION_ERROR || number == CR_AUTH_PLUGIN_CANNOT_LOAD ||
           (!from_client && number != ER_SERVER_SHUTDOWN);
}

}  // namespace

MariadbConnection::MariadbConnection(const asio::any_io_executor& executor,
                                     std::shared_ptr<const MariadbService> service)
    : service_(std::move(service)), socket_(executor), alarm_(executor) {}

MariadbConnection::~MariadbConnection() {
    close();
}

void MariadbConnection::close() {
    if (socket_.is_open()) (void)socket_.release();  // the library closes it
    if (session_ != nullptr) ::mysql_close(session_);
    session_ = nullptr;
}

asio::awaitable<Result<void>> MariadbConnection::connect() {
    cancelled_ = false;
    std::string password;
    if (!service_->password_file.empty()) {
        auto read = resident::read_secret(service_->password_file);
        if (!read) co_return fail(Errc::refused, describe(read.error()));
        password = std::move(*read);
    }
    Error all = fail(Errc::unreachable, "");
    for (const TcpAddress& place : service_->places) {
        auto connected = co_await connect_to(place, password);
        if (connected && service_->read_write) connected = co_await takes_writes();
        if (connected) co_return connected;
        const Error& error = connected.error();
        if (cancelled_) co_return fail(Errc::busy, say(service_->language, text::cancelled));
        if (error.code == Errc::refused || all.what.empty()) all.code = error.code;
        all.what += (all.what.empty() ? "" : "; ") + place.label() + ": " + error.what;
    }
    co_return all;
}

void MariadbConnection::begin() {
    close();
    session_ = ::mysql_init(nullptr);
    ::mysql_options(session_, MYSQL_OPT_NONBLOCK, nullptr);
    if (!service_->tls) return;
    const my_bool yes = 1;
    ::mysql_options(session_, MYSQL_OPT_SSL_ENFORCE, &yes);
    ::mysql_options(session_, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    if (!service_->tls->ca.empty())
        ::mysql_options(session_, MYSQL_OPT_SSL_CA, service_->tls->ca.c_str());
}

/// A name is looked up here: the library would block the program for it. With TLS it needs the
/// name itself, to hold it against the certificate.
asio::awaitable<Result<void>> MariadbConnection::connect_to(TcpAddress place,
                                                            const std::string& password) {
    const bool local = !service_->socket.empty();
    if (!local && !service_->tls) {
        auto found = co_await resolve(place);
        if (!found) co_return found.error();
        place.host = found->front().address().to_string();
    }
    begin();
    const Nanos until = resident::mono_now() + connect_max;
    MYSQL* connected = nullptr;
    int wanted = ::mysql_real_connect_start(
        &connected, session_, local ? nullptr : place.host.c_str(), service_->user.c_str(),
        password.c_str(), service_->database.empty() ? nullptr : service_->database.c_str(),
        local ? 0U : static_cast<unsigned>(std::stoul(place.port)),
        local ? service_->socket.c_str() : nullptr, 0);
    while (wanted != 0) {
        const int got = co_await ready(wanted, until);
        wanted = ::mysql_real_connect_cont(&connected, session_, got);
    }
    server_ = place.label();
    if (connected != nullptr) co_return Result<void>();
    if (resident::mono_now() >= until)
        co_return fail(Errc::timeout, say(service_->language, text::no_answer));
    co_return fail(was_answered(::mysql_errno(session_)) ? Errc::refused : Errc::unreachable,
                   ::mysql_error(session_));
}

asio::awaitable<Result<void>> MariadbConnection::takes_writes() {
    auto answer = co_await query(mariadb_read_only, connect_max);
    if (!answer) co_return answer.error();
    if (answer->rows.size() != 1 || answer->rows[0][0] != "0")
        co_return fail(Errc::refused, say(service_->language, text::takes_no_writes));
    co_return Result<void>();
}

asio::awaitable<Result<MariadbRows>> MariadbConnection::query(std::string sql, Nanos limit) {
    if (session_ == nullptr)
        co_return fail(Errc::unreachable, say(service_->language, text::closed));
    number_ = 0;
    const Nanos until = resident::mono_now() + limit;
    int failed = 0;
    int wanted = ::mysql_real_query_start(&failed, session_, sql.data(), sql.size());
    while (wanted != 0) {
        const int got = co_await ready(wanted, until);
        wanted = ::mysql_real_query_cont(&failed, session_, got);
    }
    if (failed != 0) co_return lost();
    const bool has_rows = ::mysql_field_count(session_) > 0;
    MYSQL_RES* result = nullptr;
    wanted = has_rows ? ::mysql_store_result_start(&result, session_) : 0;
    while (wanted != 0) {
        const int got = co_await ready(wanted, until);
        wanted = ::mysql_store_result_cont(&result, session_, got);
    }
    if (has_rows && result == nullptr) co_return lost();
    co_return rows_of(result);
}

MariadbRows MariadbConnection::rows_of(void* result) const {
    MariadbRows out;
    out.warned = ::mysql_warning_count(session_) > 0;
    auto* const read = static_cast<MYSQL_RES*>(result);
    if (read == nullptr) return out;
    const unsigned int columns = ::mysql_num_fields(read);
    while (const MYSQL_ROW row = ::mysql_fetch_row(read)) {
        auto& values = out.rows.emplace_back();
        for (unsigned int i = 0; i < columns; ++i)
            values.emplace_back(row[i] == nullptr ? "" : row[i]);
    }
    ::mysql_free_result(read);
    return out;
}

/// What the server said, or that it is gone.
Error MariadbConnection::lost() {
    if (cancelled_) return fail(Errc::busy, say(service_->language, text::cancelled));
    number_ = ::mysql_errno(session_);
    const bool said = was_answered(number_) && number_ != CR_SSL_CONNECTION_ERROR;
    return fail(said ? Errc::io : Errc::unreachable, ::mysql_error(session_));
}

bool MariadbConnection::healthy() const {
    if (session_ == nullptr) return false;
    char byte = 0;
    const ssize_t got = ::recv(::mysql_get_socket(session_), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

/// What has happened to the library's socket; when nothing does in time, that.
asio::awaitable<int> MariadbConnection::ready(int wanted, Nanos until) {
    const Nanos left = until - resident::mono_now();
    if (cancelled_ || left <= Nanos{0}) co_return MYSQL_WAIT_TIMEOUT;
    boost::system::error_code ec;
    socket_.assign(::mysql_get_socket(session_), ec);
    if (ec) co_return MYSQL_WAIT_TIMEOUT;
    alarm_.set(left, [this] {
        boost::system::error_code ignored;
        if (socket_.is_open()) socket_.cancel(ignored);
    });
    const bool writes = (wanted & MYSQL_WAIT_WRITE) != 0;
    auto waited = co_await socket_.async_wait(
        writes ? Descriptor::wait_write : Descriptor::wait_read, as_tuple);
    alarm_.off();
    if (socket_.is_open()) (void)socket_.release();
    if (cancelled_ || alarm_.rang() || std::get<0>(waited)) co_return MYSQL_WAIT_TIMEOUT;
    co_return wanted&(writes ? MYSQL_WAIT_WRITE : MYSQL_WAIT_READ);
}

asio::awaitable<bool> MariadbConnection::idle() {
    woken_ = false;
    boost::system::error_code ec;
    socket_.assign(::mysql_get_socket(session_), ec);
    if (ec) co_return false;
    (void)co_await socket_.async_wait(Descriptor::wait_read, as_tuple);
    if (socket_.is_open()) (void)socket_.release();
    co_return woken_ && !cancelled_;
}

void MariadbConnection::wake() {
    woken_ = true;
    boost::system::error_code ignored;
    if (socket_.is_open()) socket_.cancel(ignored);
}

void MariadbConnection::cancel() {
    cancelled_ = true;
    boost::system::error_code ignored;
    if (socket_.is_open()) socket_.cancel(ignored);
}

}  // namespace firedrill::probe
