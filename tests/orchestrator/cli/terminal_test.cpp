#include "core/base/text.hpp"
#include "orchestrator/cli/live_view.hpp"
#include "orchestrator/cli/plain_lines.hpp"
#include "orchestrator/cli/screen.hpp"
#include "orchestrator/cli/status_text.hpp"
#include "orchestrator/cli/table.hpp"
#include "tests/orchestrator/cli/golden.hpp"
#include "tests/orchestrator/cli/story.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

Story detecting() {
    Story story;
    story.performs("check", 32900ms).performs("kill", 3ms).begins("noticed");
    return story;
}

Story waiting() {
    Story story = detecting();
    story.happens(2060ms,
                  drill::AttemptEnded{.key = {.drill = story.drill.id, .step = "noticed"},
                                      .report = {.outcome = Outcome::succeeded, .ended = 2060ms}});
    story.happens(10ms, drill::PersonAsked{.step = "go"});
    return story;
}

Story verified() {
    Story story = waiting();
    story.happens(17s,
                  drill::PersonAnswered{.step = "go",
                                        .answer = drill::Answer::approved,
                                        .by = {.person = "cio", .proof = drill::Proof::os_user}});
    story.performs("fence", 1290ms).performs("promote", 2160ms);
    story.happens(0ms, drill::PersonAsked{.step = "smoke"});
    story.happens(
        60s, drill::PersonAnswered{.step = "smoke",
                                   .answer = drill::Answer::confirmed,
                                   .by = {.person = "business", .proof = drill::Proof::claimed}});
    return story;
}

/// Nobody knows whether the promotion happened, and somebody has paused the drill meanwhile.
Story held() {
    Story story = waiting();
    for (auto& step : story.drill.plan.steps) step.on_failure = plan::OnFailure::hold;
    story.happens(17s,
                  drill::PersonAnswered{.step = "go",
                                        .answer = drill::Answer::approved,
                                        .by = {.person = "cio", .proof = drill::Proof::os_user}});
    story.performs("fence", 1290ms);
    story.performs("promote", 2160ms, {.outcome = Outcome::unknown, .reason = "interrupted"});
    story.happens(0ms, drill::PersonAsked{.step = "promote"});
    return story.happens(5s, drill::PauseRequested{.by = {.person = "ops.lead"}, .why = "a call"});
}

/// The old primary is cut off by a fault that fences it, and nobody can ask whether it is fenced.
Story cut_off() {
    Story story;
    auto& fault = std::get<plan::Fault>(story.drill.plan.steps.at(1).action);
    fault = {.kind = "network.partition", .lease = 30s};
    story.performs("check", 1s);
    story.performs("kill", 10ms,
                   {.outcome = Outcome::succeeded, .facts = {{"self_fence", "fence"}}});
    story.performs("noticed", 2s);
    story.happens(0ms, drill::PersonAsked{.step = "go"});
    story.happens(9s,
                  drill::PersonAnswered{
                      .step = "go", .answer = drill::Answer::approved, .by = {.person = "cio"}});
    story.begins("fence");
    return story.happens(1s, drill::ContactLost{.host = "db1"});
}

engine::Live one_minute(bool down) {
    engine::Live live;
    auto& client = live["client"];
    for (int second = 0; second < 60; ++second)
        client.seconds.push_back(down && second >= 58 ? engine::Second{.bad = 50}
                                                      : engine::Second{.good = 50});
    client.attempted = 12'800;
    client.acked = 12'480;
    client.attempted_last = 200;
    client.acked_last = down ? 0 : 200;
    return live;
}

std::string view_of(const Story& story, const engine::Live& live, Nanos later, Language language) {
    return joined(cli::live_view({.drill = story.drill,
                                  .live = live,
                                  .now = story.now(later),
                                  .minutes_east = 480,
                                  .language = language}));
}

std::string lines_of(const Story& story, Language language) {
    std::string out;
    for (const auto& record : story.records)
        if (const auto line =
                cli::plain_line(story.drill, record, {.language = language, .minutes_east = 480}))
            out += *line + "\n";
    return out;
}

}  // namespace

TEST_CASE("the live view while the outage is being detected") {
    check_golden("live_detecting_en", view_of(detecting(), one_minute(true), 1400ms, Language::en));
    check_golden("live_detecting_zh", view_of(detecting(), one_minute(true), 1400ms, Language::zh));
}

TEST_CASE("the live view while a person is waited for") {
    check_golden("live_waiting_en", view_of(waiting(), one_minute(true), 17400ms, Language::en));
    check_golden("live_waiting_zh", view_of(waiting(), one_minute(true), 17400ms, Language::zh));
}

TEST_CASE("a pause and a held step are shown with the commands that go on") {
    check_golden("live_held_en", view_of(held(), one_minute(true), 1400ms, Language::en));
    check_golden("live_held_zh", view_of(held(), one_minute(true), 1400ms, Language::zh));
    const Story story = held();
    cli::StatusInput in{.drill = story.drill,
                        .events = 391,
                        .head = "7c90e1ab44d2ffff",
                        .owner = "process 4127 on orch",
                        .minutes_east = 480};
    check_golden("status_held_en", cli::status_text(in));
    in.language = Language::zh;
    check_golden("status_held_zh", cli::status_text(in));
    CHECK(cli::status_code(in) == 5);
}

TEST_CASE("a fence that time alone will prove is shown with that time") {
    const Story story = cut_off();
    cli::StatusInput in{.drill = story.drill,
                        .head = "7c90e1ab44d2ffff",
                        .owner = "process 4127 on orch",
                        .minutes_east = 480};
    const auto fence = drill::fences_to_presume(story.drill);
    REQUIRE(fence.size() == 1);
    CHECK(fence.front().left == 30s + 30ms + 5s + 30s + 2s);  // docs/adr/0011, point 5
    CHECK_THAT(cli::status_text(in), Catch::Contains("fence on db1 counts as set at "));
    in.language = Language::zh;
    CHECK_THAT(cli::status_text(in), Catch::Contains("视为已生效：故障 kill"));
    // who died can count no more
    in.owner.clear();
    CHECK_THAT(cli::status_text(in), !Catch::Contains("视为已生效"));
}

TEST_CASE("plain lines tell who steered the drill") {
    const drill::Identity lead{.person = "ops.lead"};
    Story story = held();
    story.happens(60s, drill::ContinueRequested{.by = lead});
    story.happens(1s, drill::StepSkipped{.step = "smoke", .by = lead, .why = "no need"});
    story.happens(1s, drill::StepSettled{.step = "promote", .by = lead, .why = "it writes"});
    check_golden("plain_held_en", lines_of(story, Language::en));
    check_golden("plain_held_zh", lines_of(story, Language::zh));
}

TEST_CASE("the live view after the service was verified") {
    check_golden("live_verified_en", view_of(verified(), one_minute(false), 1s, Language::en));
    check_golden("live_verified_zh", view_of(verified(), one_minute(false), 1s, Language::zh));
}

TEST_CASE("no line of the live view is wider than the terminal after cutting") {
    for (const Language language : {Language::en, Language::zh})
        for (const int columns : {40, 60, 80, 100}) {
            const Story story = waiting();
            const auto live = one_minute(true);
            for (const auto& line : cli::live_view({.drill = story.drill,
                                                    .live = live,
                                                    .now = story.now(1s),
                                                    .language = language,
                                                    .columns = columns,
                                                    .rows = 24}))
                CHECK(display_width(cli::cut_line(line, columns)) <= columns);
        }
}

TEST_CASE("plain lines tell the drill in a pipe") {
    check_golden("plain_en", lines_of(verified(), Language::en));
    check_golden("plain_zh", lines_of(verified(), Language::zh));
}

TEST_CASE("status of a drill whose orchestrator is gone names what is open and what to do") {
    Story story = waiting();
    story.happens(17s,
                  drill::PersonAnswered{
                      .step = "go", .answer = drill::Answer::approved, .by = {.person = "cio"}});
    story.performs("fence", 1290ms).begins("promote");
    cli::StatusInput in{
        .drill = story.drill,
        .events = 388,
        .head = "7c90e1ab44d2ffff",
        .last_owner = "process 4127 on orch",
        .agents = {{.host = "db1",
                    .answer =
                        wire::Status{.faults = {{.drill = story.drill.id, .kind = "process.kill"}},
                                     .fences = {{.drill = story.drill.id}}}},
                   {.host = "db2", .why = "cannot connect"}},
        .asked = story.now().wall,
        .minutes_east = 480};
    check_golden("status_en", cli::status_text(in));
    in.language = Language::zh;
    check_golden("status_zh", cli::status_text(in));
    CHECK(cli::status_code(in) == 4);
}

TEST_CASE("abort after the point of no return says that nothing is undone and how to go on") {
    Story story = verified();
    story.happens(0s, drill::AbortRequested{.by = {.person = "ops.lead"}, .why = "slow"});
    const cli::AbortInput in{.drill = story.drill, .took = 340ms, .minutes_east = 480};
    check_golden("abort_after_en", cli::abort_text(in));
}

TEST_CASE("text is wrapped at blanks and between wide characters") {
    CHECK(cli::wrap("one two three", 8) == std::vector<std::string>{"one two", "three"});
    CHECK(cli::wrap("委托业务恢复", 6) == std::vector<std::string>{"委托业", "务恢复"});
    CHECK(cli::wrap("", 10) == std::vector<std::string>{""});
}

TEST_CASE("a cut line keeps its colours closed") {
    CHECK(cli::cut_line("\x1b[31mabcdef\x1b[0m", 3) == "\x1b[31mabc\x1b[0m");
    CHECK(cli::cut_line("委托", 3) == "委");
}
