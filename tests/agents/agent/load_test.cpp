// cpu.load and memory.load: seen from outside, and gone with whoever made them.
#include "agents/agent/proc.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <time.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

plan::Step load_step(const std::string& kind, const plan::Parameters& with, Nanos lease = 60s) {
    plan::Step step = step_of("load", plan::Fault{.kind = kind, .with = with, .lease = lease});
    step.undo.push_back(plan::Revert{.fault = "load", .kind = kind, .with = with});
    return step;
}

AttemptReport make_load(Orchestrator& drill, const plan::Step& step) {
    drill.offer(plan_of({step}));
    AttemptReport report = drill.execute("load");
    INFO(report.reason);
    REQUIRE(report.outcome == Outcome::succeeded);
    return report;
}

int holder_of(const AttemptReport& report) {
    return std::stoi(report.facts.at("holder"));
}

/// The processes of its group that run.
std::vector<int> group_of(int holder) {
    std::vector<int> out;
    for (const auto& process : agent::all_processes())
        if (::getpgid(process.pid) == holder) out.push_back(process.pid);
    return out;
}

Nanos worked(int pid) {
    clockid_t clock{};
    timespec spent{};
    ::clock_getcpuclockid(pid, &clock);
    ::clock_gettime(clock, &spent);
    return std::chrono::seconds{spent.tv_sec} + Nanos{spent.tv_nsec};
}

std::int64_t resident_bytes(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
    std::int64_t all = 0, resident = 0;
    file >> all >> resident;
    return resident * 4096;
}

}  // namespace

TEST_CASE("cores are kept busy until that is undone") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const AttemptReport report = make_load(drill, load_step("cpu.load", {{"cores", "2"}}));
    const auto busy = group_of(holder_of(report));
    REQUIRE(busy.size() == 2);
    for (const int pid : busy) CHECK(eventually([pid] { return worked(pid) > 50ms; }));
    CHECK(drill.execute(Orchestrator::key_of("load", Part::undo)).outcome == Outcome::succeeded);
    CHECK(group_of(holder_of(report)).empty());
}

TEST_CASE("memory is held, every page of it, and is the first to go when there is none left") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const AttemptReport report = make_load(drill, load_step("memory.load", {{"size", "64MiB"}}));
    const int holder = holder_of(report);
    CHECK(resident_bytes(holder) >= 64 << 20);
    std::ifstream score("/proc/" + std::to_string(holder) + "/oom_score_adj");
    int first = 0;
    CHECK((score >> first && first == 1000));
    CHECK(drill.execute(Orchestrator::key_of("load", Part::undo)).outcome == Outcome::succeeded);
    CHECK_FALSE(agent::look_at(holder));
}

TEST_CASE("a killed agent takes its load along, and its next start lists nothing") {
    ResidentAgent agent;
    int holder = 0;
    {
        Orchestrator drill(agent);
        holder = holder_of(make_load(drill, load_step("cpu.load", {{"cores", "3"}})));
        REQUIRE(group_of(holder).size() == 3);
    }
    agent.kill();
    CHECK(eventually([&] { return group_of(holder).empty(); }, 3s));
    agent.start();
    Orchestrator again(agent);
    again.send(wire::AskStatus{});
    CHECK(again.expect<wire::Status>().faults.empty());
}

TEST_CASE("load ends with its lease") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const AttemptReport report = make_load(drill, load_step("cpu.load", {{"cores", "1"}}, 1s));
    CHECK(drill.expect<wire::FaultReverted>().verified);
    CHECK(group_of(holder_of(report)).empty());
}

TEST_CASE("load that somebody else ended is undone without a complaint") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const AttemptReport report = make_load(drill, load_step("memory.load", {{"size", "1MiB"}}));
    ::kill(holder_of(report), SIGTERM);  // as the words for a person say
    CHECK(eventually([&] {
        const auto process = agent::look_at(holder_of(report));
        return !process || !process->alive();
    }));
    CHECK(drill.execute(Orchestrator::key_of("load", Part::undo)).outcome == Outcome::succeeded);
}

TEST_CASE("memory that is not there is not taken") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({load_step("memory.load", {{"size", "512TiB"}})}));
    const AttemptReport report = drill.execute("load");
    CHECK(report.refused);
    CHECK(report.reason.find("bytes of memory are available") != std::string::npos);
}
