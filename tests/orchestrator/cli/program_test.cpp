// The program as a user meets it: exit codes, messages, init.
#include "core/base/json.hpp"
#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

Ended firedrill_with(const std::string& arguments) {
    return run_shell("FIREDRILL_PLAYBOOKS=" DRILL_SOURCE_DIR "/playbooks " DRILL_BINARY_DIR
                     "/firedrill " +
                     arguments);
}

}  // namespace

TEST_CASE("help shows examples, and a wrong command line is 64") {
    CHECK(firedrill_with("--help").code == 0);
    CHECK(firedrill_with("--help").says("firedrill run primary-loss --yes"));
    CHECK(firedrill_with("run --help").says("Example:"));
    CHECK(firedrill_with("frobnicate").code == 64);
    CHECK(firedrill_with("run").code == 64);
}

TEST_CASE("a new workspace has nothing wrong and its scenario can be planned") {
    const TemporaryDirectory place;
    const std::string live = place.path() / "live", measure = place.path() / "measure";
    REQUIRE(firedrill_with("init " + live).code == 0);
    REQUIRE(firedrill_with("init " + measure + " --measure-only").code == 0);
    const auto checked = firedrill_with("-C " + live + " --lang en check");
    INFO(checked.output);
    CHECK(checked.code == 0);
    const auto checked_too = firedrill_with("-C " + measure + " --lang en check");
    INFO(checked_too.output);
    CHECK(checked_too.code == 0);
    CHECK(firedrill_with("-C " + live + " --lang en plan primary-loss").says("Hash"));
    CHECK(firedrill_with("-C " + measure + " plan measure-only").code == 0);
    CHECK(firedrill_with("init " + live).code == 6);
}

TEST_CASE("errors say what, where and what to do") {
    const TemporaryDirectory place;
    const auto nowhere = firedrill_with("-C " + place.path().string() + " check");
    CHECK(nowhere.code == 65);
    CHECK(nowhere.says("firedrill init"));
    const std::string workspace = place.path() / "w";
    REQUIRE(firedrill_with("init " + workspace).code == 0);
    const auto unasked = firedrill_with("-C " + workspace + " --lang en run primary-loss");
    CHECK(unasked.code == 6);
    CHECK(unasked.says("--yes"));
    CHECK(firedrill_with("-C " + workspace + " plan nothing-like-it").code == 65);
    CHECK(firedrill_with("-C " + workspace + " approve some-drill go").code == 6);
    CHECK(firedrill_with("-C " + workspace + " status").says("firedrill run"));
    const auto json = firedrill_with("-C " + workspace + " --json status");
    const auto value = parse_json(json.output.substr(0, json.output.find('\n')));
    REQUIRE(value);
    CHECK(value->at("exit_code").as_int64() == 65);
}

TEST_CASE("the kill switch lets nothing start until somebody lifts it") {
    const TemporaryDirectory place;
    const std::string workspace = place.path() / "w";
    REQUIRE(firedrill_with("init " + workspace).code == 0);
    const std::string in = "-C " + workspace + " --lang en ";

    const auto stopped = firedrill_with(in + "stop-all --as ops.lead --why \"market opens\"");
    CHECK(stopped.code == 0);
    CHECK(stopped.says("by ops.lead: market opens"));

    const auto refused = firedrill_with(in + "run primary-loss --yes");
    CHECK(refused.code == 6);
    CHECK(refused.says("market opens"));
    CHECK(refused.says("firedrill stop-all --lift"));
    CHECK(firedrill_with(in + "status").says("ALL DRILLS STOPPED"));

    CHECK(firedrill_with(in + "stop-all --lift").code == 0);
    CHECK(!firedrill_with(in + "run primary-loss").says("market opens"));
}
