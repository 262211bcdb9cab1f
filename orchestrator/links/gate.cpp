// The side of the gate that faces the network.
#include "orchestrator/links/gate.hpp"

#include "core/base/visible.hpp"
#include "core/wire/message.hpp"
#include "orchestrator/links/tcp.hpp"
#include "orchestrator/links/unix_path.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace firedrill::links {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr std::chrono::seconds greet_within{5};
constexpr int greeting_of_an_address = 8;
constexpr int greeting_in_all = 256;
constexpr std::size_t waiting_of_a_program = 4;

int choose_purpose(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                   unsigned in_size, void*) {
    std::string_view offered(reinterpret_cast<const char*>(in), in_size);
    for (std::size_t at = 0; at < offered.size();) {
        const auto length = static_cast<unsigned char>(offered[at]);
        const std::string_view one = offered.substr(at + 1, length);
        at += 1U + length;
        if (one != wire::link_protocol && one != wire::enrol_protocol &&
            one != wire::renew_protocol)
            continue;
        *out = reinterpret_cast<const unsigned char*>(one.data());
        *size = static_cast<unsigned char>(one.size());
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::string purpose_of(SSL* ssl) {
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &chosen, &size);
    return {reinterpret_cast<const char*>(chosen), size};
}

/// "10.0.9.1:40022"
std::string place_of(const Gate::Stream& stream) {
    boost::system::error_code ec;
    const auto peer = stream.next_layer().remote_endpoint(ec);
    return ec ? "somebody" : fmt::format("{}:{}", peer.address().to_string(), peer.port());
}

void run_detached(const asio::any_io_executor& executor, Task<void> task) {
    asio::co_spawn(executor, std::move(task), asio::detached);
}

}  // namespace

Gate::Gate(Parts parts)
    : parts_(std::move(parts)),
      context_(asio::ssl::context::tls_server),
      looks_(parts_.executor),
      acceptor_(parts_.executor),
      local_(parts_.executor),
      arrived_(parts_.executor) {}

Gate::~Gate() {
    close();
}

Result<void> Gate::prepare_context() {
    SSL_CTX* raw = context_.native_handle();
    SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
    SSL_CTX_set_num_tickets(raw, 0);  // nobody resumes: each connection shows its certificate
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(raw, choose_purpose, nullptr);
    DRILL_CHECK(show_head());
    boost::system::error_code ec;
    const Authority& authority = parts_.authority;
    context_.load_verify_file(authority.file("authority.pem"), ec);
    if (ec) return fail(Errc::io, "the authority's certificate: " + ec.message());
    // Hosts that only have a pin yet find the authority in what we show.
    const auto authority_shown = read_certificate(authority.file("authority.pem"));
    if (!authority_shown || SSL_CTX_add1_chain_cert(raw, authority_shown->get()) != 1)
        return fail(Errc::io, "cannot show the authority's certificate");
    context_.set_verify_mode(asio::ssl::verify_peer, ec);  // none is checked where one is needed
    return {};
}

/// Who comes from now on sees it.
Result<void> Gate::show_head() {
    boost::system::error_code ec;
    const Authority& authority = parts_.authority;
    context_.use_certificate_file(authority.file("head.pem"), asio::ssl::context::pem, ec);
    if (!ec) context_.use_private_key_file(authority.file("head.key"), asio::ssl::context::pem, ec);
    return ec ? fail(Errc::io, "the gate's own certificate: " + ec.message()) : Result<void>{};
}

/// A gate may stand open for longer than its certificate is good. Whoever else uses this store may
/// have made the new one.
Task<void> Gate::keep_certificate() {
    for (;;) {
        looks_.expires_after(parts_.looks_every);
        auto [ended] = co_await looks_.async_wait(by_value);
        if (ended) co_return;
        auto kept = parts_.authority.renew_head();
        if (kept) kept = show_head();
        if (!kept) parts_.log(describe(kept.error()));
    }
}

Result<void> Gate::open() {
    DRILL_CHECK(prepare_context());
    DRILL_CHECK(open_local());
    boost::system::error_code ec;
    acceptor_.open(parts_.listen.protocol(), ec);
    if (!ec) acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor_.bind(parts_.listen, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (ec)
        return fail(
            Errc::busy,
            fmt::format("cannot listen to {} port {}: {}", parts_.listen.address().to_string(),
                        parts_.listen.port(), ec.message()),
            "correct `gate: {listen: …}` in firedrill.yaml, or end who listens there");
    run_detached(parts_.executor, accept());
    run_detached(parts_.executor, accept_local());
    run_detached(parts_.executor, keep_certificate());
    return {};
}

void Gate::close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    looks_.cancel();
    if (local_.is_open()) ::unlink(parts_.socket.c_str());
    local_.close(ignored);
    waiting_.clear();
    arrived_.notify();
}

Task<void> Gate::accept() {
    for (;;) {
        auto [ec, socket] = co_await acceptor_.async_accept(by_value);
        if (ec == asio::error::operation_aborted || !acceptor_.is_open()) co_return;
        if (ec) continue;
        boost::system::error_code gone;
        const std::string from = socket.remote_endpoint(gone).address().to_string();
        if (gone || greeting_in_all_ >= greeting_in_all ||
            greeting_[from] >= greeting_of_an_address)
            continue;  // whoever floods us is not answered
        make_watchful(socket.native_handle());
        run_detached(parts_.executor, greet(std::move(socket)));
    }
}

Task<void> Gate::greet(asio::ip::tcp::socket socket) {
    boost::system::error_code gone;
    const std::string from = socket.remote_endpoint(gone).address().to_string();
    ++greeting_in_all_;
    ++greeting_[from];
    auto stream = std::make_unique<Stream>(std::move(socket), context_);
    asio::steady_timer timer(parts_.executor, greet_within);
    const auto first =
        co_await (stream->async_handshake(asio::ssl::stream_base::server, by_value) ||
                  timer.async_wait(by_value));
    --greeting_in_all_;
    if (--greeting_[from] == 0) greeting_.erase(from);
    if (first.index() == 1) co_return;
    if (const auto ec = std::get<0>(std::get<0>(first))) {
        parts_.log(fmt::format("refused {}: {}", from, ec.message()));
        co_return;
    }
    co_await welcome(std::move(stream));
}

/// What a certificate is good for is asked here, once the handshake has proven that the other side
/// has its key.
Task<void> Gate::welcome(std::unique_ptr<Stream> stream) {
    SSL* ssl = stream->native_handle();
    const std::string purpose = purpose_of(ssl);
    const std::string from = place_of(*stream);
    Certificate shown(SSL_get1_peer_certificate(ssl));
    if (purpose == wire::enrol_protocol) {
        const auto done = co_await certify(*stream, std::nullopt);
        if (!done)
            parts_.log(fmt::format("enrolment refused {}: {}", from, describe(done.error())));
        co_return;
    }
    if (!shown || SSL_get_verify_result(ssl) != X509_V_OK)
        co_return parts_.log(fmt::format("refused {}: no certificate", from));
    const auto who = identity_of(*shown);
    if (!who || who->role == wire::Role::head || !parts_.authority.is_good(*shown))
        co_return parts_.log(fmt::format("refused {}: {} is no agent of this workspace", from,
                                         who ? wire::to_uri(*who) : "a certificate"));
    if (purpose == wire::renew_protocol) {
        const auto done = co_await certify(*stream, *who);
        if (!done) parts_.log(fmt::format("renewal refused {}: {}", from, describe(done.error())));
        co_return;
    }
    wait_for_use(*who, {.stream = std::move(stream), .certificate = std::move(shown)});
}

void Gate::wait_for_use(const wire::Identity& who, Waiting waiting) {
    auto& queue = waiting_[{who.host, who.role}];
    queue.push_back(std::move(waiting));
    if (queue.size() > waiting_of_a_program) queue.pop_front();
    arrived_.notify();
}

Result<std::string> Gate::certificate_for(const wire::AskCertificate& ask,
                                          const std::optional<wire::Identity>& renews) const {
    if (renews && !(ask.who == *renews))
        return fail(Errc::refused, wire::to_uri(*renews) + " asks for another's certificate");
    if (!renews) DRILL_CHECK(parts_.authority.redeem(ask.token, ask.who));
    return parts_.authority.issue(ask.request, ask.who);
}

Task<Result<void>> Gate::certify(Stream& stream, std::optional<wire::Identity> renews) {
    const auto read = [](Stream& from) -> Task<Result<wire::AskCertificate>> {
        wire::FrameReader frames(wire::enrolment_bytes_max);
        std::array<char, 4096> buffer;
        for (;;) {
            DRILL_CO_TRY(body, frames.next());
            if (body) co_return wire::decode_ask(*body);
            auto [ec, count] = co_await from.async_read_some(asio::buffer(buffer), by_value);
            if (ec) co_return fail(Errc::unreachable, "it hung up");
            frames.feed({buffer.data(), count});
        }
    };
    asio::steady_timer timer(parts_.executor, greet_within);
    auto first = co_await (read(stream) || timer.async_wait(by_value));
    if (first.index() == 1) co_return fail(Errc::timeout, "it asks for nothing");
    DRILL_CO_TRY(ask, std::get<0>(std::move(first)));
    const auto made = certificate_for(ask, renews);
    wire::GiveCertificate give;
    if (made) give = {.certificate = *made, .authority = parts_.authority.pem(), .why = {}};
    if (!made) give.why = describe(made.error());
    std::string bytes = wire::encode(give);
    co_await (asio::async_write(stream, asio::buffer(bytes), by_value) ||
              timer.async_wait(by_value));
    if (!made) co_return made.error();
    parts_.log(fmt::format("{} {} from {}", renews ? "renewed" : "enrolled", wire::to_uri(ask.who),
                           place_of(stream)));
    co_return Result<void>{};
}

}  // namespace firedrill::links
