// An outstanding fault says what a person types on its host.
#include "core/drill/drill.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::drill;

namespace {

plan::Plan plan_with(plan::Fault fault) {
    plan::Step step;
    step.id = step.group = "break";
    step.phase = plan::Phase::disrupt;
    step.host = "db1";
    step.timeout = std::chrono::seconds{10};
    step.undo = {plan::Revert{.fault = "break", .kind = fault.kind, .with = fault.with}};
    step.action = std::move(fault);
    plan::Plan plan;
    plan.hosts.push_back({.id = "db1", .has_agent = true});
    plan.phases = {plan::Phase::disrupt};
    plan.steps = {step};
    return plan;
}

/// The fault happened, and the agent told what it had found.
Drill broken(plan::Fault fault, plan::Parameters facts) {
    const AttemptKey key{.drill = "d", .step = "break", .attempt = 1};
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.facts = std::move(facts);
    Drill drill;
    std::int64_t seq = 0;
    for (Event& event : std::vector<Event>{
             DrillStarted{.drill = "d", .plan_hash = "h", .plan = plan_with(std::move(fault))},
             AttemptIntended{.key = key, .epoch = 1}, AttemptEnded{.key = key, .report = report}})
        apply(drill, {.seq = ++seq,
                      .at = {.host = "orch", .boot = "b", .mono = Nanos{seq}},
                      .event = std::move(event)});
    return drill;
}

}  // namespace

TEST_CASE("a paused process that nobody let go on is named by the number that the agent found") {
    const Drill drill = broken({.kind = "process.pause", .with = {{"match", "postgres"}}},
                               {{"pid", "4127"}, {"start", "17"}});
    const auto left = outstanding_faults(drill);
    REQUIRE(left.size() == 1);
    CHECK(left[0].host == "db1");
    CHECK(left[0].by_hand == std::vector<std::string>{"kill -CONT 4127"});
}

TEST_CASE("a stopped service has the words that start it") {
    const Drill drill = broken(
        {.kind = "service.stop", .with = {{"stop", "x"}, {"start", "systemctl start db"}}}, {});
    const auto left = outstanding_faults(drill);
    REQUIRE(left.size() == 1);
    CHECK(left[0].by_hand == std::vector<std::string>{"systemctl start db"});
}
