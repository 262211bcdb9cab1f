// Connections to the agent: who gets in, who is turned away, what a bad peer can do.
#include "core/base/hash.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

/// Time passes: that is the case.
void lasts(Nanos length) {
    eventually([] { return false; }, std::chrono::duration_cast<std::chrono::milliseconds>(length));
}

Nanos mono_raw() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return std::chrono::seconds{now.tv_sec} + Nanos{now.tv_nsec};
}

std::string binary() {
    return std::string(DRILL_BINARY_DIR) + "/firedrill-agent";
}

}  // namespace

TEST_CASE("clock stamps lie between the question and its answer") {
    ResidentAgent agent;
    Orchestrator peer(agent);
    for (int i = 0; i < 16; ++i) {
        const Nanos t1 = mono_raw();
        peer.send(wire::ClockPing{.id = i});
        const auto pong = peer.expect<wire::ClockPong>();
        const Nanos t4 = mono_raw();
        CHECK(pong.id == i);
        CHECK(t1 <= pong.t2);
        CHECK(pong.t2 <= pong.t3);
        CHECK(pong.t3 <= t4);
    }
}

TEST_CASE("whose plan is taken replaces an older connection of the same drill") {
    const std::string plan = plan_of({step_of("look", shell("true"))});
    ResidentAgent agent;
    Orchestrator older(agent);
    older.offer(plan);
    Orchestrator newer(agent);
    newer.offer(plan, 2);
    CHECK_FALSE(older.next());
    newer.send(wire::AskStatus{});
    newer.expect<wire::Status>();
    // one with an older epoch replaces nobody
    Orchestrator asleep(agent);
    asleep.send(wire::OfferPlan{.drill = "q-1", .epoch = 1});
    CHECK(asleep.expect<wire::Refused>().holds == 2);
    newer.send(wire::AskStatus{});
    newer.expect<wire::Status>();
}

TEST_CASE("orchestrators of several drills are served side by side, each hears its answers") {
    ResidentAgent agent;
    Orchestrator one(agent), two(agent);
    one.offer(plan_of({step_of("look", shell("echo one"))}));
    const std::string other = plan_of({});
    two.send(wire::OfferPlan{.drill = "r-1", .hash = sha256_hex(other), .bytes = other});
    CHECK(two.expect<wire::PlanTaken>().drill == "r-1");
    CHECK(one.execute("look").output == "one\n");
    two.send(wire::Renew{.drill = "r-1"});
    CHECK(two.expect<wire::Renewed>().drill == "r-1");
    one.send(wire::Renew{.drill = "q-1"});
    CHECK(one.expect<wire::Renewed>().drill == "q-1");
    // and what is kept of both is told to anybody who asks, without disturbing them
    Orchestrator curious(agent);
    curious.send(wire::AskDrills{});
    CHECK(curious.expect<wire::DrillsHeld>().drills.size() == 2);
    one.send(wire::AskStatus{});
    one.expect<wire::Status>();
    two.send(wire::AskStatus{});
    two.expect<wire::Status>();
}

TEST_CASE("of two plans that an agent reads at once, one has the place") {
    ResidentAgent agent;
    Orchestrator one(agent), two(agent);
    const std::string plan = plan_of({step_of("look", shell("true"))});
    const auto is_taken = [](Orchestrator& asked) {
        while (auto message = asked.next()) {
            if (std::holds_alternative<wire::PlanTaken>(*message)) return true;
            if (std::holds_alternative<wire::Refused>(*message)) return false;
        }
        throw std::runtime_error("closed before an answer");
    };
    // given both lie in its buffers when it goes on
    ::kill(agent.pid(), SIGSTOP);
    one.send(wire::OfferPlan{.drill = "q-1", .hash = sha256_hex(plan), .bytes = plan});
    two.send(wire::OfferPlan{.drill = "r-1", .hash = sha256_hex(plan), .bytes = plan});
    ::kill(agent.pid(), SIGCONT);
    // then
    const int taken = int{is_taken(one)} + int{is_taken(two)};
    CHECK(taken == 1);
}

TEST_CASE("a peer that means another host is turned away, and does not replace anybody") {
    ResidentAgent agent;
    Orchestrator good(agent);
    Orchestrator lost(agent, "db2");
    CHECK(lost.expect<wire::Refused>().why == "this is db1, not db2");
    CHECK_FALSE(lost.next());
    good.send(wire::AskStatus{});
    good.expect<wire::Status>();
}

TEST_CASE("a peer that does not speak the protocol is cut off, others are served on") {
    ResidentAgent agent;
    Orchestrator good(agent);
    const std::string bytes =
        GENERATE(as<std::string>(),  //
                 "GET / HTTP/1.1\r\n\r\n", std::string("\xff\xff\xff\xff", 4), wire::frame("{]"),
                 std::string("\0\0\0\0", 4), wire::encode(wire::AskStatus{}));
    {
        Orchestrator bad(agent, "somebody else's first message follows");
        bad.send_bytes(bytes);
        while (bad.next()) continue;  // ends: it was closed
    }
    good.send(wire::AskStatus{});
    good.expect<wire::Status>();
    CHECK(agent.runs());
}

TEST_CASE("an artifact that is not there is refused") {
    ResidentAgent agent;
    Orchestrator peer(agent);
    peer.send(wire::Fetch{.sha256 = "../receipts", .offset = 0});
    CHECK(peer.expect<wire::Refused>().regarding == "fetch");
}

TEST_CASE("another user may not connect") {
    if (::geteuid() != 0) return;  // only root can become somebody else
    ResidentAgent agent;
    ::chmod(agent.place().c_str(), 0755);
    ::chmod(agent.socket().c_str(), 0777);  // even if the file's mode does not stop them
    std::string greeting = wire::encode(wire::Hello{.host = "db1"});
    const std::string copy = agent.place() + "/copy";
    REQUIRE(run_program({"/bin/cp", binary(), copy}).exit == 0);
    const Ended ended = run_program({copy, "attach", "--socket", agent.socket()},
                                    {.input = greeting, .user = server_account()});
    CHECK(ended.output.find("welcome") == std::string::npos);
}

TEST_CASE("attach relays the protocol through standard input and output") {
    ResidentAgent agent;
    const Ended ended = run_program({binary(), "attach", "--socket", agent.socket()},
                                    {.input = wire::encode(wire::Hello{.host = "db1"})});
    CHECK(ended.exit == 0);
    CHECK(ended.output.find("\"type\":\"welcome\"") != std::string::npos);
}

TEST_CASE("attach without an agent says so") {
    const Ended ended = run_program({binary(), "attach", "--socket", "/var/tmp/firedrill-none"});
    CHECK(ended.exit == 3);
    CHECK(ended.output.find("cannot connect to /var/tmp/firedrill-none") != std::string::npos);
}

TEST_CASE("the socket is for its owner, and a file left by a dead agent does not hinder") {
    ResidentAgent agent;
    struct stat found{};
    REQUIRE(::stat(agent.socket().c_str(), &found) == 0);
    CHECK((found.st_mode & 0777U) == 0600);
    agent.kill();
    REQUIRE(::access(agent.socket().c_str(), F_OK) == 0);
    const pid_t again = start_program({binary(), "serve", "--host", "db1", "--state", agent.state(),
                                       "--socket", agent.socket(), "--lab"});
    CHECK(eventually([&] {
        return run_program({binary(), "attach", "--socket", agent.socket()},
                           {.input = wire::encode(wire::Hello{.host = "db1"})})
                   .exit == 0;
    }));
    ::kill(again, SIGTERM);
}

TEST_CASE("a second agent is refused the first one's state and socket") {
    ResidentAgent agent;
    const Ended state = run_program({binary(), "serve", "--host", "db1", "--state", agent.state(),
                                     "--socket", agent.socket() + "2"});
    CHECK(state.exit == 3);
    CHECK(state.output.find("is in use by process " + std::to_string(agent.pid())) !=
          std::string::npos);
    const Ended socket = run_program({binary(), "serve", "--host", "db1", "--state",
                                      agent.state() + "2", "--socket", agent.socket()});
    CHECK(socket.exit == 3);
    CHECK(socket.output.find("somebody already listens to") != std::string::npos);
}

TEST_CASE("an agent does not start with damaged receipts") {
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({step_of("mark", shell("true"))}));
        drill.execute("mark");
    }
    agent.kill();
    {
        std::fstream file(agent.state() + "/receipts", std::ios::in | std::ios::out);
        file.seekp(70);
        file.put('#');
    }
    agent.start();
    CHECK(agent.wait() == 65);
    CHECK(agent.log().find("receipts: line 1 ") != std::string::npos);
}

TEST_CASE("in a lab the agent ends itself when the drill is over and nobody is connected") {
    ResidentAgent agent({.user = "", .more = {"--lab", "--idle", "50ms"}, .under = {}});
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({step_of("mark", shell("true"))}));
        drill.send(wire::Finish{.drill = "q-1"});
        drill.expect<wire::Status>();
        CHECK(agent.runs());
    }
    CHECK(agent.wait() == 0);
    CHECK(::access(agent.socket().c_str(), F_OK) != 0);
    CHECK_FALSE(std::filesystem::exists(std::filesystem::path(agent.state())));
}

TEST_CASE("in a lab an agent that was only asked whether it answers ends itself") {
    ResidentAgent agent({.user = "", .more = {"--lab"}, .under = {}});
    {
        Orchestrator drill(agent);
    }
    CHECK(agent.wait() == 0);
    CHECK_FALSE(std::filesystem::exists(std::filesystem::path(agent.state())));
}

TEST_CASE("help and version") {
    CHECK(run_program({binary(), "--version"}).output.starts_with("firedrill-agent 0."));
    const Ended help = run_program({binary(), "--help"});
    CHECK(help.exit == 0);
    CHECK(help.output.find("Examples:") != std::string::npos);
    CHECK(run_program({binary(), "serve"}).exit == 64);
}

TEST_CASE("what came while the host stood still is not done when it goes on") {
    ResidentAgent agent;
    const std::string file = agent.place() + "/done";
    Orchestrator drill(agent);
    drill.offer(plan_of({step_of("late", shell("touch " + file))}));
    drill.send(wire::Renew{.drill = "q-1"});
    drill.expect<wire::Renewed>();
    // given an order that lies in the agent's buffer for longer than a connection may be silent
    ::kill(agent.pid(), SIGSTOP);
    drill.send(wire::Execute{.key = Orchestrator::key_of("late")});
    lasts(3500ms);
    ::kill(agent.pid(), SIGCONT);
    // then it hangs up, and has not begun; whoever comes back asks, and it never begins
    CHECK_FALSE(drill.next());
    CHECK(eventually([&] { return agent.log().find("silent for too long") != std::string::npos; }));
    Orchestrator again(agent);
    again.send(wire::Query{.key = Orchestrator::key_of("late"), .epoch = 1});
    again.expect<wire::NeverSeen>();
    CHECK_FALSE(std::filesystem::exists(file));
    again.send(wire::Execute{.key = Orchestrator::key_of("late"), .epoch = 1});
    CHECK(again.expect<wire::Refused>().why.find("too late") != std::string::npos);
}

TEST_CASE("an order that came late by less than a connection may be silent is done") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({step_of("late", shell("true"))}));
    drill.send(wire::Renew{.drill = "q-1"});
    drill.expect<wire::Renewed>();
    ::kill(agent.pid(), SIGSTOP);
    drill.send(wire::Execute{.key = Orchestrator::key_of("late")});
    lasts(500ms);
    ::kill(agent.pid(), SIGCONT);
    CHECK(drill.expect<wire::Ended>().report.outcome == Outcome::succeeded);
}
