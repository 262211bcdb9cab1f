#include "agents/resident/enrol.hpp"

#include "agents/resident/files.hpp"
#include "core/wire/message.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdio>
#include <optional>

namespace firedrill::resident {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds answer_within{10};

asio::awaitable<Result<wire::GiveCertificate>> exchange(TlsStream& stream, std::string question) {
    auto [unsent, sent] = co_await asio::async_write(stream, asio::buffer(question), quietly);
    if (unsent) co_return fail(Errc::unreachable, "the gate hung up: " + unsent.message());
    wire::FrameReader frames(wire::enrolment_bytes_max);
    std::array<char, 4096> buffer;
    for (;;) {
        DRILL_CO_TRY(body, frames.next());
        if (body) co_return wire::decode_give(*body);
        auto [ended, count] = co_await stream.async_read_some(asio::buffer(buffer), quietly);
        if (ended) co_return fail(Errc::unreachable, "the gate hung up: " + ended.message());
        frames.feed({buffer.data(), count});
    }
}

struct Question {
    TlsContext context;
    std::string_view purpose;
    std::string pin;
    wire::AskCertificate ask;
};

asio::awaitable<Result<void>> come_by(asio::any_io_executor executor, asio::ip::tcp::endpoint head,
                                      Credentials credentials, Question question) {
    DRILL_CO_TRY(fresh, Credentials::make());
    question.ask.request = fresh.request;
    DRILL_CO_TRY(stream, co_await open_tls(executor, head, question.context, question.purpose,
                                           question.pin));
    asio::steady_timer timer(executor, answer_within);
    auto first =
        co_await (exchange(*stream, wire::encode(question.ask)) || timer.async_wait(quietly));
    if (first.index() == 1) co_return fail(Errc::timeout, "the gate does not answer");
    DRILL_CO_TRY(given, std::get<0>(std::move(first)));
    if (given.certificate.empty()) co_return fail(Errc::refused, "the gate refuses: " + given.why);
    co_return credentials.keep(fresh.key, given.certificate, given.authority);
}

}  // namespace

Result<void> enrol(const Options& options, wire::Role role) {
    DRILL_TRY(head, parse_head(options.head));
    DRILL_CHECK(make_directory(options.state, 0700));
    TlsContext context = bare_context();
    context->set_verify_mode(asio::ssl::verify_none);  // the pin is checked instead
    asio::io_context io(1);
    std::optional<Result<void>> done;
    asio::co_spawn(io,
                   come_by(io.get_executor(), head, Credentials(options.state),
                           {.context = context,
                            .purpose = wire::enrol_protocol,
                            .pin = options.pin,
                            .ask = {.who = {.role = role, .host = options.host},
                                    .token = options.token,
                                    .request = {}}}),
                   [&](const std::exception_ptr&, Result<void> result) { done = result; });
    io.run();
    if (!done) return fail(Errc::internal, "enrolment broke off");
    if (*done)
        std::printf("%s is enrolled; its key is in %s/tls\n", options.host.c_str(),
                    options.state.c_str());
    return *done;
}

asio::awaitable<Result<void>> renew(asio::any_io_executor executor, asio::ip::tcp::endpoint head,
                                    Credentials credentials, wire::Identity who) {
    DRILL_CO_TRY(context, credentials.context());
    co_return co_await come_by(executor, head, credentials,
                               {.context = context,
                                .purpose = wire::renew_protocol,
                                .pin = {},
                                .ask = {.who = std::move(who), .token = {}, .request = {}}});
}

}  // namespace firedrill::resident
