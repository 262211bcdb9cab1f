#include "orchestrator/links/link.hpp"

#include "core/base/hash.hpp"
#include "orchestrator/links/local_pipe.hpp"
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/orchestrator/links/fake_peer.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::links;

namespace {

/// Collects one artifact in memory.
struct MemorySink final : ArtifactSink {
    struct Piece final : Receiver {
        MemorySink& sink;
        Artifact wanted;
        std::string bytes;
        Piece(MemorySink& to, Artifact artifact) : sink(to), wanted(std::move(artifact)) {}
        std::int64_t written() const override { return static_cast<std::int64_t>(bytes.size()); }
        Result<void> add(std::string_view more) override {
            bytes += more;
            return {};
        }
        Result<void> finish() override {
            if (sha256_hex(bytes) != wanted.sha256) return fail(Errc::corrupt, "wrong hash");
            sink.kept[wanted.sha256] = bytes;
            return {};
        }
    };
    std::map<std::string, std::string> kept;
    bool has(const Artifact& artifact) const override { return kept.contains(artifact.sha256); }
    std::unique_ptr<Receiver> receive(const Artifact& artifact) override {
        return std::make_unique<Piece>(*this, artifact);
    }
};

struct Recorder final : Listener {
    std::vector<wire::Welcome> welcomes;
    std::vector<Error> losses;
    std::vector<wire::Message> messages;
    std::vector<KeptSample> samples;
    void connected(Link&, const wire::Welcome& welcome) override { welcomes.push_back(welcome); }
    void lost(Link&, const Error& why) override { losses.push_back(why); }
    void received(Link&, wire::Message message) override { messages.push_back(std::move(message)); }
    void clock_measured(Link&, const KeptSample& sample) override { samples.push_back(sample); }
};

struct Rig {
    TemporaryDirectory place;
    asio::io_context io;
    FakePeer peer{io, place.path() / "sock"};
    MemorySink sink;
    Recorder recorder;
    std::unique_ptr<Link> link;

    explicit Rig(LinkSettings settings = {.host = "db1", .version = "0.1.0"}) {
        LocalTarget target{.host = "db1", .socket = place.path() / "sock"};
        link = std::make_unique<Link>(io.get_executor(), std::move(settings),
                                      local_connector(io.get_executor(), target), sink, recorder);
        link->start();
    }
    ~Rig() {
        bool stopped = false;
        asio::co_spawn(io, link->stop(), [&](const std::exception_ptr&) { stopped = true; });
        run_until(io, [&] { return stopped; });
        peer.close();
        io.restart();
        io.run_for(std::chrono::milliseconds{20});
    }
    bool until(const std::function<bool()>& condition) { return run_until(io, condition); }
};

}  // namespace

TEST_CASE("a link greets, and a burst of sixteen exchanges bounds the clock offset") {
    Rig rig;
    REQUIRE(rig.until([&] { return rig.recorder.samples.size() == 1; }));
    CHECK(rig.recorder.welcomes.size() == 1);
    const auto& sample = rig.recorder.samples.front().sample;
    CHECK(rig.recorder.samples.front().boot == "boot-1");
    CHECK(sample.t1 <= sample.t2);
    CHECK(sample.t3 <= sample.t4);
}

TEST_CASE("a peer of another protocol is refused before anything runs") {
    Rig rig;
    rig.peer.welcome.protocol = 2;
    REQUIRE(rig.until([&] { return !rig.recorder.losses.empty(); }));
    CHECK(rig.recorder.losses.front().code == Errc::refused);
    CHECK(rig.recorder.losses.front().what.find("protocol 2") != std::string::npos);
    CHECK(rig.recorder.welcomes.empty());
    CHECK(rig.peer.received.size() == 1);  // the greeting alone
}

TEST_CASE("a peer that says it is another host is refused") {
    Rig rig;
    rig.peer.welcome.host = "db2";
    REQUIRE(rig.until([&] { return !rig.recorder.losses.empty(); }));
    CHECK(rig.recorder.losses.front().code == Errc::refused);
}

TEST_CASE("a broken connection is told once and made again") {
    Rig rig;
    REQUIRE(rig.until([&] { return rig.link->up(); }));
    rig.peer.drop();
    REQUIRE(rig.until([&] { return rig.recorder.welcomes.size() == 2; }));
    CHECK(rig.recorder.losses.size() == 1);
    CHECK(rig.link->up());
}

TEST_CASE("a peer that falls silent is lost within the promised time") {
    Rig rig({.host = "db1",
             .beat = std::chrono::milliseconds{50},
             .silence = std::chrono::milliseconds{300}});
    REQUIRE(rig.until([&] { return rig.recorder.samples.size() == 1; }));
    rig.peer.answers_pings = false;
    const Nanos silent_from = now_mono();
    REQUIRE(rig.until([&] { return !rig.recorder.losses.empty(); }));
    CHECK(now_mono() - silent_from > std::chrono::milliseconds{200});
    CHECK(rig.recorder.losses.front().code == Errc::unreachable);
}

TEST_CASE("each beat renews the drill's lease") {
    Rig rig({.host = "db1", .beat = std::chrono::milliseconds{20}});
    rig.link->renew("drill-1", 1);
    CHECK(rig.until([&] { return rig.peer.renewals >= 3; }));
}

TEST_CASE("a heartbeat waits for the answer to the one before") {
    Rig rig({.host = "db1", .beat = std::chrono::milliseconds{20}});
    rig.peer.answers_renewals = false;
    rig.link->renew("drill-1", 1);
    REQUIRE(rig.until([&] { return rig.peer.renewals == 1; }));
    const int pings = rig.peer.pings;
    REQUIRE(rig.until([&] { return rig.peer.pings > pings + 20; }));
    CHECK(rig.peer.renewals == 1);
}

TEST_CASE("an artifact is fetched in pieces, over a broken connection, and its hash is compared") {
    Rig rig;
    const std::string bytes(300'000, 'x');
    bool broken = false;
    rig.peer.on_message = [&](FakePeer& peer, const wire::Message& message) {
        const auto* fetch = std::get_if<wire::Fetch>(&message);
        if (fetch == nullptr) return;
        if (fetch->offset > 100'000 && !std::exchange(broken, true)) return peer.drop();
        const auto from = static_cast<std::size_t>(fetch->offset);
        const auto piece = bytes.substr(from, 65'536);
        peer.send(wire::Chunk{.sha256 = fetch->sha256,
                              .offset = fetch->offset,
                              .data = wire::base64_encode(piece),
                              .last = from + piece.size() == bytes.size()});
    };
    REQUIRE(rig.until([&] { return rig.link->up(); }));
    const Artifact wanted{.name = "samples", .sha256 = sha256_hex(bytes), .bytes = 300'000};
    std::optional<bool> fetched;
    rig.link->fetch(wanted, [&](const Result<void>& result) { fetched = result.has_value(); });
    REQUIRE(rig.until([&] { return fetched.has_value(); }));
    CHECK(*fetched);
    CHECK(rig.sink.kept.at(wanted.sha256) == bytes);
    CHECK(rig.peer.connections == 2);
}

TEST_CASE("an artifact with wrong bytes is not kept") {
    Rig rig;
    rig.peer.on_message = [&](FakePeer& peer, const wire::Message& message) {
        if (const auto* fetch = std::get_if<wire::Fetch>(&message))
            peer.send(wire::Chunk{
                .sha256 = fetch->sha256, .data = wire::base64_encode("wrong"), .last = true});
    };
    REQUIRE(rig.until([&] { return rig.link->up(); }));
    std::optional<bool> fetched;
    rig.link->fetch({.name = "x", .sha256 = sha256_hex("right"), .bytes = 5},
                    [&](const Result<void>& result) { fetched = result.has_value(); });
    REQUIRE(rig.until([&] { return fetched.has_value(); }));
    CHECK_FALSE(*fetched);
    CHECK(rig.sink.kept.empty());
}

TEST_CASE("an absent program outside a lab is an error that names the socket") {
    const TemporaryDirectory place;
    asio::io_context io;
    auto connector = local_connector(io.get_executor(), {.host = "db1", .store = place.path()});
    std::optional<Error> error;
    asio::co_spawn(
        io,
        [](Connector& with, std::optional<Error>& to) -> Task<void> {
            auto connected = co_await with.connect();
            if (!connected) to = connected.error();
        }(*connector, error),
        asio::detached);
    io.run();
    REQUIRE(error);
    CHECK(error->what.find("agent/sock") != std::string::npos);
}
