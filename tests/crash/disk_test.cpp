// The journal's disk fails or is full: the engine stops and says why, what is not durable is not
// acted on, and resume finishes the drill.
#include "tests/crash/stage.hpp"
#include "tests/crash/tiny_disk.hpp"
#include "tests/crash/tracing.hpp"
#include "tests/support/postgres.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;

namespace {

std::size_t durable_in(const std::string& output) {
    const auto at = output.find("durable ");
    return at == std::string::npos ? 0 : std::stoul(output.substr(at + 8));
}

/// What the stopped engine had sent has ended; it was allowed to.
void check_nothing_undurable(Stage& stage, const std::string& drill, const test::Ended& ended) {
    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK(ended.output.find("journal") != std::string::npos);
    test::eventually([&] { return stage.programs(drill).empty(); });
    check_intents(stage, drill, durable_in(ended.output));
}

void finish(Stage& stage, const std::string& drill) {
    const auto records = read_records(stage, drill);
    if (records.empty()) {
        CHECK(stage.effects(drill).empty());
        return check_same_end(stage, drill, stage.start(drill));
    }
    const auto replayed = drill::replay(records).value();
    if (replayed.status == drill::DrillStatus::ended)  // its last commit held after all
        CHECK(stage.effects(drill) == all_effects());
    else
        check_same_end(stage, drill, stage.resume(drill));
}

int calls_of(Stage& stage, const std::string& call) {
    const std::string drill = "clean-" + call;
    const auto file = (stage.root() / (drill + ".calls")).string();
    stage.let_go(drill);
    REQUIRE(stage.orchestrate("start", drill, noting(call, file)).exit == 0);
    return most_calls(file);
}

void sweep(const std::string& call, const std::string& error, bool lasts, int stride) {
    if (!tracing_works()) return;
    Stage stage;
    const int total = calls_of(stage, call);
    const auto wanted = points(total, stride);
    int failures = 0;
    for (const int n : wanted) {
        INFO(error << " at " << call << " " << n);
        const std::string drill = error + "-" + std::to_string(n);
        stage.let_go(drill);
        const std::string when = std::to_string(n) + (lasts ? "+" : "");
        const auto ended = stage.orchestrate("start", drill, failing_at(call, when, error));
        if (ended.exit == 0) {
            CHECK(stage.effects(drill) == all_effects());
            continue;
        }
        ++failures;
        check_nothing_undurable(stage, drill, ended);
        finish(stage, drill);
    }
    tell(error + " at " + call + " of the journal", wanted.size(), total, failures);
    CHECK(failures * 10 >= static_cast<int>(wanted.size()) * 8);
}

}  // namespace

TEST_CASE("a sync of the journal fails") {
    sweep("fdatasync", "EIO", false, 2);
}

TEST_CASE("the journal's disk is full from some write on") {
    sweep("pwrite64", "ENOSPC", true, 8);
}

TEST_CASE("a full disk under the store: the drill stops, and goes on when there is room") {
    Stage stage;
    const TinyDisk disk(stage.root() / "disk", 256);
    if (!disk.works()) return;
    stage.use_store(stage.root() / "disk" / "store");
    stage.let_go("full");
    const auto ended = stage.orchestrate("start", "full");
    check_nothing_undurable(stage, "full", ended);
    CHECK(ended.output.find("full") != std::string::npos);
    CHECK(durable_in(ended.output) >= 5);
    disk.grow(16384);
    finish(stage, "full");
}
