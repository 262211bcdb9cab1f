// Playbooks of traffic/ on a real HAProxy, as its clients see it.
#include "tests/hosts/haproxy.hpp"

#include <optional>

using namespace firedrill;
using namespace firedrill::test;

namespace {

std::string use(const HaProxy& proxy, const std::string& playbook, const std::string& more = "") {
    return "{id: step, " + playbook +
           ", on: here, with: {server: app/web1, socket: " + proxy.socket() + more + "}}";
}

bool only_web2_serves(const HaProxy& proxy) {
    return who_serves(proxy.door(), 4) == "web2 web2 web2 web2";
}

bool both_serve(const HaProxy& proxy) {
    const std::string seen = who_serves(proxy.door(), 4);
    return seen.find("web1") != seen.npos && seen.find("web2") != seen.npos;
}

}  // namespace

TEST_CASE("a drained server gets no new clients, and its playbook waits for those that it has") {
    if (lacks(HaProxy::program)) return;
    DrilledHost host;
    const HaProxy proxy(host);
    // given a client that is on web1, and stays for a while
    std::optional<Client> client;
    REQUIRE(soon([&] { return client.emplace(proxy.door()).who() == "web1"; }));
    // when it is to wait for less
    const auto impatient = host.play(use(proxy, "use: traffic/haproxy-drain", ", wait: 1s"));
    // then it fails, and web1 serves again
    INFO(impatient.output);
    CHECK(impatient.code == 3);
    CHECK(proxy.state("app/web1") == "ready");
    CHECK(client->who() == "web1");
    CHECK(soon([&] { return both_serve(proxy); }));
    // when the client has gone
    client.reset();
    const auto ended = host.play(use(proxy, "use: traffic/haproxy-drain"));
    INFO(ended.output);
    CHECK(ended.code == 2);  // nothing was measured
    CHECK(proxy.state("app/web1") == "drain");
    CHECK(only_web2_serves(proxy));
    // and back
    CHECK(host.play(use(proxy, "use: traffic/haproxy-ready")).code == 2);
    CHECK(soon([&] { return both_serve(proxy); }));
}

TEST_CASE("a server in maintenance serves nobody, and comes back when the drill is undone") {
    if (lacks(HaProxy::program)) return;
    DrilledHost host;
    const HaProxy proxy(host);
    CHECK(host.play(use(proxy, "use: traffic/haproxy-maint")).code == 2);
    CHECK(proxy.state("app/web1") == "maint");
    CHECK(only_web2_serves(proxy));
    CHECK(host.play(use(proxy, "use: traffic/haproxy-ready", ", from: maint")).code == 2);
    CHECK(soon([&] { return both_serve(proxy); }));
    // undone
    CHECK(host.play_and_undo(use(proxy, "use: traffic/haproxy-maint")).code == 3);
    CHECK(proxy.state("app/web1") == "ready");
    CHECK(soon([&] { return both_serve(proxy); }));
}

TEST_CASE("what somebody else has set in HAProxy stays theirs") {
    if (lacks(HaProxy::program)) return;
    DrilledHost host;
    const HaProxy proxy(host);
    SECTION("before the drill: the step is refused, and nothing of it is undone") {
        REQUIRE(proxy.set("app/web1", "ready", "drain") == 0);
        const auto ended = host.play(use(proxy, "use: traffic/haproxy-drain"));
        INFO(ended.output);
        CHECK(ended.code == 3);
        CHECK(ended.says("server app/web1 is in state drain, not ready"));
        CHECK(proxy.state("app/web1") == "drain");
    }
    SECTION("meanwhile: the undo leaves it and says so") {
        const std::string other =
            "\n{id: other, on: here, run: [firedrill-agent, haproxy, change, " + proxy.socket() +
            ", app/web1, drain, maint]}";
        const auto ended = host.play_and_undo(use(proxy, "use: traffic/haproxy-drain") + other);
        INFO(ended.output);
        CHECK(ended.code != 2);
        CHECK(proxy.state("app/web1") == "maint");
        CHECK(only_web2_serves(proxy));
    }
}

TEST_CASE("a socket or a server that is not there is refused before anything changes") {
    if (lacks(HaProxy::program)) return;
    DrilledHost host;
    const HaProxy proxy(host);
    const auto with = [&](const std::string& socket, const std::string& server) {
        return host.play("{id: step, use: traffic/haproxy-drain, on: here, with: {server: " +
                         server + ", socket: " + socket + "}}");
    };
    CHECK(with(host.file("nothing.sock"), "app/web1").says("nothing.sock does not answer"));
    CHECK(with(proxy.socket(), "app/web9").says("knows no server app/web9"));
    CHECK(with(proxy.socket(), "other/web1").says("knows no server other/web1"));
    CHECK(with(proxy.socket(), "app/web1;quit").says("is no BACKEND/SERVER"));
    CHECK(both_serve(proxy));
}
