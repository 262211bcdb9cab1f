// traffic/dns-record on a real BIND, as those see it who ask for the name.
#include "agents/agent/dns_record.hpp"
#include "tests/hosts/name_server.hpp"

using namespace firedrill;
using namespace firedrill::test;

namespace {

std::string use(const NameServer& server, const std::string& name, const std::string& from,
                const std::string& to, const std::string& more = "") {
    return "{id: step, use: traffic/dns-record, on: here, with: {server: 127.0.0.1, port: \"" +
           std::to_string(server.port()) + "\", zone: drill.test, name: " + name +
           ".drill.test, from: \"" + from + "\", to: \"" + to + "\", key: " + server.key() + more +
           "}}";
}

bool cannot() {
    return lacks(NameServer::program) || lacks("/usr/bin/nsupdate") || lacks("/usr/bin/dig");
}

}  // namespace

TEST_CASE("a name leads elsewhere, and back again when the drill is undone") {
    if (cannot()) return;
    const NameServer server;
    DrilledHost host;
    const auto there = host.play(use(server, "door", "10.9.0.1", "10.9.0.2 10.9.0.3"));
    INFO(there.output);
    CHECK(there.code == 2);  // nothing was measured
    CHECK(server.asks("door") == "10.9.0.2 10.9.0.3");
    // home by the same playbook
    CHECK(host.play(use(server, "door", "10.9.0.3 10.9.0.2", "10.9.0.1")).code == 2);
    CHECK(server.asks("door") == "10.9.0.1");
    // undone, also for an alias
    CHECK(host.play_and_undo(use(server, "both", "10.9.0.2 10.9.0.1", "10.9.0.9")).code == 3);
    CHECK(server.asks("both") == "10.9.0.1 10.9.0.2");
    CHECK(host.play(use(server, "alias", "door.drill.test", "both.drill.test", ", record: CNAME"))
              .code == 2);
    CHECK(server.asks("alias", "CNAME") == "both.drill.test.");
}

TEST_CASE("a record that is not what the plan says is left alone") {
    if (cannot()) return;
    const NameServer server;
    DrilledHost host;
    const auto refused = [&](const std::string& step, const std::string& why) {
        const auto ended = host.play(step);
        INFO(ended.output);
        CHECK(ended.code == 3);
        CHECK(ended.says(why));
    };
    refused(use(server, "door", "10.9.0.7", "10.9.0.2"), "is 10.9.0.1, not 10.9.0.7");
    refused(use(server, "both", "10.9.0.1", "10.9.0.9"), "is 10.9.0.1 10.9.0.2, not 10.9.0.1");
    refused(use(server, "nothing", "10.9.0.1", "10.9.0.2"), "status NXDOMAIN");
    refused(use(server, "slow", "10.9.0.1", "10.9.0.2"), "TTL of slow.drill.test. is 300, not 60");
    refused(use(server, "door", "10.9.0.1", "10.9.0.2\\nsend"), "is no value of a record");
    CHECK(server.asks("door") == "10.9.0.1");
    CHECK(server.asks("both") == "10.9.0.1 10.9.0.2");
    CHECK(server.asks("slow") == "10.9.0.1");
}

TEST_CASE("the server itself refuses an update of a record that changed a moment ago") {
    if (cannot()) return;
    const NameServer server;
    const auto record = agent::dns::read_record(
        {"127.0.0.1", std::to_string(server.port()), "drill.test", "door.drill.test", "A", "60",
         "10.9.0.1", "10.9.0.2", server.key()},
        Language::en);
    REQUIRE(record.has_value());
    // given somebody who is quicker
    REQUIRE(
        server.update(server.head() + "update add door.drill.test 60 A 10.9.0.8\nsend\n").code ==
        0);
    // when the request comes that was made before
    const auto late = server.update(agent::dns::update_script(*record, record->from, record->to));
    // then
    CHECK(late.says("update failed: NXRRSET"));
    CHECK(server.asks("door") == "10.9.0.1 10.9.0.8");
}

TEST_CASE("the undo leaves a record that somebody has changed meanwhile") {
    if (cannot()) return;
    const NameServer server;
    DrilledHost host;
    server.write("other", server.head() + "update add door.drill.test 60 A 10.9.0.8\nsend\n");
    const auto ended = host.play_and_undo(use(server, "door", "10.9.0.1", "10.9.0.2") +
                                          "\n{id: other, on: here, run: [nsupdate, -v, -k, " +
                                          server.key() + ", " + server.place() + "/other]}");
    INFO(ended.output);
    CHECK(ended.code != 2);
    CHECK(server.asks("door") == "10.9.0.2 10.9.0.8");
}

TEST_CASE("a server that does not answer, or does not take the key, changes nothing") {
    if (cannot()) return;
    const NameServer server;
    DrilledHost host;
    const std::string step = use(server, "door", "10.9.0.1", "10.9.0.2");
    const std::string elsewhere = std::to_string(free_port());
    const std::string port = std::to_string(server.port());
    const auto silent =
        host.play(std::string(step).replace(step.find(port), port.size(), elsewhere));
    INFO(silent.output);
    CHECK(silent.says("does not answer"));
    const std::string key = ", key: " + server.key();
    const auto unsigned_one = host.play(std::string(step).replace(step.find(key), key.size(), ""));
    INFO(unsigned_one.output);
    CHECK(unsigned_one.says("update failed: REFUSED"));
    CHECK(server.asks("door") == "10.9.0.1");
}
