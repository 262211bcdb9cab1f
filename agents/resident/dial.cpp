#include "agents/resident/dial.hpp"

#include "agents/resident/door.hpp"
#include "agents/resident/enrol.hpp"
#include "agents/resident/log.hpp"
#include "agents/resident/spawn.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>

namespace firedrill::resident {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds retry_first{100};
constexpr std::chrono::milliseconds retry_most{5'000};
constexpr std::chrono::hours renew_again{1};

using Stream = std::unique_ptr<TlsStream>;
using Local = asio::local::stream_protocol::socket;

asio::awaitable<void> pause(asio::any_io_executor executor, Nanos length) {
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(quietly);
}

/// Only the stream itself knows what it has read already: nobody waits for its socket.
template <class From, class To>
asio::awaitable<void> carry(From& from, To& to) {
    std::array<char, 16384> buffer;
    for (;;) {
        const auto [ended, count] = co_await from.async_read_some(asio::buffer(buffer), quietly);
        if (ended) co_return;
        const auto [unsent, sent] =
            co_await asio::async_write(to, asio::buffer(buffer.data(), count), quietly);
        if (unsent) co_return;
    }
}

/// Until either side ends. Both then end at once: what was under way is asked for again.
asio::awaitable<void> relay(Stream stream, Local local) {
    co_await (carry(*stream, local) || carry(local, *stream));
}

}  // namespace

Dialer::Dialer(asio::any_io_executor executor, asio::ip::tcp::endpoint head,
               Credentials credentials, std::string socket, wire::Identity who)
    : executor_(std::move(executor)),
      head_(head),
      credentials_(std::move(credentials)),
      socket_(std::move(socket)),
      who_(std::move(who)) {}

Result<Dialer> Dialer::of(asio::any_io_executor executor, const Options& options, wire::Role role) {
    DRILL_TRY(head, parse_head(options.head));
    Credentials credentials(options.state);
    if (!credentials.are_there())
        return fail(Errc::refused, options.host + " is not enrolled",
                    "on the orchestrator's host: firedrill agent enrol " + options.host);
    DRILL_CHECK(credentials.context());
    return Dialer(std::move(executor), head, std::move(credentials), options.socket,
                  {.role = role, .host = options.host});
}

void Dialer::start() {
    spawn(executor_, "dialer", dial());
    spawn(executor_, "renewal", keep_fresh());
}

/// A byte says that somebody took the connection.
asio::awaitable<Result<void>> Dialer::wait_at_gate() {
    DRILL_CO_TRY(context, credentials_.context());
    DRILL_CO_TRY(stream, co_await open_tls(executor_, head_, context, wire::link_protocol));
    complained_.clear();
    std::array<char, 1> taken;
    const auto [ended, count] = co_await stream->async_read_some(asio::buffer(taken), quietly);
    if (ended) co_return fail(Errc::unreachable, "the gate hung up");
    DRILL_CO_TRY(descriptor, connect_to(socket_));
    Local local(executor_, asio::local::stream_protocol(), descriptor);
    spawn(executor_, "relay", relay(std::move(stream), std::move(local)));
    co_return Result<void>{};
}

asio::awaitable<void> Dialer::dial() {
    auto wait = retry_first;
    for (;;) {
        const auto waited = co_await wait_at_gate();
        if (waited) {
            wait = retry_first;
            continue;
        }
        complain(describe(waited.error()));
        co_await pause(executor_, wait);
        wait = std::min(wait * 2, retry_most);
    }
}

/// A gate that is down for a night shall not fill the log.
void Dialer::complain(const std::string& why) {
    if (why == complained_) return;
    complained_ = why;
    log("gate " + head_.address().to_string() + ":" + std::to_string(head_.port()) + ": " + why);
}

asio::awaitable<void> Dialer::keep_fresh() {
    for (;;) {
        const auto time = credentials_.time_left();
        const Nanos left = time ? time->left - time->whole / 3 : Nanos{};
        if (left > Nanos{}) {
            co_await pause(executor_, left);
            continue;
        }
        const auto renewed = co_await renew(executor_, head_, credentials_, who_);
        if (renewed) {
            log("the certificate was renewed");
            continue;
        }
        complain("cannot renew the certificate: " + describe(renewed.error()));
        co_await pause(executor_, renew_again);
    }
}

}  // namespace firedrill::resident
