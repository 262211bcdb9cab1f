// The kill switch: somebody at the host makes a file, and the agent stops, whatever it is told.
#include "core/base/hash.hpp"
#include "tests/agents/agent/governed.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

plan::Step fill_step(const Governed& host) {
    plan::Fault fault{
        .kind = "disk.fill",
        .with = {{"directory", host.open_place()}, {"size", "1MiB"}, {"beside_receipts", "true"}},
        .lease = 60s};
    plan::Step step = step_of("fill", fault);
    step.undo = {plan::Revert{.fault = "fill", .kind = fault.kind, .with = fault.with}};
    return step;
}

plan::Step sleep_step() {
    return step_of("sleep", plan::Run{.argv = {"/usr/bin/sleep", "15"}});
}

plan::Step mark_step(const Governed& host) {
    return step_of("mark", plan::Run{.argv = {"/usr/bin/touch", host.open_place() + "/a"}});
}

}  // namespace

TEST_CASE("a thrown kill switch ends what runs and reverts faults within a second") {
    // given a fault in place and a program that runs
    Governed host;
    Orchestrator drill(host.agent());
    drill.offer(governed_plan({fill_step(host), sleep_step(), mark_step(host)}));
    CHECK(drill.execute("fill").outcome == Outcome::succeeded);
    drill.begin(Orchestrator::key_of("sleep"));
    drill.expect<wire::Begun>();
    // when somebody throws the switch
    const auto thrown = std::chrono::steady_clock::now();
    put(host.stop_file(), "wrong host, call operations\nsecond line\n");
    // then both end at once, and the orchestrator is told
    std::string why;
    bool ended = false;
    while (why.empty() || !ended) {
        const auto message = drill.next();
        REQUIRE(message);
        if (const auto* r = std::get_if<wire::FaultReverted>(&*message)) why = r->why;
        ended = ended || std::holds_alternative<wire::Ended>(*message);
    }
    CHECK(std::chrono::steady_clock::now() - thrown < 1s);
    CHECK(holds(why, host.stop_file() + ": wrong host, call operations"));
    CHECK_FALSE(holds(why, "second line"));
    // and nothing begins
    drill.begin(Orchestrator::key_of("mark"));
    const std::string refusal = drill.expect<wire::Refused>().why;
    CHECK(holds(refusal, host.stop_file() + ": wrong host, call operations"));
    CHECK_FALSE(std::filesystem::exists(host.open_place() + "/a"));
    // while a fault may always be undone
    CHECK(drill.execute(Orchestrator::key_of("fill", Part::undo)).outcome == Outcome::succeeded);
}

TEST_CASE("a request that comes at the same moment as the kill switch does not begin") {
    Governed host;
    Orchestrator drill(host.agent());
    drill.offer(governed_plan({mark_step(host)}));
    // the file is there before the request is sent: the agent looks even if it was not told yet
    std::ofstream(host.stop_file()).close();
    drill.begin(Orchestrator::key_of("mark"));
    CHECK(holds(drill.expect<wire::Refused>().why, host.stop_file()));
    // when it is taken away, another attempt begins; the refused one does not
    std::filesystem::remove(host.stop_file());
    REQUIRE(host.logs("taken away"));
    drill.begin(Orchestrator::key_of("mark"));
    drill.expect<wire::Refused>();
    CHECK(drill.execute(Orchestrator::key_of("mark", Part::act, 2)).outcome == Outcome::succeeded);
}

TEST_CASE("a kill switch that is thrown before the start, or by a directory, counts as well") {
    Governed host;
    std::filesystem::create_directory(host.stop_file());
    REQUIRE(host.logs("STOPPED by"));
    host.agent().stop();
    host.agent().start();
    Orchestrator drill(host.agent());
    const std::string plan = governed_plan({mark_step(host)});
    drill.send(wire::OfferPlan{.drill = "q-1", .hash = sha256_hex(plan), .bytes = plan});
    CHECK(holds(drill.expect<wire::Refused>().why, host.stop_file()));
    // contact is kept: heartbeats and questions are answered
    drill.send(wire::AskStatus{});
    drill.expect<wire::Status>();
}

TEST_CASE("an agent that cannot watch for its kill switch does not start") {
    const auto ended = run_program({Governed::binary(), "serve", "--host", "db1", "--state",
                                    "/var/tmp/firedrill-governed-none", "--socket",
                                    "/var/tmp/firedrill-governed-none/sock", "--stop-file",
                                    "/var/tmp/firedrill-no-such-place/STOP"});
    std::filesystem::remove_all("/var/tmp/firedrill-governed-none");
    CHECK(ended.exit == 3);
    CHECK(holds(ended.output, "/var/tmp/firedrill-no-such-place/STOP"));
}
