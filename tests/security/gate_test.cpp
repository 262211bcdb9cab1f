// Who knocks at the gate, and who is let in: every certificate that is not good, every greeting
// that does not end.
#include "orchestrator/links/gate.hpp"
#include "orchestrator/links/now.hpp"
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/postgres.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <catch2/catch.hpp>

#include <fstream>
#include <mutex>
#include <thread>

using namespace firedrill;
using namespace firedrill::links;
using asio::ip::tcp;

namespace {

/// A certificate with its key, as somebody would bring it.
struct Shown {
    std::string key;
    std::string certificate;
};

class Rig {
public:
    Rig() {
        REQUIRE(gate_.open().has_value());
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Rig() {
        asio::post(io_, [this] {
            gate_.close();
            io_.stop();
        });
        thread_.join();
    }
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    const Authority& authority() const { return authority_; }

    /// The head's certificate has only so long left, as if the gate had stood open for months.
    void age_head(std::chrono::hours left) const {
        const Shown old = ours({.role = wire::Role::head, .host = {}}, false, left);
        std::ofstream(authority_.file("head.key")) << old.key;
        std::ofstream(authority_.file("head.pem")) << old.certificate;
    }
    /// What the gate shows to whoever comes now.
    Certificate shown() {
        asio::ssl::context context(asio::ssl::context::tls_client);
        asio::io_context io;
        asio::ssl::stream<tcp::socket> stream(io, context);
        std::string list(1, static_cast<char>(wire::enrol_protocol.size()));
        list += wire::enrol_protocol;
        SSL_set_alpn_protos(stream.native_handle(),
                            reinterpret_cast<const unsigned char*>(list.data()),
                            static_cast<unsigned>(list.size()));
        stream.next_layer().connect(place());
        boost::system::error_code ec;
        stream.handshake(asio::ssl::stream_base::client, ec);
        return Certificate(SSL_get1_peer_certificate(stream.native_handle()));
    }

    /// Signed by our authority, for so long.
    Shown ours(const wire::Identity& who, bool known = true,
               std::chrono::hours good_for = std::chrono::hours{1}) const {
        return signed_by(authority_, who, known, good_for);
    }
    static Shown signed_by(const Authority& authority, const wire::Identity& who, bool known,
                           std::chrono::hours good_for) {
        const Key key = make_key().value();
        const Key signer = read_key(authority.file("authority.key")).value();
        const Certificate by = read_certificate(authority.file("authority.pem")).value();
        const Certificate made = sign({.of = key.get(),
                                       .by = signer.get(),
                                       .authority = by.get(),
                                       .uri = wire::to_uri(who),
                                       .name = "test",
                                       .good_for = good_for})
                                     .value();
        const std::string name = fingerprint_of(*made).substr(7);
        if (known) std::ofstream(authority.file("issued") / name) << to_pem(*made);
        return {.key = to_pem(*key), .certificate = to_pem(*made)};
    }

    /// True if the gate lets it wait; false if it hangs up.
    bool lets_in(const std::optional<Shown>& shown, std::string_view purpose = wire::link_protocol,
                 int version = TLS1_3_VERSION) {
        asio::ssl::context context(asio::ssl::context::tls_client);
        SSL_CTX_set_max_proto_version(context.native_handle(), version);
        if (shown) {
            context.use_certificate(asio::buffer(shown->certificate), asio::ssl::context::pem);
            context.use_private_key(asio::buffer(shown->key), asio::ssl::context::pem);
        }
        asio::io_context io;
        asio::ssl::stream<tcp::socket> stream(io, context);
        std::string list(1, static_cast<char>(purpose.size()));
        list += purpose;
        SSL_set_alpn_protos(stream.native_handle(),
                            reinterpret_cast<const unsigned char*>(list.data()),
                            static_cast<unsigned>(list.size()));
        stream.next_layer().connect(place());
        boost::system::error_code ec;
        stream.handshake(asio::ssl::stream_base::client, ec);
        return !ec && stays_open(stream);
    }
    tcp::socket knock_and_be_silent(asio::io_context& io) const {
        tcp::socket socket(io);
        socket.connect(place());
        return socket;
    }
    bool logged(const std::string& what) {
        return test::eventually([&] {
            const std::lock_guard lock(mutex_);
            return log_.find(what) != std::string::npos;
        });
    }

private:
    tcp::endpoint place() const { return gate_.place(); }
    /// A refusal comes with the first read: TLS 1.3 greets before it is sure.
    static bool stays_open(asio::ssl::stream<tcp::socket>& stream) {
        const timeval patience{.tv_sec = 0, .tv_usec = 300'000};
        ::setsockopt(stream.next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
                     sizeof patience);
        char byte = 0;
        const int got = SSL_read(stream.native_handle(), &byte, 1);
        static_cast<void>(got);
        ssize_t raw = ::recv(stream.next_layer().native_handle(), &byte, 1, MSG_PEEK);
        return raw < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    TemporaryDirectory directory_;
    Authority authority_ = Authority::open(directory_.path() / "authority").value();
    asio::io_context io_{1};
    std::mutex mutex_;
    std::string log_;
    Gate gate_{{.executor = io_.get_executor(),
                .authority = authority_,
                .listen = {asio::ip::address_v4::loopback(), 0},
                .socket = directory_.path() / "gate.sock",
                .log =
                    [this](const std::string& line) {
                        const std::lock_guard lock(mutex_);
                        log_ += line + "\n";
                    },
                .looks_every = std::chrono::milliseconds(50)}};
    std::thread thread_;
};

const wire::Identity agent{.role = wire::Role::agent, .host = "db1"};

}  // namespace

TEST_CASE("the gate lets in who shows a good certificate, and nobody else") {
    Rig rig;
    CHECK(rig.lets_in(rig.ours(agent)));
    CHECK(rig.lets_in(rig.ours({.role = wire::Role::probe, .host = "client1"})));
    SECTION("no certificate") {
        CHECK_FALSE(rig.lets_in(std::nullopt));
        CHECK(rig.logged("no certificate"));
    }
    SECTION("another authority's") {
        TemporaryDirectory elsewhere;
        const auto other = Authority::open(elsewhere.path() / "authority").value();
        CHECK_FALSE(rig.lets_in(Rig::signed_by(other, agent, true, std::chrono::hours{1})));
    }
    SECTION("one that has expired") {
        CHECK_FALSE(rig.lets_in(rig.ours(agent, true, std::chrono::hours{0})));
    }
    SECTION("one of the head") {
        CHECK_FALSE(rig.lets_in(rig.ours({.role = wire::Role::head, .host = {}})));
        CHECK(rig.logged("firedrill://head is no agent"));
    }
    SECTION("one that this store did not give out") {
        CHECK_FALSE(rig.lets_in(rig.ours(agent, false)));
        CHECK(rig.logged("is no agent of this workspace"));
    }
    SECTION("one that was revoked") {
        const Shown shown = rig.ours({.role = wire::Role::agent, .host = "db2"});
        CHECK(rig.authority().revoke("db2").value() == 1);
        CHECK_FALSE(rig.lets_in(shown));
    }
    SECTION("older TLS, or another purpose") {
        CHECK_FALSE(rig.lets_in(rig.ours(agent), wire::link_protocol, TLS1_2_VERSION));
        CHECK_FALSE(rig.lets_in(rig.ours(agent), "http/1.1"));
    }
}

TEST_CASE("who knocks and says nothing is hung up on, and keeps nobody else out for long") {
    Rig rig;
    asio::io_context io;
    std::vector<tcp::socket> silent;
    for (int i = 0; i < 8; ++i) silent.push_back(rig.knock_and_be_silent(io));
    // the ninth of one address is not even greeted
    CHECK_FALSE(rig.lets_in(rig.ours(agent)));
    // and within five seconds the others are gone
    CHECK(test::eventually([&] { return rig.lets_in(rig.ours(agent)); }, std::chrono::seconds(8)));
    char byte = 0;
    CHECK(::recv(silent.front().native_handle(), &byte, 1, 0) == 0);
}

TEST_CASE("a gate that stands open for months renews its own certificate") {
    // given
    Rig rig;
    const Certificate before = rig.shown();
    REQUIRE(before);
    // when
    rig.age_head(std::chrono::hours{24});
    // then whoever comes sees a new one, which is good for longer than the old one was
    CHECK(test::eventually([&] {
        const Certificate now = rig.shown();
        return now && fingerprint_of(*now) != fingerprint_of(*before) &&
               time_left(*now, now_wall()) > std::chrono::hours{24 * 300};
    }));
}

TEST_CASE("an authority whose maker died half-way is made anew, and by one of two at once") {
    TemporaryDirectory place;
    const auto directory = place.path() / "authority";
    std::filesystem::create_directories(directory);
    std::ofstream(directory / "authority.key") << "half of a k";
    std::vector<std::string> pins(4);
    std::vector<std::thread> openers;
    for (auto& pin : pins)
        openers.emplace_back([&] {
            const auto opened = Authority::open(directory);
            if (opened) pin = opened->pin();
        });
    for (auto& opener : openers) opener.join();
    CHECK(pins[0].starts_with("sha256:"));
    for (const auto& pin : pins) CHECK(pin == pins[0]);
}

TEST_CASE("a token of an hour is no longer good after it, and one of two is not made") {
    TemporaryDirectory place;
    const auto authority = Authority::open(place.path() / "authority").value();
    CHECK(authority.make_token(agent, std::chrono::minutes{61}).has_error());
    const std::string token = authority.make_token(agent, std::chrono::minutes{60}).value();
    CHECK(authority.redeem(token, {.role = wire::Role::probe, .host = "db1"}).has_error());
    CHECK(authority.redeem(token, agent).has_value());
    CHECK(authority.redeem(token, agent).has_error());
    CHECK(authority.redeem("../../authority.key", agent).has_error());
}
