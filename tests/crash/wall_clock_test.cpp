// The wall clock of every program is moved by an hour, forth and back, in the middle of a drill.
// Only the programs' own view is moved: the machine's clock stays as it is.
#include "tests/crash/stage.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <future>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
using test::eventually;

namespace {

constexpr const char* moved_drill = "moved";

/// Agents and orchestrators whose wall clock is what move() says.
class Moved {
public:
    explicit Moved(Stage& stage) : stage_(stage) {
        move(0);
        for (Agent* agent : {&stage_.h1, &stage_.h2}) agent->start(dynamic_agent());
    }

    void move(long seconds) const {
        const auto fresh = file().string() + ".new";
        std::ofstream(fresh) << seconds << "\n";
        std::filesystem::rename(fresh, file());
    }

    std::future<test::Ended> orchestrate(const std::string& verb) const {
        return std::async(std::launch::async, [this, verb] {
            return stage_.orchestrate(verb, moved_drill, {"/usr/bin/env", preload(), moved_by()});
        });
    }

    static pid_t orchestrator() {
        for (const pid_t child : test::children_of(::getpid())) {
            std::ifstream in("/proc/" + std::to_string(child) + "/cmdline", std::ios::binary);
            const std::string words{std::istreambuf_iterator<char>(in), {}};
            if (words.find("crash orchestrator") != words.npos) return child;
        }
        return 0;
    }

private:
    std::filesystem::path file() const { return stage_.root() / "wall"; }
    std::string moved_by() const { return "DRILL_WALL_FILE=" + file().string(); }
    static std::string preload() {
        return std::string("LD_PRELOAD=") + DRILL_BINARY_DIR + "/libdrill_wall_shim.so";
    }
    /// The agent that is handed out is static, and nothing can be preloaded into it: the same
    /// agent, linked dynamically, takes its words.
    std::vector<std::string> dynamic_agent() const {
        const std::string agent = std::string(DRILL_BINARY_DIR) + "/firedrill-agent-dynamic";
        return {"/bin/sh", "-c",
                "shift; exec env '" + preload() + "' '" + moved_by() + "' '" + agent + "' \"$@\"",
                "sh"};
    }

    Stage& stage_;
};

/// By how much the wall clock ran away from the monotonic one between two records, at most.
std::pair<Nanos, Nanos> steps_in(const std::vector<drill::Record>& records) {
    Nanos back{}, forth{};
    for (std::size_t i = 1; i < records.size(); ++i) {
        const Instant& a = records[i - 1].at;
        const Instant& b = records[i].at;
        const Nanos step = (b.wall - a.wall) - (b.mono - a.mono);
        back = std::min(back, step);
        forth = std::max(forth, step);
    }
    return {back, forth};
}

/// How long each step took, and what people read: the start's wall clock, carried on.
void check_durations(const drill::Drill& drill, const std::vector<drill::Record>& records) {
    const Nanos took = records.back().at.mono - records.front().at.mono;
    CHECK(took < Nanos{10min});
    CHECK(drill.time <= took);
    CHECK(drill.machine_time <= took);
    for (const auto& [id, step] : drill.steps) {
        INFO(id);
        REQUIRE(step.began.has_value());
        REQUIRE(step.ended.has_value());
        CHECK(step.ended->mono >= step.began->mono);
        CHECK(step.ended->mono - step.began->mono <= took);
        CHECK(step.report.ended - step.report.started >= Nanos{0});
        CHECK(step.report.ended - step.report.started <= took);
    }
}

}  // namespace

TEST_CASE("wall clocks that are moved by hours change no step, no duration and no record") {
    Stage stage(60s);
    const Moved moved(stage);
    // given a drill under way when the clocks go forward, and an orchestrator that dies then
    auto first = moved.orchestrate("start");
    REQUIRE(eventually([&] { return stage.service_is_paused(); }, 60s));
    REQUIRE(eventually([&] { return !stage.programs(moved_drill).empty(); }, 60s));
    moved.move(3600);
    REQUIRE(Moved::orchestrator() > 0);
    ::kill(Moved::orchestrator(), SIGKILL);
    first.wait();
    // when it is resumed an hour before it began, and the clocks go forward again on the way
    moved.move(-3600);
    auto second = moved.orchestrate("resume");
    REQUIRE(eventually(
        [&] {
            return read_records(stage, moved_drill).back().at.wall <
                   read_records(stage, moved_drill).front().at.wall;
        },
        60s));
    moved.move(3600);
    stage.let_go(moved_drill);
    CHECK(second.get().exit == 0);
    // then everything went as without
    const auto records = read_records(stage, moved_drill);
    const auto [back, forth] = steps_in(records);
    CHECK(back < -Nanos{50min});
    CHECK(forth > Nanos{50min});
    const auto drill = drill::replay(records);
    REQUIRE(drill.has_value());
    CHECK(drill->ending == drill::Ending::completed);
    CHECK(stage.effects(moved_drill) == all_effects());
    for (const auto& [id, step] : drill->steps) {
        INFO("step " << id << ": " << step.why);
        CHECK(step.status == drill::StepStatus::succeeded);
    }
    CHECK(drill::outstanding_faults(*drill).empty());
    check_durations(*drill, records);
}
