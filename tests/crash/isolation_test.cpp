// A primary is cut off from its clients and its standby, and programs die meanwhile. At no moment
// may two servers take writes from the network.
#include "tests/crash/isolation_stage.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
using test::eventually;

namespace {

#define DRILL_NEEDS_SITES()                                                        \
    if (const std::string missing = test::TwoSites::missing(); !missing.empty()) { \
        WARN("skipped: " << missing);                                              \
        return;                                                                    \
    }

void end(pid_t orchestrator, int signal = SIGKILL) {
    ::kill(orchestrator, signal);
    ::waitpid(orchestrator, nullptr, 0);
}

void check_completed(const Rig::Ran& ran) {
    INFO((ran.result ? "" : describe(ran.result.error())));
    REQUIRE(ran.result);
    INFO(ran.drill.why);
    for (const auto& [id, step] : ran.drill.steps) {
        INFO("step " << id << ": " << step.why << " " << step.report.reason << " "
                     << step.report.errors);
        CHECK(step.status == drill::StepStatus::succeeded);
    }
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(drill::outstanding_faults(ran.drill).empty());
    CHECK(drill::fences_held(ran.drill).empty());
}

template <class Event>
const Event* find(const std::vector<drill::Record>& records) {
    for (const auto& record : records)
        if (const auto* found = std::get_if<Event>(&record.event)) return found;
    return nullptr;
}

bool is_read_only(const Isolation& stage) {
    return stage.primary.value("select pg_is_in_recovery()", "postgres") == "t";
}

}  // namespace

TEST_CASE("a primary is isolated, fenced, replaced, rebuilt and healed") {
    DRILL_NEEDS_SITES();
    Isolation stage(20s);
    stage.let_go();
    check_completed(stage.start());
    CHECK(stage.standby_is_primary());
    CHECK(stage.tables().empty());
    CHECK(stage.is_reached());  // as a standby now
}

TEST_CASE("every program dies while a primary is isolated: it stays cut off until it is fenced") {
    DRILL_NEEDS_SITES();
    constexpr auto lease = 3s;
    Isolation stage(lease);
    const pid_t orchestrator = stage.orchestrator("start");
    REQUIRE(eventually([&] { return stage.holds(); }, 60s));
    REQUIRE_FALSE(stage.is_reached());
    REQUIRE(stage.is_open());  // on its own host, as long as somebody renews
    // when
    end(orchestrator);
    stage.h1.kill();
    stage.h2.kill();
    // then the kernel closes the server's port within lease + 2 s, and heals nothing
    const auto begun = std::chrono::steady_clock::now();
    CHECK(eventually([&] { return !stage.is_open(); }, lease + 2s));
    const auto took = std::chrono::steady_clock::now() - begun;
    WARN("closed " << std::chrono::duration_cast<std::chrono::milliseconds>(took).count()
                   << " ms after everything was killed, lease 3 s");
    CHECK_FALSE(stage.is_reached());
    // and the agent's next start fences before it heals
    stage.h1.start();
    {
        REQUIRE(eventually([&] { return stage.tables().empty(); }, 60s));
        CHECK_FALSE(stage.is_open());
        CHECK(std::filesystem::exists(stage.primary.data() + "/standby.signal"));
    }
    // and the drill goes on to its end
    stage.start_h2();
    stage.let_go();
    check_completed(stage.resume());
    CHECK(stage.standby_is_primary());
}

TEST_CASE("the orchestrator is lost while a primary is isolated: its agent fences, then heals") {
    DRILL_NEEDS_SITES();
    constexpr auto lease = 3s;
    Isolation stage(lease);
    const pid_t orchestrator = stage.orchestrator("start");
    REQUIRE(eventually([&] { return stage.holds(); }, 60s));
    end(orchestrator);
    REQUIRE(eventually([&] { return stage.tables().empty(); }, 60s));
    CHECK_FALSE(stage.is_open());
    CHECK_FALSE(stage.standby_is_primary());
    stage.let_go();
    const auto ran = stage.resume();
    check_completed(ran);
    const auto* told = find<drill::FaultReverted>(ran.records);
    REQUIRE(told != nullptr);
    CHECK(told->verified);
    CHECK(told->fence == "fence");
}

TEST_CASE("the host of an isolated primary boots: its server comes back read-only, then fenced") {
    DRILL_NEEDS_SITES();
    Isolation stage(30s);
    const pid_t orchestrator = stage.orchestrator("start");
    REQUIRE(eventually([&] { return stage.holds(); }, 60s));
    end(orchestrator);
    // when the host boots, and its server starts before the agent
    stage.reboot_main();
    CHECK(is_read_only(stage));
    // then the agent fences it before anybody is answered
    stage.h1.start();
    CHECK(eventually([&] { return !stage.is_open(); }, 60s));
    stage.primary.stop();  // tells the fixture, too
    CHECK(stage.tables().empty());
}

TEST_CASE("an isolated primary is out of reach: the promotion waits until it must be fenced") {
    DRILL_NEEDS_SITES();
    constexpr auto lease = 4s;
    Isolation stage(lease);
    const pid_t orchestrator = stage.orchestrator("start");
    REQUIRE(eventually([&] { return stage.holds(); }, 60s));
    // when its agent stands still, so that it fences nothing
    ::kill(stage.h1.pid(), SIGSTOP);
    stage.let_promote();
    // then the kernel has closed the old primary before the standby takes writes
    CHECK(eventually([&] { return !stage.is_open(); }, lease + 4s));
    CHECK_FALSE(stage.standby_is_primary());
    REQUIRE(eventually([&] { return stage.standby_is_primary(); }, 120s));
    CHECK_FALSE(stage.is_open());
    CHECK_FALSE(stage.is_reached());
    // and when the agent goes on it fences, and the receipt arrives
    ::kill(stage.h1.pid(), SIGCONT);
    CHECK(eventually([&] { return find<drill::FaultReverted>(stage.records()) != nullptr; }, 60s));
    stage.let_go();
    int status = 0;
    ::waitpid(orchestrator, &status, 0);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    const auto records = stage.records();
    const auto* presumed = find<drill::FencePresumed>(records);
    REQUIRE(presumed != nullptr);
    CHECK(presumed->figures.wait > presumed->figures.lease + presumed->figures.self_fence);
    const auto* told = find<drill::FaultReverted>(records);
    REQUIRE(told != nullptr);
    CHECK(told->fence == "fence");
    CHECK(drill::replay(records)->ending == drill::Ending::completed);
}
