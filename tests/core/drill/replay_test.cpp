#include "core/drill/drill.hpp"

#include "core/base/json.hpp"

#include <catch2/catch.hpp>

namespace firedrill::drill {

namespace {

std::vector<Record> finished_drill() {
    plan::Plan plan;
    plan::Step step{.id = "switch", .host = "db1"};
    step.action = plan::Run{.argv = {"/bin/true"}};
    step.timeout = std::chrono::seconds{30};
    plan.steps = {step};
    const AttemptKey key{.drill = "d", .step = "switch"};
    const std::vector<Event> events = {
        DrillStarted{.drill = "d", .plan_hash = "h", .plan = plan},
        AttemptIntended{key},
        Noted{.text = "nothing to see"},
        AttemptEnded{key, {.outcome = Outcome::succeeded}},
        DrillEnded{Ending::completed, ""},
    };
    std::vector<Record> records;
    for (const auto& event : events)
        records.push_back({.seq = static_cast<std::int64_t>(records.size()) + 1,
                           .at = {.host = "orch", .boot = "b"},
                           .event = event});
    return records;
}

}  // namespace

TEST_CASE("a journal replays to the same state, also after a way through JSON") {
    const auto records = finished_drill();
    const auto drill = replay(records);
    REQUIRE(drill.has_value());
    CHECK(drill->status == DrillStatus::ended);
    std::vector<Record> read;
    for (const auto& record : records)
        read.push_back(from_json<Record>(parse_json(canonical(to_json(record))).value()).value());
    CHECK(state_hash(replay(read).value()) == state_hash(*drill));
}

TEST_CASE("an intent that nobody wanted is a journal of somebody else") {
    // given a journal in which a step that the plan does not foresee a second time is begun again
    auto records = finished_drill();
    records[1].event = AttemptIntended{{.drill = "d", .step = "switch", .attempt = 2}};
    // when it is replayed
    const auto drill = replay(records);
    // then it is refused, and the error shows both what stands there and what was wanted
    REQUIRE(drill.has_error());
    CHECK(drill.error().code == Errc::diverged);
    CHECK(drill.error().what.find("execute d/switch/2") != std::string::npos);
    CHECK(drill.error().what.find("execute d/switch/1") != std::string::npos);
}

TEST_CASE("an end that came too early is a journal of somebody else") {
    auto records = finished_drill();
    records.erase(records.begin() + 3);
    CHECK(replay(records).error().code == Errc::diverged);
}

TEST_CASE("records before the start mean nothing") {
    Drill drill;
    apply(drill, {.seq = 1, .event = AbortRequested{}});
    CHECK(decide(drill).empty());
    CHECK(drill.status == DrillStatus::running);
}

TEST_CASE("drill time goes on over a reboot of the orchestrator's host") {
    // given a drill that ran for 5 s on the monotonic clock of one boot
    auto records = finished_drill();
    Drill drill;
    records[0].at = {.host = "orch",
                     .boot = "b1",
                     .mono = std::chrono::seconds{1000},
                     .wall = std::chrono::hours{10}};
    apply(drill, records[0]);
    records[1].at = {.host = "orch",
                     .boot = "b1",
                     .mono = std::chrono::seconds{1005},
                     .wall = std::chrono::hours{99}};  // a step of the wall clock changes nothing
    apply(drill, records[1]);
    CHECK(drill.time == std::chrono::seconds{5});
    // when the host is rebooted, and its monotonic clock starts anew
    apply(drill, {.seq = 3,
                  .at = {.host = "orch",
                         .boot = "b2",
                         .mono = std::chrono::seconds{7},
                         .wall = std::chrono::hours{99} + std::chrono::seconds{60}},
                  .event = OrchestratorRestarted{.epoch = 2}});
    // then the minute counts as time, but not as machine time
    CHECK(drill.time == std::chrono::seconds{65});
    CHECK(drill.machine_time == std::chrono::seconds{5});
}

}  // namespace firedrill::drill
