// The gate: where agents and probes that nobody can reach dial in, over TLS 1.3 with certificates
// of this workspace's authority. It relays bytes between a waiting connection and whoever asks for
// it on a Unix socket (a drill's process, or a command); it reads none of them. It also takes
// requests for certificates: with a token that is good once, or with the certificate that is to be
// renewed.
//
// Belongs to one thread. Limits before anybody is known: 5 s to greet, 8 connections of one
// address, 256 in all; then 4 waiting connections of one program, the oldest goes. A connection in
// use is cut within a second of its certificate's revocation; one that expires is not.
#pragma once

#include "orchestrator/links/asio.hpp"
#include "orchestrator/links/authority.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace firedrill::links {

class Gate {
public:
    struct Parts {
        asio::any_io_executor executor;
        const Authority& authority;
        asio::ip::tcp::endpoint listen;
        std::filesystem::path socket;
        std::function<void(const std::string& line)> log;  ///< for people and for the audit
        /// How often the gate sees to its own certificate.
        std::chrono::milliseconds looks_every = std::chrono::hours{1};
    };

    explicit Gate(Parts parts);
    ~Gate();
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    /// busy when another gate listens to either.
    Result<void> open();
    void close();
    /// Where it listens; the port is known only after open() when 0 was asked for.
    asio::ip::tcp::endpoint place() const { return acceptor_.local_endpoint(); }

    using Stream = asio::ssl::stream<asio::ip::tcp::socket>;

private:
    struct Waiting {
        std::unique_ptr<Stream> stream;
        Certificate certificate;
    };
    using Program = std::pair<std::string, wire::Role>;

    Result<void> prepare_context();
    Result<void> show_head();
    Task<void> keep_certificate();
    Result<void> open_local();
    Task<void> accept();
    Task<void> greet(asio::ip::tcp::socket socket);
    Task<void> welcome(std::unique_ptr<Stream> stream);
    Task<Result<void>> certify(Stream& stream, std::optional<wire::Identity> renews);
    Result<std::string> certificate_for(const wire::AskCertificate& ask,
                                        const std::optional<wire::Identity>& renews) const;
    void wait_for_use(const wire::Identity& who, Waiting waiting);
    std::optional<Waiting> take(const Program& program);

    Task<void> accept_local();
    Task<void> serve(asio::local::stream_protocol::socket local);
    Task<std::optional<Waiting>> take_soon(Program program);
    Task<void> until_revoked(const Waiting& used, std::string whose);

    Parts parts_;
    asio::ssl::context context_;
    asio::steady_timer looks_;
    asio::ip::tcp::acceptor acceptor_;
    asio::local::stream_protocol::acceptor local_;
    std::map<std::string, int> greeting_;  ///< connections that are not known yet, by address
    int greeting_in_all_ = 0;
    std::map<Program, std::deque<Waiting>> waiting_;
    Signal arrived_;
};

/// "attach HOST agent\n": what is said on the gate's socket; it answers "ok\n" or "no: WHY\n".
std::string attach_line(const wire::Identity& who);

}  // namespace firedrill::links
