// kill -9 of the orchestrator at every write and sync of its journal and at every send: resume
// comes to the same end, and nothing was done twice or without a durable intent.
#include "tests/crash/stage.hpp"
#include "tests/crash/tracing.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::crash;

namespace {

/// How often a drill that nobody disturbs makes this call.
int calls_of(Stage& stage, const std::string& call) {
    const std::string drill = "clean-" + call;
    const auto file = stage.root() / (drill + ".calls");
    stage.let_go(drill);
    const auto clean = stage.orchestrate("start", drill, noting(call, file.string()));
    INFO(clean.output);
    REQUIRE(clean.exit == 0);
    const auto records = read_records(stage, drill);
    CHECK(records.size() >= 55);
    CHECK(stage.effects(drill) == all_effects());
    return most_calls(file.string());
}

/// Takes the drill up as often as needed: true if it had ended before the blow fell.
void go_on(Stage& stage, const std::string& drill, int again_at) {
    const auto records = read_records(stage, drill);
    check_intents(stage, drill, records.size());
    if (records.empty()) {
        CHECK(stage.effects(drill).empty());  // it never started, so it may start now
        return check_same_end(stage, drill, stage.start(drill));
    }
    if (again_at > 0) stage.orchestrate("resume", drill, killed_at("fdatasync", again_at));
    const auto replayed = drill::replay(read_records(stage, drill)).value();
    if (replayed.status == drill::DrillStatus::ended) {
        CHECK(stage.effects(drill) == all_effects());
        return;
    }
    check_same_end(stage, drill, stage.resume(drill));
}

struct Sweep {
    bool twice = false;  ///< the resumed orchestrator dies, too, at one of its first syncs
    std::int64_t snapshot_every = 10'000;
};

void sweep(const std::string& call, int stride, const Sweep& how = {}) {
    if (!tracing_works()) return;
    Stage stage;
    stage.take_snapshots_every(how.snapshot_every);
    const int total = calls_of(stage, call);
    const auto wanted = points(total, stride);
    int deaths = 0, snapshots = 0;
    for (const int n : wanted) {
        INFO("killed at " << call << " " << n);
        const std::string drill = call + "-" + std::to_string(n);
        stage.let_go(drill);
        // when the orchestrator is killed at its n-th call
        const auto ended = stage.orchestrate("start", drill, killed_at(call, n));
        if (ended.exit != 0) ++deaths;
        if (journal::last_snapshot(stage.opened(), drill, "0.1.0")) ++snapshots;
        // then the next one comes to the same end
        go_on(stage, drill, how.twice ? 1 + n % 6 : 0);
    }
    CHECK((snapshots > 0) == (how.snapshot_every < 50));
    tell(call + " of the orchestrator", wanted.size(), total, deaths);
    // how often clocks are asked depends on the machine's speed: the last points may not be reached
    CHECK(deaths * 10 >= static_cast<int>(wanted.size()) * 7);
}

}  // namespace

TEST_CASE("killed at any sync of the journal, and again while it resumes") {
    sweep("fdatasync", 1, {.twice = true});
}

TEST_CASE("killed at any sync of the journal while snapshots are taken, and resumed from them") {
    sweep("fdatasync", 8, {.snapshot_every = 5});
}

TEST_CASE("killed before a snapshot has its name") {
    if (!tracing_works()) return;
    Stage stage;
    const auto wanted = points(50, 10);
    int deaths = 0;
    for (const int every : wanted) {
        INFO("a snapshot after record " << every);
        const std::string drill = "unnamed-" + std::to_string(every);
        stage.take_snapshots_every(every);
        stage.let_go(drill);
        if (stage.orchestrate("start", drill, killed_at("rename", 1)).exit != 0) ++deaths;
        CHECK_FALSE(journal::last_snapshot(stage.opened(), drill, "0.1.0"));
        go_on(stage, drill, 0);
    }
    tell("records after which a snapshot was begun", wanted.size(), 50, deaths);
    CHECK(deaths == static_cast<int>(wanted.size()));
}

TEST_CASE("killed at any write of the journal") {
    sweep("pwrite64", 5);
}

TEST_CASE("killed while the store is made") {
    if (!tracing_works()) return;
    Stage stage;
    constexpr int last = 12;  // the first records follow
    const auto wanted = points(last, 2);
    int deaths = 0;
    for (const int n : wanted) {
        INFO("killed at write " << n);
        const std::string drill = "fresh-" + std::to_string(n);
        stage.use_store(stage.root() / (drill + ".store"));
        stage.let_go(drill);
        if (stage.orchestrate("start", drill, killed_at("pwrite64", n)).exit != 0) ++deaths;
        go_on(stage, drill, 0);
    }
    tell("pwrite64 of a new store", wanted.size(), last, deaths);
    CHECK(deaths == static_cast<int>(wanted.size()));
}

TEST_CASE("killed at any send") {
    sweep("sendto", 5);
}
