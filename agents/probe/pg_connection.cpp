#include "agents/probe/pg_connection.hpp"

#include "agents/resident/secret.hpp"
#include "core/agent/redact.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace firedrill::probe {

namespace {

using Wait = asio::posix::stream_descriptor::wait_type;

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// The first line of what libpq says; the rest repeats it.
std::string first_line(const char* text) {
    std::string line(text == nullptr ? "" : text);
    if (const auto end = line.find('\n'); end != std::string::npos) line.resize(end);
    return line.empty() ? "no reason given" : line;
}

/// libpq tells the reason of a failed connect only in words. Those of the network and of a
/// server that is not up yet mean that nobody serves; all others are an answer.
bool nobody_serves(const std::string& why) {
    constexpr std::array<std::string_view, 9> words = {
        "refused",     "closed the connection", "reset by peer",
        "starting up", "shutting down",         "recovery mode",
        "No route",    "unreachable",           "No such file"};
    for (const auto word : words)
        if (why.find(word) != std::string::npos) return true;
    return false;
}

std::string field(const PGresult* result, int which) {
    const char* text = PQresultErrorField(result, which);
    return text == nullptr ? "" : text;
}

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, Clear>;

}  // namespace

PgConnection::PgConnection(const asio::any_io_executor& executor)
    : executor_(executor), socket_(executor), timer_(executor) {}

PgConnection::~PgConnection() {
    *alive_ = false;
    close();
}

asio::awaitable<Result<void>> PgConnection::connect(PgService service, Nanos timeout) {
    cancelled_ = false;
    if (!service.password_file.empty())
        DRILL_CO_CHECK(resident::check_secret_file(service.password_file));
    DRILL_CO_CHECK(co_await resolve(service));
    const auto until = std::chrono::steady_clock::now() + timeout;
    Error all = fail(Errc::unreachable, "");
    for (const PgHost& host : service.hosts) {
        const Nanos rest = until - std::chrono::steady_clock::now();
        if (rest <= Nanos{0}) break;
        arm(std::min(rest, service.host_timeout));
        auto connected = co_await connect_host(service, host);
        disarm();
        if (connected) co_return Result<void>();
        const Error error = connected.error();
        close();
        if (error.code == Errc::busy) co_return error;
        if (error.code == Errc::refused || all.what.empty()) all.code = error.code;
        all.what += (all.what.empty() ? "" : "; ") + host.label() + ": " + error.what;
        all.remedy = error.remedy;
    }
    if (all.what.empty()) all = fail(Errc::timeout, "no time left to connect");
    co_return all;
}

/// libpq would look a name up in the middle of its state machine and block the program.
asio::awaitable<Result<void>> PgConnection::resolve(PgService& service) {
    std::vector<PgHost> found;
    for (const PgHost& host : service.hosts) {
        if (!host.needs_resolving()) {
            found.push_back(host);
            continue;
        }
        asio::ip::tcp::resolver resolver(executor_);
        auto answer = co_await resolver.async_resolve(host.name, host.port, as_tuple);
        auto& [ec, endpoints] = answer;
        for (const auto& entry : endpoints) {
            PgHost resolved = host;
            resolved.address = entry.endpoint().address().to_string();
            found.push_back(std::move(resolved));
        }
        if (ec && service.hosts.size() == 1)
            co_return fail(Errc::unreachable, fmt::format("{}: {}", host.name, ec.message()));
    }
    service.hosts = std::move(found);
    co_return Result<void>();
}

Result<void> PgConnection::begin(const PgService& service, const PgHost& host) {
    std::map<std::string, std::string> options = service.options;
    options["host"] = host.name;
    options["port"] = host.port;
    if (!host.address.empty()) options["hostaddr"] = host.address;
    if (!service.password_file.empty()) {
        if (resident::is_pgpass(service.password_file)) {
            options["passfile"] = service.password_file;
        } else {
            DRILL_TRY(password, resident::read_secret(service.password_file));
            options["password"] = password;
        }
    }
    std::vector<const char*> keys, values;
    for (const auto& [key, value] : options) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    session_ = PQconnectStartParams(keys.data(), values.data(), 0);
    if (session_ == nullptr) return fail(Errc::internal, "out of memory");
    if (PQstatus(session_) == CONNECTION_BAD) return lost(Errc::unreachable);
    PQsetNoticeReceiver(session_, &PgConnection::notice, this);
    return {};
}

asio::awaitable<Result<void>> PgConnection::connect_host(const PgService& service,
                                                         const PgHost& host) {
    DRILL_CO_CHECK(begin(service, host));
    auto step = PGRES_POLLING_WRITING;
    while (step != PGRES_POLLING_OK) {
        watch();
        auto waited =
            co_await ready(step == PGRES_POLLING_WRITING ? Wait::wait_write : Wait::wait_read);
        if (!waited) co_return waited.error();
        unwatch();  // PQconnectPoll may close the socket and open another
        step = PQconnectPoll(session_);
        if (step == PGRES_POLLING_FAILED) {
            const std::string why = said(PQerrorMessage(session_));
            co_return lost(nobody_serves(why) ? Errc::unreachable : Errc::refused);
        }
    }
    PQsetnonblocking(session_, 1);
    watch();
    server_ = host.label();
    co_return Result<void>();
}

asio::awaitable<Result<PgRows>> PgConnection::query(std::string sql,
                                                    std::vector<std::string> values,
                                                    Nanos timeout) {
    arm(timeout);
    PgRows rows;
    Result<void> outcome = send(sql, values);
    if (outcome) outcome = co_await flush();
    while (outcome) {
        outcome = co_await await_result();
        if (!outcome) break;
        const ResultPtr result(PQgetResult(session_));
        if (!result) break;
        outcome = keep(result.get(), rows);
    }
    if (!outcome && outcome.error().code == Errc::io) {
        auto rest = co_await drain_results();
        if (!rest) outcome = rest.error();
    }
    disarm();
    if (!outcome) co_return outcome.error();
    rows.warnings = std::move(warnings_);
    co_return rows;
}

asio::awaitable<Result<void>> PgConnection::copy_out(std::string sql,
                                                     std::function<void(std::string_view)> line,
                                                     Nanos timeout) {
    arm(timeout);
    DRILL_CO_CHECK(send(sql, {}));
    DRILL_CO_CHECK(co_await flush());
    DRILL_CO_CHECK(co_await await_result());
    ResultPtr opening(PQgetResult(session_));
    PgRows none;
    if (PQresultStatus(opening.get()) != PGRES_COPY_OUT) {
        auto refused = keep(opening.get(), none);
        disarm();
        co_return refused ? Result<void>(fail(Errc::internal, "not a COPY statement")) : refused;
    }
    for (;;) {
        char* bytes = nullptr;
        const int length = PQgetCopyData(session_, &bytes, 1);
        if (length > 0) {
            std::string_view text(bytes, static_cast<std::size_t>(length));
            if (text.ends_with('\n')) text.remove_suffix(1);
            line(text);
            PQfreemem(bytes);
            continue;
        }
        if (length < 0) break;
        DRILL_CO_CHECK(co_await ready(Wait::wait_read));
        if (PQconsumeInput(session_) == 0) co_return lost(Errc::unreachable);
    }
    auto end = co_await drain_results();
    disarm();
    co_return end;
}

asio::awaitable<bool> PgConnection::idle() {
    woken_ = false;
    while (session_ != nullptr && !cancelled_) {
        auto answer = co_await socket_.async_wait(Wait::wait_read, as_tuple);
        if (woken_) co_return true;
        auto& [ec] = answer;
        if (ec || session_ == nullptr || PQconsumeInput(session_) == 0) co_return false;
        if (PQstatus(session_) != CONNECTION_OK) co_return false;
    }
    co_return false;
}

void PgConnection::wake() {
    woken_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

bool PgConnection::healthy() {
    return session_ != nullptr && PQconsumeInput(session_) == 1 &&
           PQstatus(session_) == CONNECTION_OK;
}

void PgConnection::cancel() {
    cancelled_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void PgConnection::close() {
    disarm();
    unwatch();
    if (session_ != nullptr) PQfinish(session_);
    session_ = nullptr;
}

Result<void> PgConnection::send(const std::string& sql, const std::vector<std::string>& values) {
    sqlstate_.clear();
    warnings_.clear();
    if (session_ == nullptr) return fail(Errc::unreachable, "not connected");
    std::vector<const char*> pointers;
    pointers.reserve(values.size());
    for (const std::string& value : values) pointers.push_back(value.c_str());
    const int sent = values.empty()
                         ? PQsendQuery(session_, sql.c_str())
                         : PQsendQueryParams(session_, sql.c_str(), static_cast<int>(values.size()),
                                             nullptr, pointers.data(), nullptr, nullptr, 0);
    if (sent == 0) return lost(Errc::unreachable);
    return {};
}

asio::awaitable<Result<void>> PgConnection::flush() {
    for (;;) {
        const int left = PQflush(session_);
        if (left < 0) co_return lost(Errc::unreachable);
        if (left == 0) co_return Result<void>();
        DRILL_CO_CHECK(co_await ready(Wait::wait_write));
    }
}

asio::awaitable<Result<void>> PgConnection::await_result() {
    while (PQisBusy(session_) == 1) {
        DRILL_CO_CHECK(co_await ready(Wait::wait_read));
        if (PQconsumeInput(session_) == 0) co_return lost(Errc::unreachable);
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> PgConnection::drain_results() {
    PgRows ignored;
    Result<void> outcome;
    for (;;) {
        DRILL_CO_CHECK(co_await await_result());
        const ResultPtr result(PQgetResult(session_));
        if (!result) break;
        if (auto kept = keep(result.get(), ignored); !kept) outcome = kept;
    }
    if (PQstatus(session_) != CONNECTION_OK) co_return lost(Errc::unreachable);
    co_return outcome;
}

/// FATAL and PANIC end the session: what the statement did is then not known.
Result<void> PgConnection::keep(PGresult* result, PgRows& rows) {
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) return {};
    if (status != PGRES_TUPLES_OK) {
        sqlstate_ = field(result, PG_DIAG_SQLSTATE);
        const bool statement_only = field(result, PG_DIAG_SEVERITY_NONLOCALIZED) == "ERROR" &&
                                    PQstatus(session_) == CONNECTION_OK;
        return fail(statement_only ? Errc::io : Errc::unreachable,
                    said(PQresultErrorMessage(result)));
    }
    for (int row = 0; row < PQntuples(result); ++row) {
        auto& out = rows.rows.emplace_back();
        for (int column = 0; column < PQnfields(result); ++column)
            out.emplace_back(PQgetvalue(result, row, column));
    }
    return {};
}

asio::awaitable<Result<void>> PgConnection::ready(Wait what) {
    if (timed_out_) co_return fail(Errc::timeout, "no answer within the time limit");
    auto answer = co_await socket_.async_wait(what, as_tuple);
    auto& [ec] = answer;
    if (cancelled_) co_return fail(Errc::busy, "cancelled");
    if (timed_out_) co_return fail(Errc::timeout, "no answer within the time limit");
    if (session_ == nullptr) co_return fail(Errc::unreachable, "closed");
    if (ec) co_return fail(Errc::unreachable, ec.message());
    co_return Result<void>();
}

void PgConnection::watch() {
    socket_.assign(PQsocket(session_));
}

void PgConnection::unwatch() {
    if (socket_.is_open()) socket_.release();
}

void PgConnection::arm(Nanos timeout) {
    timed_out_ = false;
    timer_.expires_after(timeout);
    timer_.async_wait([this, alive = alive_](const boost::system::error_code& ec) {
        // An expiry that was already queued when it was disarmed finds another one set.
        if (ec || !*alive || timer_.expiry() > std::chrono::steady_clock::now()) return;
        timed_out_ = true;
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    });
}

void PgConnection::disarm() {
    timer_.expires_at(asio::steady_timer::time_point::max());
    timed_out_ = false;
}

Error PgConnection::lost(Errc code) const {
    return fail(code, said(PQerrorMessage(session_)));
}

/// A server may answer with the password that it was given.
std::string PgConnection::said(const char* text) const {
    return without_password(first_line(text));
}

std::string PgConnection::without_password(std::string text) const {
    agent::Redactor hidden;
    if (const char* password = PQpass(session_)) hidden.add(password);
    return hidden.redacted(std::move(text));
}

void PgConnection::notice(void* self, const PGresult* result) {
    auto* connection = static_cast<PgConnection*>(self);
    if (field(result, PG_DIAG_SEVERITY_NONLOCALIZED) == "WARNING")
        connection->warnings_.push_back(connection->without_password(
            field(result, PG_DIAG_SQLSTATE) + " " + field(result, PG_DIAG_MESSAGE_PRIMARY) + ". " +
            field(result, PG_DIAG_MESSAGE_DETAIL)));
}

}  // namespace firedrill::probe
