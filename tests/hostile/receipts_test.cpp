// The receipts of real agents, held against the journal when the drill ends: what somebody else
// ordered, or changed in the file, is named.
#include "core/drill/assess.hpp"
#include "tests/hostile/impostor.hpp"
#include "tests/hostile/target.hpp"
#include "tests/support/program.hpp"
#include "tests/support/rig.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>

using namespace firedrill;
using namespace firedrill::hostile;
using namespace std::chrono_literals;

namespace {

constexpr const char* drill_id = "small-1";

plan::Plan at(const Target& target, std::vector<plan::Step> steps) {
    auto plan = plan_of(std::move(steps), {"h1"});
    plan.hosts[0].socket = target.socket();
    return plan;
}

/// Ends when the file is there.
plan::Step waits_for(const std::filesystem::path& file, std::string id, std::string host = "h1") {
    return run_step(std::move(id), std::move(host),
                    {"/bin/sh", "-c", "until [ -e " + file.string() + " ]; do sleep 0.02; done"});
}

Task<void> until(const std::function<bool()>& condition) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (int i = 0; i < 2000 && !condition(); ++i) {
        timer.expires_after(5ms);
        co_await timer.async_wait(by_value);
    }
}

drill::Assessment assessed(const Rig::Ran& ran) {
    return drill::assess(ran.drill, ran.records, [](const Artifact&) -> Result<std::string> {
        return fail(Errc::not_found, "none");
    });
}

/// What was found out about the agent of h1.
drill::ReceiptsCompared compared(const Rig::Ran& ran) {
    REQUIRE(ran.result);
    const auto all = assessed(ran).receipts;
    REQUIRE(!all.empty());
    CHECK(all.front().host == "h1");
    CHECK(all.front().program == plan::Performer::agent);
    return all.front();
}

void check_found(const Rig::Ran& ran, std::string_view code, int exit_code = 2) {
    const auto assessment = assessed(ran);
    CHECK(std::ranges::any_of(assessment.findings, [&](const drill::Finding& finding) {
        return finding.code == code && finding.severity == drill::Severity::high;
    }));
    CHECK(assessment.exit_code == exit_code);
}

}  // namespace

TEST_CASE("receipts that nobody touched are equal to the journal, and their head is kept") {
    // given an agent that knows an earlier drill
    const Target target;
    Rig rig;
    REQUIRE(rig.start(at(target, {run_step("a", "h1", {"/bin/true"})}), "early-1").result);
    // when another one runs
    const auto ran = rig.start(at(
        target, {run_step("a", "h1", {"/bin/true"}), run_step("b", "h1", {"/bin/false"}, {"a"})}));
    // then
    const auto out = compared(ran);
    CHECK_FALSE(out.not_compared);
    CHECK(out.differences.empty());
    CHECK(out.attempts == 2);
    CHECK(out.count > 4);
    CHECK(target.receipts().find("\n" + out.head + " ") != std::string::npos);
}

TEST_CASE("an attempt that another orchestrator ordered is named, and nothing is done twice") {
    const Target target;
    Rig rig;
    const auto effects = rig.file("effects"), go = rig.file("go");
    auto plan =
        at(target, {waits_for(go, "first"), effect_step(effects, "second", "h1", {"first"})});
    // when somebody else at the agent's socket asks for a later step, with the present epoch
    const auto intrude = [&](engine::Engine& engine) -> Task<void> {
        co_await until(
            [&] { return engine.drill().steps.at("first").status == drill::StepStatus::running; });
        Caller intruder(target);
        CHECK(intruder.greet());
        CHECK(intruder.tell(
            wire::Execute{.key = {.drill = drill_id, .step = "second", .attempt = 9}, .epoch = 1}));
        CHECK(intruder.hear_a<wire::Ended>().has_value());
        std::ofstream(go) << "go\n";
    };
    const auto ran = rig.start(std::move(plan), drill_id, true, intrude);
    // then our own order comes too late: nothing is done twice, and the drill fails. The receipts
    // tell of the other one, of which the journal knows nothing.
    CHECK(effects_in(effects).at("second") == 1);
    const auto out = compared(ran);
    REQUIRE(out.differences.size() == 1);
    CHECK(out.differences.front().step == "second");
    CHECK(out.differences.front().attempt == 9);
    CHECK(out.differences.front().journal == "no such attempt");
    CHECK(out.differences.front().receipts == "succeeded");
    check_found(ran, "receipts_differ", 3);
}

TEST_CASE("a receipt that was changed under the agent breaks the chain, and the place is named") {
    const Target target;
    Rig rig;
    const std::string file = (target.place() / "state/receipts").string();
    const auto ran = rig.start(at(
        target,
        {run_step("forge", "h1",
                  {"/bin/sh", "-c", "printf 0 | dd of=" + file + " bs=1 seek=80 conv=notrunc"})}));
    const auto out = compared(ran);
    REQUIRE(out.differences.size() == 1);
    CHECK(out.differences.front().step.empty());
    CHECK(out.differences.front().receipts ==
          "the chain is broken: line 1 does not follow the one before");
    check_found(ran, "receipts_changed");
}

TEST_CASE("a receipts file that was exchanged under the agent is no proof") {
    const Target target;
    Rig rig;
    const std::string file = (target.place() / "state/receipts").string();
    const auto ran = rig.start(
        at(target, {run_step("exchange", "h1",
                             {"/bin/sh", "-c",
                              "cp " + file + " " + file + ".2; mv " + file + ".2 " + file})}));
    const auto out = compared(ran);
    REQUIRE(out.differences.size() == 1);
    CHECK(out.differences.front().receipts.find("replaced") != std::string::npos);
    check_found(ran, "receipts_changed");
}

TEST_CASE("an agent of an earlier version is not compared, and that is said") {
    Rig rig;
    Impostor old("h1", "firedrill-agent", rig.file("h1.sock"), {});
    auto plan = plan_of({run_step("a", "h1", {"/bin/true"})}, {"h1"});
    plan.hosts[0].socket = old.socket();
    const auto ran = rig.start(std::move(plan));
    const auto out = compared(ran);
    REQUIRE(out.not_compared);
    CHECK(out.not_compared->find("too old") != std::string::npos);
    CHECK(assessed(ran).exit_code == 0);
}

TEST_CASE("a host that cannot be reached in the end is not compared, and that is said") {
    // given an agent that is lost when its step is over
    auto target = std::make_unique<Target>();
    Rig rig;
    const auto go = rig.file("go");
    auto plan =
        plan_of({run_step("a", "h1", {"/bin/true"}), waits_for(go, "b", "h2")}, {"h1", "h2"});
    plan.steps[1].needs = {"a"};
    plan.hosts[0].socket = target->socket();
    const auto ran =
        rig.start(std::move(plan), drill_id, true, [&](engine::Engine& engine) -> Task<void> {
            co_await until(
                [&] { return engine.drill().steps.at("b").status == drill::StepStatus::running; });
            target.reset();
            co_await until([&] { return !engine.drill().contact.at("h1"); });
            std::ofstream(go) << "go\n";
        });
    // then
    const auto out = compared(ran);
    REQUIRE(out.not_compared);
    CHECK(out.not_compared->starts_with("not reached"));
    const auto all = assessed(ran).receipts;
    REQUIRE(all.size() == 2);
    CHECK_FALSE(all[1].not_compared);
    CHECK(all[1].differences.empty());
}
