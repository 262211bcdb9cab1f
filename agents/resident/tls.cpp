#include "agents/resident/tls.hpp"

#include "core/base/address.hpp"
#include "core/base/certificate.hpp"
#include "core/wire/enrolment.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <netinet/tcp.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

namespace firedrill::resident {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds open_within{5};
constexpr unsigned gone_after_ms = 3'000;

/// A line that is dead is noticed by the kernel: nobody here wakes up for it.
void make_watchful(int socket) {
    const auto set = [socket](int level, int option, int value) {
        ::setsockopt(socket, level, option, &value, sizeof value);
    };
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, gone_after_ms);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 1);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 1);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

Result<void> must_be_head(X509& certificate) {
    DRILL_TRY(uri, uri_of(certificate));
    DRILL_TRY(who, wire::parse_uri(uri));
    if (who.role == wire::Role::head) return {};
    return fail(Errc::refused, "the other side is " + uri + ", not the head");
}

/// What was shown is checked against the one certificate that has the pin, as it would be against
/// an authority that is known.
Result<void> check_pin(SSL* ssl, const std::string& pin) {
    STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
    X509* authority = nullptr;
    for (int i = 0; i < sk_X509_num(chain); ++i)
        if (fingerprint_of(*sk_X509_value(chain, i)) == pin) authority = sk_X509_value(chain, i);
    const Error other =
        fail(Errc::refused, "the gate does not belong to the authority with the pin",
             "take the command anew from: firedrill agent enrol");
    if (authority == nullptr) return other;
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, authority);
    X509_STORE_CTX* check = X509_STORE_CTX_new();
    X509_STORE_CTX_init(check, store, SSL_get0_peer_certificate(ssl), chain);
    const bool good = X509_verify_cert(check) == 1;
    X509_STORE_CTX_free(check);
    X509_STORE_free(store);
    return good ? Result<void>{} : other;
}

Result<void> check_gate(SSL* ssl, std::string_view purpose, const std::string& pin) {
    X509* certificate = SSL_get0_peer_certificate(ssl);
    if (certificate == nullptr) return fail(Errc::refused, "the gate shows no certificate");
    if (!pin.empty()) DRILL_CHECK(check_pin(ssl, pin));
    DRILL_CHECK(must_be_head(*certificate));
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &chosen, &size);
    if (std::string_view(reinterpret_cast<const char*>(chosen), size) != purpose)
        return fail(Errc::refused, "the gate does not speak " + std::string(purpose));
    return {};
}

bool ask_for(SSL* ssl, std::string_view purpose) {
    std::string list(1, static_cast<char>(purpose.size()));
    list += purpose;
    return SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(list.data()),
                               static_cast<unsigned>(list.size())) == 0;
}

asio::awaitable<Result<void>> greet(TlsStream& stream, asio::ip::tcp::endpoint head) {
    auto [unreached] = co_await stream.next_layer().async_connect(head, quietly);
    if (unreached) co_return fail(Errc::unreachable, "cannot connect: " + unreached.message());
    make_watchful(stream.next_layer().native_handle());
    auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::client, quietly);
    if (refused) co_return fail(Errc::refused, "no TLS with the gate: " + refused.message());
    co_return Result<void>{};
}

}  // namespace

Result<asio::ip::tcp::endpoint> parse_head(const std::string& text) {
    const auto address = parse_address(text);
    boost::system::error_code ec;
    const auto number = address ? asio::ip::make_address(address->host, ec) : asio::ip::address();
    if (!address || ec || !address->port)
        return fail(Errc::usage, "--head " + text + " is no address and port",
                    "write 10.0.9.5:7461 or [fd00::5]:7461");
    return asio::ip::tcp::endpoint(number, static_cast<unsigned short>(*address->port));
}

TlsContext bare_context() {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION);
    SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    return context;
}

asio::awaitable<Result<std::unique_ptr<TlsStream>>> open_tls(asio::any_io_executor executor,
                                                             asio::ip::tcp::endpoint head,
                                                             TlsContext context,
                                                             std::string_view purpose,
                                                             std::string pin) {
    auto stream = std::make_unique<TlsStream>(executor, *context);
    if (!ask_for(stream->native_handle(), purpose))
        co_return fail(Errc::internal, "no memory for TLS");
    asio::steady_timer timer(executor, open_within);
    auto first = co_await (greet(*stream, head) || timer.async_wait(quietly));
    if (first.index() == 1) co_return fail(Errc::timeout, "the gate does not answer");
    if (const auto& greeted = std::get<0>(first); !greeted) co_return greeted.error();
    DRILL_CO_CHECK(check_gate(stream->native_handle(), purpose, pin));
    co_return stream;
}

}  // namespace firedrill::resident
