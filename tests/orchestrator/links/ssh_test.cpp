// The ssh transport against a real OpenSSH server.
#include "orchestrator/links/ssh_route.hpp"
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/orchestrator/links/fake_peer.hpp"
#include "tests/support/sshd.hpp"

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::links;

namespace {

struct Rig {
    TemporaryDirectory place;
    test::Sshd sshd{place.path() / "sshd"};
    asio::io_context io;

    SshHop hop() const {
        return {.address = "127.0.0.1", .port = sshd.port(), .identity = sshd.key()};
    }
    SshTarget target() const { return {.hops = {hop()}, .known_hosts = sshd.known_hosts()}; }
    std::shared_ptr<SshRoute> route(SshTarget to) {
        return std::make_shared<SshRoute>(io.get_executor(), std::move(to));
    }
    template <class T>
    T wait_for(Task<T> work) {
        std::optional<T> out;
        asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& error, T result) {
            if (error) std::rethrow_exception(error);
            out = std::move(result);
        });
        REQUIRE(run_until(io, [&] { return out.has_value(); }));
        return std::move(*out);
    }
    std::unique_ptr<Pipe> run(const std::shared_ptr<SshRoute>& route, std::string command) {
        auto pipe = wait_for(route->run(std::move(command)));
        INFO((pipe ? "" : describe(pipe.error())));
        REQUIRE(pipe);
        return std::move(*pipe);
    }
    Error error_of(const std::shared_ptr<SshRoute>& route) {
        auto pipe = wait_for(route->run("true"));
        REQUIRE_FALSE(pipe);
        return pipe.error();
    }
    std::string read(Pipe& pipe, std::size_t size) { return wait_for(read_exactly(pipe, size)); }

    static Task<std::string> read_exactly(Pipe& pipe, std::size_t size) {
        std::string out;
        std::array<char, 5000> buffer;
        while (out.size() < size) {
            const auto count = co_await pipe.read_some(buffer);
            if (!count) break;
            out.append(buffer.data(), *count);
        }
        co_return out;
    }
    /// All that comes, and then why it ended.
    std::pair<std::string, Error> read_to_end(Pipe& pipe) {
        std::string out;
        std::array<char, 5000> buffer;
        for (;;) {
            const auto count = wait_for(pipe.read_some(buffer));
            if (!count) return {out, count.error()};
            out.append(buffer.data(), *count);
        }
    }
};

bool can_have_sshd() {
    const std::string missing = test::Sshd::missing();
    if (!missing.empty()) WARN("skipped: " << missing);
    return missing.empty();
}

bool says(const Error& error, std::string_view text) {
    return describe(error).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("ssh: what goes in comes back, also when it is more than any buffer takes") {
    if (!can_have_sshd()) return;
    Rig rig;
    const auto route = rig.route(rig.target());
    const auto pipe = rig.run(route, "cat");
    std::string much(5'000'000, 'x');
    for (std::size_t i = 0; i < much.size(); i += 97) much[i] = static_cast<char>('a' + i % 26);
    std::string back;
    bool written = false;
    asio::co_spawn(
        rig.io, pipe->write_all(much),
        [&](const std::exception_ptr&, const Result<void>& done) { written = done.has_value(); });
    back = rig.read(*pipe, much.size());
    CHECK(run_until(rig.io, [&] { return written; }));
    CHECK(back == much);
}

TEST_CASE("ssh: two programs on a host share one connection") {
    if (!can_have_sshd()) return;
    Rig rig;
    const auto route = rig.route(rig.target());
    std::optional<Result<std::unique_ptr<Pipe>>> one, two;
    const auto start = [&](auto& into) {
        asio::co_spawn(rig.io, route->run("cat"),
                       [&into](const std::exception_ptr&, Result<std::unique_ptr<Pipe>> pipe) {
                           into = std::move(pipe);
                       });
    };
    start(one);
    start(two);
    REQUIRE(run_until(rig.io, [&] { return one && two; }));
    REQUIRE(*one);
    REQUIRE(*two);
    CHECK(rig.sshd.connections() == 1);
    CHECK(rig.wait_for((**one)->write_all("first")).has_value());
    CHECK(rig.wait_for((**two)->write_all("second")).has_value());
    CHECK(rig.read(***two, 6) == "second");
    CHECK(rig.read(***one, 5) == "first");
}

TEST_CASE(
    "ssh: a host that known_hosts does not have is refused, unless it was said to accept it") {
    if (!can_have_sshd()) return;
    Rig rig;
    SshTarget target = rig.target();
    target.known_hosts = (rig.place.path() / "mine").string();
    const Error refused = rig.error_of(rig.route(target));
    CHECK(refused.code == Errc::refused);
    CHECK(says(refused, "SHA256:"));
    CHECK(says(refused, "--accept-new-host-key"));

    target.accept_new_host = true;
    rig.run(rig.route(target), "true");
    target.accept_new_host = false;
    rig.run(rig.route(target), "true");
}

TEST_CASE("ssh: a host whose key changed is refused, whatever was said") {
    if (!can_have_sshd()) return;
    Rig rig;
    rig.sshd.change_host_key();
    SshTarget target = rig.target();
    target.accept_new_host = true;
    const Error refused = rig.error_of(rig.route(target));
    CHECK(refused.code == Errc::refused);
    CHECK(says(refused, "ssh-keygen -R '[127.0.0.1]:"));
}

TEST_CASE("ssh: a key that the host does not know does not get in") {
    if (!can_have_sshd()) return;
    Rig rig;
    SshTarget target = rig.target();
    target.hops.back().identity = rig.sshd.strange_key();
    const Error denied = rig.error_of(rig.route(target));
    CHECK(denied.code == Errc::refused);
    CHECK(says(denied, "authorized_keys"));
    target.hops.back().identity = "/nowhere/key";
    CHECK(rig.error_of(rig.route(target)).code == Errc::not_found);
}

TEST_CASE("ssh: a host behind another one is reached through it") {
    if (!can_have_sshd()) return;
    Rig rig;
    SshTarget target = rig.target();
    target.hops = {rig.hop(), rig.hop(), rig.hop()};
    const auto route = rig.route(target);
    const auto pipe = rig.run(route, "cat");
    const std::string much(300'000, 'y');
    asio::co_spawn(rig.io, pipe->write_all(much), [](const std::exception_ptr&, Result<void>) {});
    CHECK(rig.read(*pipe, much.size()) == much);
    CHECK(rig.sshd.connections() == 3);
}

TEST_CASE("ssh: what a program complains of becomes the error") {
    if (!can_have_sshd()) return;
    Rig rig;
    const auto route = rig.route(rig.target());
    const auto [output, error] =
        rig.read_to_end(*rig.run(route, "echo out; echo sorry >&2; exit 3"));
    CHECK(output == "out\n");
    CHECK(says(error, "sorry"));
    const auto absent = rig.read_to_end(*rig.run(route, "/nowhere/firedrill-agent attach")).second;
    CHECK(absent.code == Errc::not_found);
    CHECK(says(absent, "firedrill agent install"));
}

TEST_CASE("ssh: a connection that broke ends its pipes, and the next program gets a new one") {
    if (!can_have_sshd()) return;
    Rig rig;
    const auto route = rig.route(rig.target());
    const auto pipe = rig.run(route, "cat");
    rig.sshd.drop_connections();
    CHECK(rig.read_to_end(*pipe).second.code == Errc::unreachable);
    const auto again = rig.run(route, "cat");
    CHECK(rig.wait_for(again->write_all("there")).has_value());
    CHECK(rig.read(*again, 5) == "there");
}

TEST_CASE("ssh: a host that accepts and says nothing holds nobody up") {
    Rig rig;
    asio::ip::tcp::acceptor mute(rig.io, {asio::ip::address_v4::loopback(), 0});
    SshTarget target{.hops = {{.address = "127.0.0.1", .port = mute.local_endpoint().port()}},
                     .open_within = std::chrono::milliseconds{300}};
    CHECK(rig.error_of(rig.route(target)).code == Errc::timeout);
}

TEST_CASE("ssh: a program that runs to its end gets its input and says how it ended") {
    if (!can_have_sshd()) return;
    Rig rig;
    const auto route = rig.route(rig.target());
    const std::string much(2'000'000, 'z');
    const auto counted =
        rig.wait_for(route->call("wc -c; echo done >&2; exit 7", much, std::chrono::seconds{10}));
    REQUIRE(counted.has_value());
    CHECK(counted->exit == 7);
    CHECK(counted->output == "2000000\n");
    CHECK(counted->complaint == "done\n");
    const auto late = rig.wait_for(route->call("sleep 60", "", std::chrono::milliseconds{200}));
    REQUIRE(late.has_error());
    CHECK(late.error().code == Errc::timeout);
}
