// `firedrill-agent revert --all --offline`: the person at the host when everybody else is gone.
#include "agents/agent/revert_options.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/receipts.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/agents/agent/victim.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <unistd.h>
#include <filesystem>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

using Words = std::vector<std::string>;

Ended revert(const ResidentAgent& agent, const Words& more = {"--yes"}, const Words& under = {}) {
    Words words = under;
    for (const std::string& word :
         {std::string(DRILL_BINARY_DIR) + "/firedrill-agent", std::string("revert"),
          std::string("--all"), std::string("--offline"), std::string("--state"), agent.state()})
        words.push_back(word);
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
}

bool says(const Ended& ended, const std::string& text) {
    return ended.output.find(text) != std::string::npos;
}

plan::Step kill_step(const Victim& victim) {
    return step_of("kill", plan::Fault{.kind = "process.kill",
                                       .with = {{"pidfile", victim.pidfile()}},
                                       .lease = 600s});
}

plan::Step stop_step(const std::string& flag) {
    const plan::Parameters with{{"stop", "touch " + flag}, {"start", "rm " + flag}};
    plan::Step stop =
        step_of("stop", plan::Fault{.kind = "service.stop", .with = with, .lease = 600s});
    stop.undo.push_back(plan::Revert{.fault = "stop", .kind = "service.stop", .with = with});
    return stop;
}

/// Performs the steps, and then agent and orchestrator are gone at once.
std::string leave_behind(ResidentAgent& agent, std::vector<plan::Step> steps, const Words& ids) {
    const std::string plan = plan_of(std::move(steps));
    {
        Orchestrator drill(agent);
        drill.offer(plan);
        for (const std::string& id : ids) REQUIRE(drill.execute(id).outcome == Outcome::succeeded);
    }
    agent.kill();
    return plan;
}

/// A plan that promotes, with a fence of this data directory before the fault may end.
std::vector<plan::Step> fenced(plan::Step fault, const std::string& data) {
    plan::Step promote = step_of("promote", shell("true"));
    promote.point_of_no_return = true;
    return {std::move(fault),
            step_of("fence", plan::Fence{.kind = "postgresql", .with = {{"data", data}}}), promote};
}

/// Receipts of a pause that hit this process, as somebody else might have left them.
void forge_pause(const ResidentAgent& agent, const plan::Parameters& found) {
    auto opened = resident::Receipts::open(agent.state() + "/receipts").value();
    opened.receipts.append(agent::FaultArmed{.drill = "q-1",
                                             .step = "pause",
                                             .kind = "process.pause",
                                             .with = {},
                                             .found = found,
                                             .lease = 600s});
    REQUIRE(opened.receipts.sync().has_value());
}

std::string start_of(pid_t pid) {
    return std::to_string(agent::look_at(pid)->start_ticks);
}

}  // namespace

TEST_CASE(
    "a person at the host lets a paused process go on, and the orchestrator learns it later") {
    // given a paused process and nobody who renews, reverts or runs
    ResidentAgent agent;
    const Victim victim(agent.place());
    const std::string plan = leave_behind(agent, {pause_step(victim, 600s)}, {"pause"});
    REQUIRE(victim.paused());
    // when
    const Ended ended = revert(agent);
    // then
    INFO(ended.output);
    CHECK(ended.exit == 0);
    CHECK_FALSE(victim.paused());
    CHECK(says(ended, "q-1/pause  process.pause  reverted by hand at the host; process " +
                          std::to_string(victim.pid()) + " goes on"));
    CHECK(says(ended, "Nothing is outstanding"));
    // and once more there is nothing to do
    CHECK(revert(agent).exit == 0);
    // and an orchestrator that comes back hears of it
    agent.start();
    Orchestrator again(agent);
    wire::OfferPlan offer{.drill = "q-1", .hash = sha256_hex(plan), .bytes = plan, .epoch = 2};
    again.send(offer);
    const auto told = again.expect<wire::FaultReverted>();
    CHECK(told.step == "pause");
    CHECK(told.verified);
    CHECK(told.why.starts_with("reverted by hand at the host"));
}

TEST_CASE("what never reverts by itself is listed with the command to type") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    const std::string flag = agent.place() + "/stopped";
    leave_behind(agent, {kill_step(victim), stop_step(flag)}, {"kill", "stop"});
    const Ended ended = revert(agent);
    INFO(ended.output);
    CHECK(ended.exit == 4);
    CHECK(says(ended, "a person must act on db1"));
    CHECK(says(ended, "type:  rm " + flag));
    CHECK(says(ended, "it ran as:  /bin/sleep 1000"));
    CHECK(std::filesystem::exists(flag));
    // and when somebody has started the killed process again, it is seen
    const Victim successor(agent.place());  // writes the same pidfile
    const Ended later = revert(agent, {"--yes", "--json"});
    INFO(later.output);
    CHECK(later.exit == 4);
    const auto report = parse_json(later.output).value().as_object();
    CHECK(report.at("reverted").at(0).at("step") == "kill");
    CHECK(report.at("outstanding").as_array().size() == 1);
    CHECK(report.at("outstanding").at(0).at("by_hand").at(0).as_string() == "rm " + flag);
    CHECK(report.at("outstanding").at(0).at("host") == "db1");
    CHECK(report.at("exit_code") == 4);
    CHECK(successor.state() == 'S');
}

TEST_CASE("while the agent runs, a revert does nothing and names the process to end") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    Orchestrator drill(agent);
    drill.offer(plan_of({pause_step(victim, 600s)}));
    drill.execute("pause");
    const Ended ended = revert(agent);
    INFO(ended.output);
    CHECK(ended.exit == 6);
    CHECK(says(ended, "process " + std::to_string(agent.pid())));
    CHECK(says(ended, "kill " + std::to_string(agent.pid())));
    CHECK(victim.paused());
}

TEST_CASE("a revert is asked for: without --yes and without a terminal it only lists") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    leave_behind(agent, {pause_step(victim, 600s)}, {"pause"});
    const Ended ended = revert(agent, {"--lang", "zh"});
    INFO(ended.output);
    CHECK(ended.exit == 4);
    CHECK(says(ended, "未恢复任何故障"));
    CHECK(says(ended, "kill -CONT " + std::to_string(victim.pid())));
    CHECK(victim.paused());
    CHECK(says(revert(agent, {"--yes", "--lang", "zh"}), "无遗留"));
}

TEST_CASE("a directory without receipts is refused and stays empty") {
    ResidentAgent agent;
    agent.stop();
    std::filesystem::remove_all(agent.state());
    std::filesystem::create_directory(agent.state());
    const Ended ended = revert(agent);
    CHECK(ended.exit == 3);
    CHECK(says(ended, "holds no receipts"));
    CHECK(std::filesystem::is_empty(agent.state()));
}

TEST_CASE("a process that took over the number of a paused one is never signalled") {
    // given a stranger that is stopped, and receipts of a pause that hit its number
    ResidentAgent agent;
    agent.stop();
    const Victim stranger(agent.place());
    ::kill(stranger.pid(), SIGSTOP);
    REQUIRE(eventually([&] { return stranger.paused(); }));
    const std::string pid = std::to_string(stranger.pid());
    SECTION("of an earlier process of this boot") {
        forge_pause(agent, {{"pid", pid}, {"start", "17"}, {"boot", resident::boot_id()}});
    }
    SECTION("of the same start time, but of another boot") {
        forge_pause(agent,
                    {{"pid", pid}, {"start", start_of(stranger.pid())}, {"boot", "earlier"}});
    }
    // when a person reverts, or the agent starts
    const bool by_agent = GENERATE(false, true);
    if (by_agent) {
        agent.start();
        REQUIRE(agent.stop() == 0);
    }
    const Ended ended = revert(agent);
    // then there is nothing to revert, which is no failure, and the stranger stays as it is
    INFO(ended.output);
    CHECK(ended.exit == 0);
    CHECK(says(ended, "nothing to revert") != by_agent);
    CHECK(stranger.paused());
}

TEST_CASE("a revert that must fence first and cannot leaves the fault, and says why") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    leave_behind(agent, fenced(pause_step(victim, 600s), agent.place() + "/no data"), {"pause"});
    const Ended ended = revert(agent);
    INFO(ended.output);
    CHECK(ended.exit == 4);
    CHECK(victim.paused());
    CHECK(says(ended, "the fence before it failed"));
    CHECK(says(ended, "type:  firedrill-agent revert --all --offline --state " + agent.state()));
    CHECK_FALSE(says(ended, "kill -CONT"));
}

TEST_CASE("an old primary is fenced before it goes on") {
    PostgresServer primary;
    primary.start();
    ResidentAgent agent({.user = server_account()});
    plan::Step pause =
        step_of("pause", plan::Fault{.kind = "process.pause",
                                     .with = {{"pidfile", primary.data() + "/postmaster.pid"}},
                                     .lease = 600s});
    leave_behind(agent, fenced(pause, primary.data()), {"pause"});
    const Ended ended = revert(agent);
    INFO(ended.output);
    CHECK(ended.exit == 4);  // the fence is held
    CHECK(says(ended, "Fences held"));
    CHECK(says(ended, "rm -- " + primary.data() + "/standby.signal"));
    CHECK(std::filesystem::exists(primary.data() + "/standby.signal"));
    CHECK_FALSE(std::filesystem::exists(primary.data() + "/postmaster.pid"));
    primary.stop();
}

TEST_CASE("a disk that takes no receipts does not keep a person from reverting", "[strace]") {
    ResidentAgent agent;
    const Victim victim(agent.place());
    leave_behind(agent, {pause_step(victim, 600s)}, {"pause"});
    const Ended ended = revert(agent, {"--yes"},
                               {"/usr/bin/strace", "-qq", "-o", "/dev/null", "-e",
                                "trace=fdatasync", "-e", "inject=fdatasync:error=ENOSPC"});
    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK_FALSE(victim.paused());
    CHECK(says(ended, "the orchestrator will not learn"));
    // and the next one that can write finds it mended and says so
    CHECK(revert(agent).exit == 0);
}

TEST_CASE("the words of a revert make sense or are refused") {
    using agent::parse_revert;
    const auto options = parse_revert({"--all", "--offline", "--yes", "--json", "--lang", "zh"});
    REQUIRE(options.has_value());
    CHECK(options->state == "/var/lib/firedrill");
    CHECK((options->yes && options->json && options->language == Language::zh));
    CHECK(parse_revert({"--help"}).value().help);
    const auto [words, what] = GENERATE(table<Words, std::string>({
        {{}, "revert needs --all --offline"},
        {{"--all"}, "revert needs --all --offline"},
        {{"--offline"}, "revert needs --all --offline"},
        {{"--all", "--offline", "--state"}, "--state needs a value"},
        {{"--all", "--offline", "--lang", "fr"}, "--lang is en or zh, not fr"},
        {{"--all", "--offline", "now"}, "unknown option now"},
    }));
    const auto refused = parse_revert(words);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == Errc::usage);
    CHECK(refused.error().what == what);
}
