// The orchestrator dies at every sync of its journal; `resume` ends the drill, and no step's effect
// is there twice.
#include "orchestrator/journal/halt.hpp"
#include "tests/support/rig.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <cstdlib>

using namespace firedrill;

namespace {

plan::Plan small_plan(const std::filesystem::path& file) {
    return plan_of({effect_step(file, "a", "h1"), effect_step(file, "b", "h2", {"a"}),
                    effect_step(file, "c", "h1", {"a", "b"})},
                   {"h1", "h2"});
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// How the child ended: true if it was killed.
bool run_child(const std::string& store, const std::string& drill, const std::string& file,
               int kill_at) {
    const std::string command =
        "DRILL_STORE=" + store + " DRILL_ID=" + drill + " DRILL_FILE=" + file +
        " strace -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:signal=SIGKILL:when=" +
        std::to_string(kill_at) + " /proc/" + std::to_string(::getpid()) +
        "/exe 'orchestrator child' >/dev/null 2>&1";
    const int status = std::system(command.c_str());
    return !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/// Starts a drill in another process and kills that process while step "long" runs.
void interrupt_drill(const journal::Store& store, const plan::Plan& plan, const std::string& id) {
    const pid_t child = ::fork();
    if (child == 0) {
        Rig own(store.directory);
        own.start(plan, id, true, [](engine::Engine& engine) -> Task<void> {
            asio::steady_timer timer(co_await asio::this_coro::executor);
            while (engine.drill().steps.at("long").status != drill::StepStatus::running) {
                timer.expires_after(std::chrono::milliseconds{5});
                co_await timer.async_wait(by_value);
            }
            ::kill(::getpid(), SIGKILL);
        });
        std::_Exit(1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("orchestrator child", "[.child]") {
    Rig rig{std::filesystem::path(environment("DRILL_STORE"))};
    const auto ran = rig.start(small_plan(environment("DRILL_FILE")), environment("DRILL_ID"));
    std::_Exit(ran.result ? 0 : 1);
}

TEST_CASE("killed at any record of the journal, a drill goes on and does no step twice") {
    if (!std::filesystem::exists("/usr/bin/strace")) {
        WARN("strace is not installed: the case was not exercised");
        return;
    }
    // given agents that outlive their orchestrator: an open drill keeps them, outside strace
    Rig rig;
    interrupt_drill(rig.store(),
                    plan_of({run_step("first", "h2", {"/bin/true"}),
                             run_step("long", "h1", {"/bin/sleep", "600"}, {"first"})},
                            {"h1", "h2"}),
                    "warm");
    int killed = 0;
    for (int kill_at = 1; kill_at <= 40; ++kill_at) {
        const std::string id = "crash-" + std::to_string(kill_at);
        const auto file = rig.file(id);
        // when the orchestrator is killed at its n-th sync
        if (!run_child(rig.store().directory.string(), id, file.string(), kill_at)) break;
        ++killed;
        // then resume ends the drill with every effect exactly once
        INFO("killed at sync " << kill_at);
        const auto known = journal::read_drill(rig.store(), id);
        if (!known) {
            CHECK(effects_in(file).empty());  // it never started
            continue;
        }
        const auto before = drill::replay(known->records);
        REQUIRE(before.has_value());
        if (before->status == drill::DrillStatus::ended) continue;
        const auto ran = rig.resume(id);
        REQUIRE(ran.result);
        CHECK(ran.drill.ending == drill::Ending::completed);
        CHECK(effects_in(file) == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}});
    }
    CHECK(killed >= 5);  // opening a journal that is there syncs nothing
    REQUIRE(rig.resume("warm", "no longer needed").result);
}

TEST_CASE("while drills are stopped none starts or goes on, but one can be aborted") {
    Rig rig;
    const auto plan = plan_of({run_step("long", "h1", {"/bin/sleep", "60"})}, {"h1"});
    interrupt_drill(rig.store(), plan, "small-1");
    // given
    REQUIRE(journal::set_halt(rig.store(), {.by = "ops.lead", .why = "market opens"}));
    // then
    const auto another = rig.start(plan, "small-2");
    REQUIRE(!another.result);
    CHECK(another.result.error().code == Errc::refused);
    CHECK(!journal::read_drill(rig.store(), "small-2"));
    CHECK(!rig.resume("small-1").result);
    const auto aborted = rig.resume("small-1", "market opens");
    REQUIRE(aborted.result);
    CHECK(aborted.drill.ending == drill::Ending::aborted);
}

TEST_CASE("an interrupted drill can be aborted by another process: it undoes") {
    Rig rig;
    const auto file = rig.file("effects");
    auto first = effect_step(file, "first", "h1");
    first.undo = {effect_step(file, "mended", "h1").action};
    const auto plan =
        plan_of({first, run_step("long", "h1", {"/bin/sleep", "60"}, {"first"})}, {"h1"});
    // given an orchestrator that died while a step ran
    interrupt_drill(rig.store(), plan, "small-1");
    // when another takes it over to abort
    const auto ran = rig.resume("small-1", "gave up");
    // then what was done is undone
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::aborted);
    CHECK(effects_in(file) == std::map<std::string, int>{{"first", 1}, {"mended", 1}});
}
