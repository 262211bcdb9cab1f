#include "agents/probe/http_store.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/clock.hpp"

#include <fmt/format.h>

namespace firedrill::probe {

namespace {

constexpr std::size_t rows_max = std::size_t{1} << 30U;

bool is_done(int status) {
    return status >= 200 && status < 300;
}
/// It was understood and not done; of 5xx nobody knows.
bool is_refused(int status) {
    return status >= 400 && status < 500;
}

std::string said(const HttpAnswer& answer) {
    const std::string body =
        answer.body.substr(0, std::min(answer.body.find('\n'), std::size_t{80}));
    return fmt::format("status {}{}{}", answer.status, body.empty() ? "" : ": ", body);
}

Result<measure::RowsFile> rows_of(const std::string& body, measure::RowsFile file) {
    if (!body.empty() && body.back() != '\n')
        return fail(Errc::corrupt, "the rows do not end in a whole line");
    for (std::size_t from = 0; from < body.size();) {
        const std::size_t end = body.find('\n', from);
        if (!read_row(std::string_view(body).substr(from, end - from), ':',
                      file.rows.emplace_back()))
            return fail(
                Errc::corrupt,
                "a row is not ours: " + body.substr(from, std::min(end - from, std::size_t{80})));
        from = end + 1;
    }
    return file;
}

}  // namespace

Result<HttpWrites> http_writes(const plan::Connection& connection, Language language) {
    if (!connection.http || connection.http->writes.empty())
        return fail(Errc::invalid_input, say(language, text::no_writes_url, connection.id));
    DRILL_TRY(url, parse_http(connection.http->writes));
    DRILL_TRY(to, http_destination(connection, url, language));
    return HttpWrites{
        .connection = connection, .url = std::move(url), .to = std::move(to), .language = language};
}

HttpStore::HttpStore(const asio::any_io_executor& executor,
                     std::shared_ptr<const HttpWrites> service, std::string run)
    : executor_(executor),
      service_(std::move(service)),
      run_(std::move(run)),
      stream_(std::make_unique<Stream>(executor)) {}

void HttpStore::close() {
    stream_ = std::make_unique<Stream>(executor_);
    lasts_ = true;
}

asio::awaitable<Result<void>> HttpStore::connect() {
    close();
    return stream_->connect(service_->to, connect_max);
}

/// The run is the last part of the path.
asio::awaitable<Result<HttpAnswer>> HttpStore::ask(std::string method, std::string body,
                                                   Nanos limit) {
    HttpUrl url = service_->url;
    url.target += "/" + run_;
    plan::HttpRequest request{.method = std::move(method), .headers = {}, .body = std::move(body)};
    if (request.method == "POST") request.headers["Content-Type"] = "text/plain";
    auto bytes = http_request(service_->connection, url, request);
    if (!bytes) co_return fail(Errc::refused, describe(bytes.error()));
    auto answer =
        co_await exchange(*stream_, std::move(*bytes), false, rows_max, limit, service_->language);
    lasts_ = answer && answer->lasts;
    co_return answer;
}

asio::awaitable<Result<void>> HttpStore::expect_done(std::string method, Nanos limit) {
    auto answer = co_await ask(method, {}, limit);
    if (!answer) co_return answer.error();
    const bool gone = method == "DELETE" && answer->status == 404;
    if (!is_done(answer->status) && !gone) co_return fail(Errc::io, method + ": " + said(*answer));
    co_return Result<void>();
}

asio::awaitable<Result<void>> HttpStore::create(Nanos limit) {
    return expect_done("PUT", limit);
}

asio::awaitable<Result<void>> HttpStore::drop(Nanos limit) {
    return expect_done("DELETE", limit);
}

asio::awaitable<Result<Accepted>> HttpStore::write(measure::Row row, Nanos limit) {
    takes_more_ = false;
    auto answer = co_await ask(
        "POST", fmt::format("{}:{}:{}\n", row.session, row.sequence, row.payload), limit);
    if (!answer)  // what is no HTTP says nothing of what was done
        co_return fail(answer.error().code == Errc::io ? Errc::unreachable : answer.error().code,
                       answer.error().what);
    if (is_done(answer->status))
        co_return answer->warning.empty() ? Accepted::plainly : Accepted::with_warning;
    takes_more_ = is_refused(answer->status);
    co_return fail(takes_more_ ? Errc::io : Errc::unreachable, said(*answer));
}

asio::awaitable<Result<measure::RowsFile>> HttpStore::read_back(Nanos limit) {
    measure::RowsFile file;
    file.taken = resident::mono_now();
    file.server = service_->url.address.label();
    auto answer = co_await ask("GET", {}, limit);
    if (!answer) co_return answer.error();
    if (answer->status != 200) co_return fail(Errc::refused, said(*answer));
    co_return rows_of(answer->body, std::move(file));
}

}  // namespace firedrill::probe
