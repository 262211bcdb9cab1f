// Hosts that dial in, with the programs as users have them: who is let in, who is not, and what a
// broken line costs.
#include "tests/support/gate.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill::test;

namespace {

bool says(const Ended& ended, const std::string& what) {
    return ended.output.find(what) != std::string::npos;
}

bool logs(const DialledIn& host, const std::string& what) {
    return eventually([&] { return host.gate_log().find(what) != std::string::npos; });
}

/// One step that ends when the file `go` is there.
const char* waits_for_go = "echo one >> effects; until [ -e go ]; do sleep 0.05; done";

}  // namespace

TEST_CASE("a host that dials in enrols once, and is drilled") {
    DialledIn host;
    host.scenario({"echo one >> effects", "echo two >> effects"});
    host.open_gate();
    host.enrol();
    host.start_agent();
    const Ended ping = host.firedrill({"agent", "ping"});
    INFO(ping.output);
    CHECK(ping.exit == 0);
    const Ended ran = host.firedrill({"run", "small", "--yes", "--plain"});
    INFO(ran.output);
    CHECK(ran.exit == 0);
    CHECK(host.text_of("effects") == "one\ntwo\n");
    CHECK(logs(host, "enrolled firedrill://agent/h1"));
}

TEST_CASE("a token works once, for its host, and for nobody who guesses") {
    DialledIn host;
    host.open_gate();
    const auto words = host.enrol_words();
    // a guessed one
    auto guessed = words;
    for (std::size_t i = 0; i + 1 < guessed.size(); ++i)
        if (guessed[i] == "--token") guessed[i + 1] = std::string(48, '0');
    CHECK(says(host.agent(guessed), "not good for"));
    // another host's
    auto other = words;
    for (std::size_t i = 0; i + 1 < other.size(); ++i)
        if (other[i] == "--host") other[i + 1] = "h2";
    CHECK(host.agent(other).exit != 0);
    // then its own, once
    CHECK(host.agent(words).exit == 0);
    const Ended again = host.agent(words);
    CHECK(again.exit != 0);
    CHECK(says(again, "not good for"));
    CHECK(logs(host, "enrolment refused"));
}

TEST_CASE("a host gives its token to nobody but the authority with the pin") {
    DialledIn host;
    host.open_gate();
    auto words = host.enrol_words();
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i] == "--pin") words[i + 1] = "sha256:" + std::string(64, 'a');
    const Ended refused = host.agent(words);
    CHECK(refused.exit != 0);
    CHECK(says(refused, "does not belong to the authority with the pin"));
    CHECK(host.agent(host.enrol_words()).exit == 0);  // the first token was not shown to anybody
}

TEST_CASE("a key that others can read is not used") {
    DialledIn host;
    host.open_gate();
    host.enrol();
    REQUIRE(::chmod((host.state() + "/tls/key.pem").c_str(), 0640) == 0);
    const Ended refused =
        host.agent({"serve", "--host", "h1", "--state", host.state(), "--socket",
                    (host.path() / "agent.sock").string(), "--head", host.head()});
    CHECK(refused.exit != 0);
    CHECK(says(refused, "can be read by others"));
    host.close_gate();
    REQUIRE(::chmod(host.authority("authority.key").c_str(), 0644) == 0);
    const Ended gate = host.firedrill({"gate"});
    CHECK(gate.exit == 6);
    CHECK(says(gate, "can be read by others"));
}

TEST_CASE("the gate dies while a step runs: the drill goes on, and nothing begins twice") {
    DialledIn host;
    host.scenario({waits_for_go, "echo two >> effects"});
    host.open_gate();
    host.enrol();
    host.start_agent();
    const pid_t drill = host.start_drill();
    const bool began =
        eventually([&] { return host.text_of("effects") == "one\n"; }, std::chrono::seconds(30));
    INFO(host.text_of("said") << host.text_of("agent.log") << host.gate_log());
    REQUIRE(began);
    host.close_gate();
    host.open_gate();
    std::ofstream(host.path() / "go");
    int status = 0;
    ::waitpid(drill, &status, 0);
    INFO(host.text_of("said"));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(host.text_of("effects") == "one\ntwo\n");
}

TEST_CASE("a host that was removed is not let in any more, also on a line that it has") {
    DialledIn host;
    host.open_gate();
    host.enrol();
    host.start_agent();
    REQUIRE(host.answers());
    const Ended removed = host.firedrill({"agent", "remove", "h1", "--yes"});
    INFO(removed.output);
    CHECK(removed.exit == 0);
    CHECK(says(removed, "1 certificate(s) revoked"));
    CHECK_FALSE(host.answers());
    CHECK(logs(host, "is no agent of this workspace"));
    // and comes back only with a new token
    host.end_agent();
    host.enrol();
    host.start_agent();
    CHECK(host.answers());
}

TEST_CASE("a host whose key was lost is cut off in the middle of a drill") {
    // given a drill whose first step is under way there
    DialledIn host;
    host.scenario({waits_for_go, "echo two >> effects"});
    host.open_gate();
    host.enrol();
    host.start_agent();
    const pid_t drill = host.start_drill();
    REQUIRE(
        eventually([&] { return host.text_of("effects") == "one\n"; }, std::chrono::seconds(30)));
    // when
    const Ended removed = host.firedrill({"agent", "remove", "h1", "--yes"});
    const Ended revoked = host.firedrill({"agent", "revoke", "h1"});
    // then it is not taken away while it holds a step, but nobody speaks for it any more
    INFO(removed.output << revoked.output << host.text_of("said"));
    CHECK(removed.exit != 0);
    CHECK(says(removed, "h1 still holds"));
    CHECK(revoked.exit == 0);
    CHECK(says(revoked, "1 certificate(s) revoked"));
    CHECK(logs(host, "cut firedrill://agent/h1: it was revoked"));
    CHECK(eventually(
        [&] { return host.text_of("said").find("contact to h1 LOST") != std::string::npos; }));
    std::ofstream(host.path() / "go");
    ::kill(drill, SIGKILL);
    ::waitpid(drill, nullptr, 0);
    CHECK(host.text_of("effects") == "one\n");
}

TEST_CASE("nobody has dialled in: ping says what to do") {
    DialledIn host;
    const Ended closed = host.firedrill({"agent", "ping"});
    CHECK(closed.exit == 3);
    CHECK(says(closed, "firedrill gate"));
    host.open_gate();
    const Ended absent = host.firedrill({"agent", "ping"});
    CHECK(absent.exit == 3);
    CHECK(says(absent, "has not dialled in"));
}
