// The store is lost in the middle of a drill, or an older copy of it comes back: the agents know
// what happened, and the drill comes to a known state.
#include "tests/crash/stage.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
using test::eventually;
namespace fs = std::filesystem;

namespace {

constexpr const char* drill_id = "lost";
/// Nothing is to revert by itself while a busy machine takes its time.
constexpr auto long_lease = 60s;

/// A drill in another process, watched from outside.
class Elsewhere {
public:
    Elsewhere(Stage& stage, const std::string& verb)
        : stage_(stage), pid_(stage.orchestrator(verb, drill_id)) {}
    ~Elsewhere() { kill(); }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;

    void await(const std::string& effect) const {
        REQUIRE(eventually([&] { return stage_.effects(drill_id).contains(effect); }, 30s));
    }
    /// The fault acts, and step "hold" waits for us.
    void await_hold() const {
        REQUIRE(eventually(
            [&] { return stage_.service_is_paused() && !stage_.programs(drill_id).empty(); }, 30s));
    }
    void signal(int number) const { ::kill(pid_, number); }
    void kill() {
        if (pid_ <= 0) return;
        signal(SIGKILL);
        wait();
    }
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    Stage& stage_;
    pid_t pid_;
};

void copy_store(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::skip_symlinks);
    fs::remove(to / "drills" / drill_id / "journal.sqlite-shm");
}

Rig::Ran recover(const Stage& stage, bool store_lost, bool goes_on = false) {
    const auto plan = store_lost ? std::optional(stage.plan(drill_id)) : std::nullopt;
    return Rig(stage.store()).recover(drill_id, plan, goes_on);
}

const drill::RecordRecovered& recovered_of(const std::vector<drill::Record>& records) {
    const drill::RecordRecovered* out = nullptr;
    for (const auto& record : records)
        if (const auto* found = std::get_if<drill::RecordRecovered>(&record.event)) out = found;
    REQUIRE(out != nullptr);
    return *out;
}

/// What was under way when the orchestrator died may still have come about.
void check_nothing_undone(const Stage& stage, std::map<std::string, int> before) {
    for (const auto& [effect, count] : stage.effects(drill_id)) {
        INFO("effect " << effect);
        CHECK_FALSE(effect.starts_with("un"));
        CHECK(count <= std::max(before[effect], 1));
    }
}

void check_whole(const Stage& stage, const Rig::Ran& ran) {
    INFO((ran.result ? "" : describe(ran.result.error())));
    REQUIRE(ran.result);
    CHECK(read_records(stage, drill_id).size() == ran.records.size());
    CHECK(eventually([&] { return stage.programs(drill_id).empty(); }, 5s));
}

}  // namespace

TEST_CASE("the store is lost before the promotion: what the agents keep is undone") {
    Stage stage(long_lease);
    Elsewhere drill(stage, "start");
    drill.await_hold();
    drill.kill();
    stage.use_store(stage.root() / "another");
    // when another orchestrator recovers the drill from the agents
    const auto ran = recover(stage, true);
    // then it stops: the fault is gone, what was done is undone, and nothing was promoted
    check_whole(stage, ran);
    CHECK(ran.drill.ending == drill::Ending::aborted);
    CHECK(drill::outstanding_faults(ran.drill).empty());
    CHECK_FALSE(drill::past_point_of_no_return(ran.drill));
    CHECK_FALSE(stage.service_is_paused());
    const auto effects = stage.effects(drill_id);
    CHECK(effects.contains("unready-1"));
    CHECK(effects.contains("unready-2"));
    CHECK_FALSE(effects.contains("promote"));
    // and the record says what it is: rebuilt, under a higher epoch, each attempt found
    const auto& recovered = recovered_of(ran.records);
    CHECK(recovered.store_lost);
    CHECK(recovered.epoch == 2);
    CHECK(recovered.unreached.empty());
    CHECK(std::holds_alternative<drill::AttemptFound>(ran.records[1].event));
}

TEST_CASE("the store is lost after the promotion: fences stay, and failback is the way on") {
    Stage stage(long_lease);
    {
        Elsewhere drill(stage, "start");
        stage.hold_at(drill_id, "route");  // or it is over before it is killed
        stage.let_go(drill_id);
        drill.await("promote");
    }
    stage.release(drill_id, "route");
    const auto before = stage.effects(drill_id);
    stage.use_store(stage.root() / "another");
    const auto ran = recover(stage, true);
    check_whole(stage, ran);
    CHECK(drill::past_point_of_no_return(ran.drill));
    CHECK(drill::may_fail_back(ran.drill));
    check_nothing_undone(stage, before);
    CHECK_FALSE(drill::outstanding_faults(ran.drill).empty());
    // when the failback is run from the recovered record
    const auto back =
        Rig(stage.store())
            .run(engine::Resume{.drill = drill_id, .by = Rig::me(), .from = plan::Phase::failback},
                 [](engine::Engine& engine) -> Task<void> {
                     // nobody remembers that approvals were waived
                     const auto deadline = std::chrono::steady_clock::now() + 60s;
                     asio::steady_timer timer(co_await asio::this_coro::executor);
                     while (engine.running() && std::chrono::steady_clock::now() < deadline) {
                         for (const auto& step : drill::waiting_for_people(engine.drill()))
                             (void)co_await engine.answer(
                                 {.step = step,
                                  .answer = drill::Answer::confirmed,
                                  .by = {.person = "cio", .proof = drill::Proof::os_user}});
                         timer.expires_after(20ms);
                         co_await timer.async_wait(by_value);
                     }
                 });
    INFO((back.result ? "" : describe(back.result.error())));
    REQUIRE(back.result);
    CHECK(back.drill.ending == drill::Ending::completed);
    CHECK(drill::outstanding_faults(back.drill).empty());
    CHECK(stage.effects(drill_id)["rebuild"] == 1);
}

TEST_CASE("an older copy of the store comes back: resume refuses, recover completes the record") {
    Stage stage(long_lease);
    const auto kept = stage.root() / "kept";
    Elsewhere(stage, "start").await_hold();
    copy_store(stage.store(), kept);
    {
        Elsewhere drill(stage, "resume");
        stage.hold_at(drill_id, "route");  // or it is over before it is killed
        stage.let_go(drill_id);
        drill.await("promote");
    }
    stage.release(drill_id, "route");
    const auto before = stage.effects(drill_id);
    // when the copy is put in the store's place
    copy_store(kept, stage.store());
    const auto older = read_records(stage, drill_id);
    const auto refused = stage.resume(drill_id);
    // then resume sees that the agents know more, and does nothing
    REQUIRE_FALSE(refused.result);
    CHECK(refused.result.error().code == Errc::refused);
    CHECK_THAT(refused.result.error().remedy, Catch::Contains("firedrill recover lost"));
    CHECK(read_records(stage, drill_id).size() == older.size());
    // and recover completes the record: it knows of the promotion, and undoes nothing
    const auto ran = recover(stage, false);
    check_whole(stage, ran);
    CHECK(drill::past_point_of_no_return(ran.drill));
    check_nothing_undone(stage, before);
    CHECK_FALSE(recovered_of(ran.records).store_lost);
    CHECK(recovered_of(ran.records).epoch == 3);
    CHECK(ran.drill.steps.at("promote").status == drill::StepStatus::succeeded);
    CHECK(ran.drill.started == drill::replay(older)->started);
}

TEST_CASE("an older copy comes back after the drill has ended: nothing is done any more") {
    Stage stage(long_lease);
    const auto kept = stage.root() / "kept";
    Elsewhere(stage, "start").await_hold();
    copy_store(stage.store(), kept);
    stage.let_go(drill_id);
    check_same_end(stage, drill_id, stage.resume(drill_id));
    copy_store(kept, stage.store());
    REQUIRE_FALSE(stage.resume(drill_id).result);
    const auto ran = recover(stage, false);
    check_whole(stage, ran);
    CHECK(recovered_of(ran.records).over);
    CHECK(stage.effects(drill_id) == all_effects());
    CHECK(drill::outstanding_faults(ran.drill).empty());
}

TEST_CASE("an orchestrator that slept while its drill was recovered elsewhere changes nothing") {
    Stage stage(long_lease);
    Elsewhere asleep(stage, "start");
    asleep.await_hold();
    asleep.signal(SIGSTOP);
    const auto first_store = stage.store();
    stage.use_store(stage.root() / "another");
    check_whole(stage, recover(stage, true));
    const auto before = stage.effects(drill_id);
    // when it wakes up
    stage.let_go(drill_id);
    asleep.signal(SIGCONT);
    // then it ends with an error, and nothing more happens
    CHECK(asleep.wait() != 0);
    CHECK(stage.effects(drill_id) == before);
    CHECK_FALSE(stage.service_is_paused());
    // and its store says where the drill went
    stage.use_store(first_store);
    const auto refused = stage.resume(drill_id);
    REQUIRE_FALSE(refused.result);
    CHECK_THAT(describe(refused.result.error()), Catch::Contains("epoch 2"));
}
