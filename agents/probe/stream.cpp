#include "agents/probe/stream.hpp"

#include "agents/probe/texts.hpp"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>
#include <array>
#include <cerrno>

namespace firedrill::probe {

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// A client notices a dead path soon, whatever the kernel's own patience is.
void make_impatient(asio::ip::tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    const int milliseconds = 3000;
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds,
                 sizeof milliseconds);
}

/// Asks for the certificate of this name, and takes no other.
void expect_name(SSL* tls, const std::string& name) {
    if (is_numeric(name)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), name.c_str());
        return;
    }
    SSL_set_tlsext_host_name(tls, name.c_str());
    SSL_set1_host(tls, name.c_str());
}

}  // namespace

Result<TlsClient> tls_client(const std::string& ca, const std::string& name) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    boost::system::error_code ec;
    if (ca.empty())
        context->set_default_verify_paths(ec);
    else
        context->load_verify_file(ca, ec);
    if (ec)
        return fail(Errc::invalid_input, (ca.empty() ? "certificates" : ca) + ": " + ec.message(),
                    "name a file with certificates in PEM format that this account can read");
    context->set_verify_mode(asio::ssl::verify_peer);
    return TlsClient{.context = std::move(context), .name = name};
}

Stream::Stream(const asio::any_io_executor& executor)
    : executor_(executor), socket_(executor), alarm_(executor) {}

asio::awaitable<Result<void>> Stream::connect(Destination to, Nanos limit) {
    to_ = std::move(to);
    Error all = fail(Errc::unreachable, "");
    for (const TcpAddress& place : to_.places) {
        auto connected = co_await connect_place(place, limit);
        if (connected) co_return connected;
        const Error& error = connected.error();
        if (error.code == Errc::busy) co_return error;
        if (error.code == Errc::refused || all.what.empty()) all.code = error.code;
        all.what += (all.what.empty() ? "" : "; ") + place.label() + ": " + error.what;
    }
    co_return all;
}

asio::awaitable<Result<void>> Stream::connect_place(const TcpAddress& place, Nanos limit) {
    tls_.reset();
    socket_ = Socket(executor_);
    auto endpoints = co_await resolve(place);
    if (!endpoints) co_return endpoints.error();
    if (cancelled_) co_return outcome(asio::error::operation_aborted);
    begin(limit);
    auto answer = co_await asio::async_connect(socket_, *endpoints, as_tuple);
    auto& [ec, endpoint] = answer;
    if (ec) co_return outcome(ec);
    make_impatient(socket_);
    if (to_.tls) co_return co_await handshake(place);
    co_return outcome(ec);
}

asio::awaitable<Result<void>> Stream::handshake(const TcpAddress& place) {
    const std::string& name = to_.tls->name.empty() ? place.host : to_.tls->name;
    tls_ = std::make_unique<Tls>(std::move(socket_), *to_.tls->context);
    expect_name(tls_->native_handle(), name);
    auto answer = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_tuple);
    auto& [ec] = answer;
    const long verdict = SSL_get_verify_result(tls_->native_handle());
    const bool ssl = ec.category() == asio::error::get_ssl_category();
    if (ec && ssl && !alarm_.rang() && !cancelled_) {
        alarm_.off();
        co_return fail(
            Errc::refused,
            say(to_.language, text::no_tls,
                verdict == X509_V_OK ? ec.message() : X509_verify_cert_error_string(verdict)));
    }
    co_return outcome(ec);
}

asio::awaitable<Result<void>> Stream::write(std::string bytes, Nanos limit) {
    begin(limit);
    auto answer = tls_ ? co_await asio::async_write(*tls_, asio::buffer(bytes), as_tuple)
                       : co_await asio::async_write(socket_, asio::buffer(bytes), as_tuple);
    co_return outcome(std::get<0>(answer));
}

asio::awaitable<Result<void>> Stream::read(std::string& to, Nanos limit) {
    std::array<char, 16384> piece{};
    begin(limit);
    auto answer = tls_ ? co_await tls_->async_read_some(asio::buffer(piece), as_tuple)
                       : co_await socket_.async_read_some(asio::buffer(piece), as_tuple);
    to.append(piece.data(), std::get<1>(answer));
    co_return outcome(std::get<0>(answer));
}

asio::awaitable<bool> Stream::idle() {
    woken_ = false;
    (void)co_await lowest().async_wait(Socket::wait_read, as_tuple);
    co_return woken_ && !cancelled_;
}

void Stream::wake() {
    woken_ = true;
    boost::system::error_code ignored;
    lowest().cancel(ignored);
}

void Stream::cancel() {
    cancelled_ = true;
    boost::system::error_code ignored;
    lowest().cancel(ignored);
}

bool Stream::healthy() {
    char byte = 0;
    const ssize_t got = ::recv(lowest().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
}

void Stream::begin(Nanos limit) {
    alarm_.set(limit, [this] {
        boost::system::error_code ignored;
        lowest().cancel(ignored);
    });
}

Result<void> Stream::outcome(const boost::system::error_code& ec) {
    alarm_.off();
    if (cancelled_) return fail(Errc::busy, say(to_.language, text::cancelled));
    if (alarm_.rang()) return fail(Errc::timeout, say(to_.language, text::no_answer));
    if (ec == asio::error::eof || ec == asio::ssl::error::stream_truncated)
        return fail(Errc::unreachable, say(to_.language, text::closed));
    if (ec) return fail(Errc::unreachable, ec.message());
    return {};
}

}  // namespace firedrill::probe
