// After which drills of a series another one may follow.
#include "orchestrator/cli/series.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::cli;

namespace {

struct Ended {
    drill::Drill drill;
    drill::Assessment assessment;
    Ended() { drill.ending = drill::Ending::completed; }
    std::string why_not() const { return why_not_again(drill, assessment, Language::en); }
};

}  // namespace

TEST_CASE("after a drill that left things as they were another one may follow") {
    Ended ended;
    ended.drill.probes["door"].up = true;
    ended.assessment.baseline.push_back(
        {.item = "timeline:db1", .before = "1", .after = "2", .expected = true});
    // a target that was not met is a figure of the series like any other
    ended.assessment.overall = measure::Verdict::not_met;
    CHECK(ended.why_not() == "");
}

TEST_CASE("after a drill that did not complete, or left something, none follows") {
    Ended aborted;
    aborted.drill.ending = drill::Ending::aborted;
    CHECK(aborted.why_not() == "the drill did not complete");

    Ended broken;
    broken.assessment.outstanding.emplace_back();
    CHECK(broken.why_not() == "a fault is outstanding");

    Ended fenced;
    fenced.assessment.fences.emplace_back();
    CHECK(fenced.why_not() == "a fence still holds");

    Ended changed;
    changed.assessment.baseline.push_back({.item = "file:/etc/hosts", .before = "a", .after = "b"});
    CHECK(changed.why_not() == "the end state differs from the baseline");

    Ended down;
    down.drill.probes["door"].up = false;
    CHECK(down.why_not() == "probe door sees the service down");
}
