// kill -9 of the orchestrator at every write, sync and send of a drill that somebody stops: it is
// undone all the same, once and in reverse order, or goes back by failback.
#include "tests/crash/stopped_drill.hpp"
#include "tests/crash/tracing.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::crash;

namespace {

const char* verb_of(Stop stop) {
    return stop == Stop::before_point ? "stop before" : "stop after";
}

void let_run(Stage& stage, const std::string& drill, Stop stop) {
    if (stop == Stop::after_point) stage.let_go(drill);  // else it waits until it is stopped
}

int calls_of(Stage& stage, const std::string& call, Stop stop) {
    const std::string drill = "clean-" + call;
    const auto file = (stage.root() / (drill + ".calls")).string();
    let_run(stage, drill, stop);
    const auto clean = stage.orchestrate(verb_of(stop), drill, noting(call, file));
    INFO(clean.output);
    REQUIRE(clean.exit == 0);
    check_stopped(stage, drill, stop, run_and_stop(stage.rig(), stage.plan(drill), drill, stop));
    return most_calls(file);
}

void sweep(const std::string& call, Stop stop, int stride) {
    if (!tracing_works()) return;
    Stage stage;
    const int total = calls_of(stage, call, stop);
    const auto wanted = points(total, stride);
    int deaths = 0;
    for (const int n : wanted) {
        INFO("killed at " << call << " " << n);
        const std::string drill = call + "-" + std::to_string(n);
        let_run(stage, drill, stop);
        // when the orchestrator is killed at its n-th call
        if (stage.orchestrate(verb_of(stop), drill, killed_at(call, n)).exit != 0) ++deaths;
        // then the next one comes to the same end
        check_stopped(stage, drill, stop,
                      run_and_stop(stage.rig(), stage.plan(drill), drill, stop));
    }
    tell(call + " of a drill that is stopped " +
             (stop == Stop::before_point ? "and undoes" : "and fails back"),
         wanted.size(), total, deaths);
    CHECK(deaths * 10 >= static_cast<int>(wanted.size()) * 7);
}

}  // namespace

TEST_CASE("killed at any sync while a drill runs, is stopped and undoes") {
    sweep("fdatasync", Stop::before_point, 2);
}

TEST_CASE("killed at any write while a drill runs, is stopped and undoes") {
    sweep("pwrite64", Stop::before_point, 9);
}

TEST_CASE("killed at any send while a drill runs, is stopped and undoes") {
    sweep("sendto", Stop::before_point, 6);
}

TEST_CASE("killed at any sync while a drill is stopped after the point and fails back") {
    sweep("fdatasync", Stop::after_point, 5);
}

TEST_CASE("killed at any write while a drill is stopped after the point and fails back") {
    sweep("pwrite64", Stop::after_point, 23);
}

TEST_CASE("killed at any send while a drill is stopped after the point and fails back") {
    sweep("sendto", Stop::after_point, 11);
}
