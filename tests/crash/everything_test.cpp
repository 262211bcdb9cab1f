// While a leased fault acts, everything dies at once, or only the orchestrator dies or stands
// still. The one place with promised deadlines: lease + 2 s, with slack.
#include "core/drill/assess.hpp"
#include "tests/crash/stage.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
using test::eventually;

namespace {

constexpr auto lease = 2s;
/// The promise is lease + 2 s; a busy machine is given two more.
constexpr std::chrono::milliseconds promised = lease + 2s + 2s;

/// A drill in another process that stands in step "hold" while the service is paused.
class Paused {
public:
    explicit Paused(Stage& stage) : stage_(stage), pid_(stage.orchestrator("start", drill)) {
        REQUIRE(eventually([&] { return stage_.service_is_paused() && holds(); }));
    }
    ~Paused() { kill(); }
    Paused(const Paused&) = delete;
    Paused& operator=(const Paused&) = delete;

    void signal(int number) const { ::kill(pid_, number); }
    void kill() {
        if (pid_ <= 0) return;
        signal(SIGKILL);
        wait();
    }
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, 0), &status, 0);
        return status;
    }
    bool holds() const { return !stage_.programs(drill).empty(); }

    static constexpr const char* drill = "paused";

private:
    Stage& stage_;
    pid_t pid_;
};

bool says_reverted(const std::vector<drill::Record>& records, const std::string& step) {
    for (const auto& record : records) {
        const auto* reverted = std::get_if<drill::FaultReverted>(&record.event);
        if (reverted != nullptr && reverted->step == step && reverted->verified) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("the orchestrator dies while a fault acts: the agent ends the fault by itself") {
    Stage stage(lease);
    Paused drill(stage);
    drill.kill();
    CHECK(eventually([&] { return !stage.service_is_paused(); }, promised));
    // and resume knows about it and finishes the drill
    stage.let_go(Paused::drill);
    const auto ran = stage.resume(Paused::drill);
    check_same_end(stage, Paused::drill, ran);
    CHECK(says_reverted(ran.records, "pause"));
}

TEST_CASE("every program dies at once while a fault acts: the agent's next start ends the fault") {
    Stage stage(lease);
    Paused drill(stage);
    const pid_t first = stage.h1.pid(), second = stage.h2.pid();
    ::kill(first, SIGKILL);
    ::kill(second, SIGKILL);
    drill.kill();
    stage.h1.kill();
    stage.h2.kill();
    REQUIRE(stage.service_is_paused());
    // when the hosts come back
    stage.h1.start();
    stage.h2.start();
    // then nothing of the interrupted step acts any more
    CHECK(stage.programs(Paused::drill).empty());
    // and the fault goes although nobody is connected, and resume finishes the drill
    CHECK(eventually([&] { return !stage.service_is_paused(); }, promised));
    stage.let_go(Paused::drill);
    check_same_end(stage, Paused::drill, stage.resume(Paused::drill));
}

TEST_CASE(
    "the orchestrator stands still for two leases: the agent ends the fault, the drill knows") {
    Stage stage(lease);
    Paused drill(stage);
    // when it is stopped for two leases
    const auto until = std::chrono::steady_clock::now() + 2 * lease;
    drill.signal(SIGSTOP);
    CHECK(eventually([&] { return !stage.service_is_paused(); }, promised));
    eventually([&] { return std::chrono::steady_clock::now() >= until; });
    // and goes on
    drill.signal(SIGCONT);
    stage.let_go(Paused::drill);
    const int status = drill.wait();
    // then it ends, and says that the fault was gone before it was mended
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    const auto records = read_records(stage, Paused::drill);
    CHECK(says_reverted(records, "pause"));
    CHECK(stage.effects(Paused::drill) == all_effects());
    const auto replayed = drill::replay(records).value();
    const auto shown = drill::assess(replayed, records, [](const Artifact&) -> Result<std::string> {
        return fail(Errc::not_found, "none");
    });
    CHECK(shown.outstanding.empty());
    for (const auto& service : shown.services) CHECK_FALSE(service.rto.measured);
}
