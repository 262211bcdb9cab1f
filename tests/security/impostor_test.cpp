// Somebody who has a good certificate, and is not the head, opens a gate where agents dial in.
#include "orchestrator/links/authority.hpp"
#include "tests/support/gate.hpp"
#include "tests/support/postgres.hpp"

#include <fcntl.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace firedrill;
using namespace firedrill::test;

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Listens where the gate did, with a certificate of this URI that the gate's own authority signed.
class Impostor {
public:
    Impostor(const DialledIn& host, const std::string& uri)
        : acceptor_(io_,
                    {asio::ip::address_v4::loopback(), static_cast<unsigned short>(host.port())}) {
        const auto key = links::make_key().value();
        const auto signer = links::read_key(host.authority("authority.key")).value();
        const auto authority = links::read_certificate(host.authority("authority.pem")).value();
        const auto made = links::sign({.of = key.get(),
                                       .by = signer.get(),
                                       .authority = authority.get(),
                                       .uri = uri,
                                       .name = "impostor"})
                              .value();
        context_.use_certificate(asio::buffer(links::to_pem(*made)), asio::ssl::context::pem);
        context_.use_private_key(asio::buffer(links::to_pem(*key)), asio::ssl::context::pem);
        SSL_CTX_set_alpn_select_cb(context_.native_handle(), take_first, nullptr);
        ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);  // agents are started meanwhile
        thread_ = std::thread([this] { serve(); });
    }
    ~Impostor() {
        ended_ = true;
        while (serving_) {  // accept() blocks: whoever connects wakes it
            boost::system::error_code ignored;
            tcp::socket(io_).connect(acceptor_.local_endpoint(), ignored);
            std::this_thread::yield();
        }
        thread_.join();
    }
    Impostor(const Impostor&) = delete;
    Impostor& operator=(const Impostor&) = delete;

    int obeyed() const { return obeyed_; }  ///< connections that answered to what we sent

private:
    static int take_first(SSL*, const unsigned char** out, unsigned char* size,
                          const unsigned char* in, unsigned, void*) {
        *size = in[0];
        *out = in + 1;
        return SSL_TLSEXT_ERR_OK;
    }
    void serve() {
        while (!ended_) {
            boost::system::error_code ec;
            asio::ssl::stream<tcp::socket> stream(acceptor_.accept(), context_);
            stream.handshake(asio::ssl::stream_base::server, ec);
            if (!ec) asio::write(stream, asio::buffer("T", 1), ec);
            char byte = 0;
            if (!ec) stream.read_some(asio::buffer(&byte, 1), ec);
            if (!ec) ++obeyed_;
        }
        serving_ = false;
    }

    asio::io_context io_;
    asio::ssl::context context_{asio::ssl::context::tls_server};
    tcp::acceptor acceptor_;
    std::atomic<int> obeyed_ = 0;
    std::atomic<bool> ended_ = false;
    std::atomic<bool> serving_ = true;
    std::thread thread_;
};

}  // namespace

TEST_CASE("agents obey the head alone, whoever else has a certificate of the authority") {
    DialledIn host;
    host.open_gate();
    host.enrol();
    host.close_gate();
    {
        const Impostor impostor(host, "firedrill://agent/h2");
        host.start_agent();
        CHECK(eventually([&] {
            return host.text_of("agent.log").find("firedrill://agent/h2, not the head") !=
                   std::string::npos;
        }));
        CHECK(impostor.obeyed() == 0);
    }
    // and comes back to the gate when that is open again
    host.open_gate();
    CHECK(eventually([&] { return host.answers(); }, std::chrono::seconds(30)));
}
