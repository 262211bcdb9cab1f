// Pause, continue, skip, retry, "it happened": on real agents, and counted in the world.
#include "tests/support/rig.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace firedrill;
using drill::StepStatus;

namespace {

template <class Event>
int count_of(const std::vector<drill::Record>& records) {
    return static_cast<int>(std::count_if(records.begin(), records.end(), [](const auto& record) {
        return std::holds_alternative<Event>(record.event);
    }));
}

Task<void> until(const std::function<bool()>& condition) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (int i = 0; i < 2000 && !condition(); ++i) {
        timer.expires_after(std::chrono::milliseconds{5});
        co_await timer.async_wait(by_value);
    }
}

StepStatus status_of(const engine::Engine& engine, const std::string& step) {
    return engine.drill().steps.at(step).status;
}

std::string said(const Result<void>& result) {
    return result ? "taken" : result.error().what;
}

/// Ends when the file is there.
plan::Step waiting_step(const std::filesystem::path& file, std::string id) {
    const std::string command = "while [ ! -e " + file.string() + " ]; do sleep 0.02; done";
    return run_step(std::move(id), "h1", {"/bin/sh", "-c", command});
}

engine::Wish wish(std::string step, std::string why, bool did_not_happen = false) {
    return {.step = std::move(step),
            .by = Rig::me(),
            .why = std::move(why),
            .did_not_happen = did_not_happen};
}

}  // namespace

TEST_CASE("during a pause nothing new begins, and its time is not the machine's") {
    Rig rig;
    const auto file = rig.file("effects");
    const auto gate = rig.file("gate");
    std::vector<std::string> answers;
    bool begun_in_pause = true;
    const auto ran = rig.start(
        plan_of({waiting_step(gate, "slow"), effect_step(file, "next", "h1", {"slow"})}, {"h1"}),
        "small-1", true, [&](engine::Engine& engine) -> Task<void> {
            co_await until([&] { return status_of(engine, "slow") == StepStatus::running; });
            // when somebody pauses and the step under way ends
            answers.push_back(said(co_await engine.pause(Rig::me(), "a call")));
            answers.push_back(said(co_await engine.pause(Rig::me(), "")));
            std::ofstream(gate) << "open";
            co_await until([&] { return status_of(engine, "slow") == StepStatus::succeeded; });
            // then the next one does not begin: something else becomes durable meanwhile
            (void)co_await engine.note(Rig::me(), "still paused");
            begun_in_pause = status_of(engine, "next") != StepStatus::pending;
            answers.push_back(said(co_await engine.go_on(Rig::me(), "")));
        });
    REQUIRE(ran.result);
    CHECK(answers ==
          std::vector<std::string>{"taken", "the drill is paused already, by tester", "taken"});
    CHECK(!begun_in_pause);
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(effects_in(file).at("next") == 1);
    CHECK(ran.drill.waited_in_pauses > Nanos{0});
    CHECK(ran.drill.waited_in_pauses == ran.drill.waited_for_people);
    CHECK(drill::state_hash(drill::replay(ran.records).value()) == drill::state_hash(ran.drill));
}

TEST_CASE(
    "a step of unknown outcome is held, and a person says that it did not happen, and retries") {
    Rig rig;
    const auto file = rig.file("effects");
    // given a step that is cut off the first time: nobody can say whether it has happened
    const auto mended = rig.file("mended");
    auto act =
        run_step("act", "h1",
                 {"/bin/sh", "-c",
                  "[ -e " + mended.string() + " ] || exec sleep 60; echo act >> " + file.string()});
    act.timeout = std::chrono::seconds{1};
    act.on_failure = plan::OnFailure::hold;
    std::vector<std::string> answers;
    const auto ran =
        rig.start(plan_of({act, effect_step(file, "next", "h1", {"act"})}, {"h1"}), "small-1",
                  false, [&](engine::Engine& engine) -> Task<void> {
                      co_await until([&] { return status_of(engine, "act") == StepStatus::held; });
                      std::ofstream(mended) << "yes";
                      answers.push_back(said(co_await engine.retry(wish("act", ""))));
                      answers.push_back(said(co_await engine.retry(wish("act", "looked", true))));
                  });
    REQUIRE(ran.result);
    CHECK(
        answers ==
        std::vector<std::string>{
            "step act may have happened and must not happen twice: say that it did not", "taken"});
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(effects_in(file) == std::map<std::string, int>{{"act", 1}, {"next", 1}});
    CHECK(count_of<drill::StepRetried>(ran.records) == 1);
    CHECK(ran.drill.waited_in_holds > Nanos{0});
}

TEST_CASE("with approvals waived nobody is waited for: an unknown outcome stops the drill") {
    Rig rig;
    auto act = run_step("act", "h1", {"/bin/sleep", "60"});
    act.timeout = std::chrono::milliseconds{300};
    act.on_failure = plan::OnFailure::ask;
    const auto ran = rig.start(plan_of({act}, {"h1"}));
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::failed);
    CHECK(ran.drill.steps.at("act").status == StepStatus::unknown);
}

TEST_CASE("on_failure: ask, skip and \"it happened\"") {
    Rig rig;
    const auto file = rig.file("effects");
    auto broken = run_step("broken", "h1", {"/bin/false"});
    broken.on_failure = plan::OnFailure::ask;
    auto by_hand = run_step("by-hand", "h1", {"/bin/false"}, {"broken"});
    by_hand.on_failure = plan::OnFailure::ask;
    std::vector<std::string> answers;
    const auto ran = rig.start(
        plan_of({broken, by_hand, effect_step(file, "extra", "h1", {"by-hand"}),
                 effect_step(file, "last", "h1", {"extra"})},
                {"h1"}),
        "small-1", false, [&](engine::Engine& engine) -> Task<void> {
            co_await until([&] { return status_of(engine, "broken") == StepStatus::held; });
            answers.push_back(said(co_await engine.skip(wish("extra", "not today"))));
            answers.push_back(said(co_await engine.skip(wish("broken", "known"))));
            co_await until([&] { return status_of(engine, "by-hand") == StepStatus::held; });
            answers.push_back(said(co_await engine.it_happened(wish("by-hand", "I did it"))));
        });
    REQUIRE(ran.result);
    CHECK(answers == std::vector<std::string>(3, "taken"));
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(ran.drill.steps.at("broken").status == StepStatus::skipped);
    CHECK(ran.drill.steps.at("broken").why == "skipped by tester: known");
    CHECK(ran.drill.steps.at("by-hand").status == StepStatus::succeeded);
    CHECK(ran.drill.steps.at("by-hand").said_by == "tester");
    CHECK(effects_in(file) == std::map<std::string, int>{{"last", 1}});
    CHECK(count_of<drill::StepSkipped>(ran.records) == 2);
}
