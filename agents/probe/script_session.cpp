#include "agents/probe/script_session.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"

namespace firedrill::probe {

namespace {
constexpr std::size_t line_max = std::size_t{16} << 10U;
}

Result<ScriptService> script_service(const plan::Connection& connection, Language language) {
    DRILL_TRY(address, parse_tcp(connection.url));
    ScriptService out{.to = {.places = {std::move(address)}, .tls = {}, .language = language},
                      .dialog = connection.dialog};
    if (!connection.tls) return out;
    DRILL_TRY(client, tls_client(connection.tls->ca, connection.tls->name));
    out.to.tls = std::move(client);
    return out;
}

ScriptSession::ScriptSession(const asio::any_io_executor& executor,
                             std::shared_ptr<const ScriptService> service)
    : service_(std::move(service)), stream_(executor) {}

asio::awaitable<Result<void>> ScriptSession::connect() {
    return stream_.connect(service_->to, connect_max);
}

asio::awaitable<Result<void>> ScriptSession::ask() {
    const Language language = service_->to.language;
    for (const plan::DialogLine& line : service_->dialog) {
        if (!line.send.empty()) {
            DRILL_CO_CHECK(co_await stream_.write(line.send + "\r\n", silence_max));
            continue;
        }
        auto heard = co_await next_line();
        if (!heard) co_return heard.error();
        if (heard->find(line.expect) == std::string::npos)
            co_return fail(Errc::io,
                           say(language, text::other_line, heard->substr(0, 80), line.expect));
    }
    co_return Result<void>();
}

/// Without its end, whichever it has.
asio::awaitable<Result<std::string>> ScriptSession::next_line() {
    while (unread_.find('\n') == std::string::npos) {
        if (unread_.size() > line_max)
            co_return fail(Errc::io, say(service_->to.language, text::no_line));
        DRILL_CO_CHECK(co_await stream_.read(unread_, silence_max));
    }
    const auto end = unread_.find('\n');
    std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    if (line.ends_with('\r')) line.pop_back();
    co_return line;
}

}  // namespace firedrill::probe
