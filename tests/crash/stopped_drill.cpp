#include "tests/crash/stopped_drill.hpp"

#include "tests/support/postgres.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

namespace firedrill::crash {

namespace {

using drill::StepStatus;

Task<void> moment() {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds{3});
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

bool is_reached(const drill::Drill& drill, Stop stop) {
    if (stop == Stop::after_point) return drill.steps.at("promote").status == StepStatus::succeeded;
    return drill.steps.at("hold").status != StepStatus::pending;
}

bool may_still_stop(const engine::Engine& engine) {
    return engine.running() && engine.drill().status == drill::DrillStatus::running &&
           engine.drill().resumed == Nanos{};
}

Task<void> stop_it(engine::Engine& engine, Stop stop) {
    co_await moment();
    while (may_still_stop(engine) && !is_reached(engine.drill(), stop)) co_await moment();
    if (!may_still_stop(engine)) co_return;
    const auto aborted = co_await engine.abort(Rig::me(), "enough");
    CHECK((aborted || !engine.running()));
}

bool is_to_fail_back(const drill::Drill& drill) {
    return drill.status == drill::DrillStatus::ended && drill::may_fail_back(drill);
}

/// Trace lines; those of undos without their "un" in `undone`.
struct Trace {
    std::vector<std::string> done, undone;
};

Trace trace_of(const Stage& stage, const std::string& drill) {
    Trace trace;
    std::ifstream in(stage.trace(drill));
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("un"))
            trace.undone.push_back(line.substr(2));
        else
            trace.done.push_back(line);
    return trace;
}

/// The steps whose undo was reported as a success, in that order.
std::vector<std::string> undone_in(const std::vector<drill::Record>& records) {
    std::vector<std::string> out;
    for (const auto& record : records) {
        const auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
        if (ended != nullptr && ended->key.part == Part::undo &&
            ended->report.outcome == Outcome::succeeded)
            out.push_back(ended->key.step);
    }
    return out;
}

void check_undone(const Stage& stage, const std::string& drill, const Rig::Ran& ran) {
    CHECK(ran.drill.ending == drill::Ending::aborted);
    const auto order = undone_in(ran.records);
    const auto position = [&](const std::string& step) {
        return std::find_if(ran.drill.steps.begin(), ran.drill.steps.end(),
                            [&](const auto& entry) { return entry.first == step; });
    };
    // each once, the last step first
    CHECK(std::is_sorted(order.begin(), order.end(), [&](const auto& one, const auto& other) {
        return position(one) > position(other);
    }));
    CHECK(std::adjacent_find(order.begin(), order.end()) == order.end());
    Trace trace = trace_of(stage, drill);
    std::erase(trace.undone, "hold");  // never came to its effect
    std::reverse(trace.undone.begin(), trace.undone.end());
    CHECK(trace.undone == trace.done);
    CHECK(trace.done == std::vector<std::string>{"ready-1", "ready-2"});
}

void check_failed_back(const Stage& stage, const std::string& drill, const Rig::Ran& ran) {
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(trace_of(stage, drill).undone.empty());  // fences and all stay after the point
    auto missing = all_effects();
    for (const auto& [effect, count] : stage.effects(drill)) {
        INFO("effect " << effect);
        CHECK(count <= all_effects()[effect]);
        if (count == all_effects()[effect]) missing.erase(effect);
    }
    for (const char* step : {"route", "compare", "business"}) missing.erase(step);
    CHECK(missing.empty());
}

}  // namespace

Rig::Ran run_and_stop(Rig rig, const plan::Plan& plan, const std::string& drill, Stop stop) {
    const auto during = [stop](engine::Engine& engine) { return stop_it(engine, stop); };
    const auto state = journal::read_state(rig.store(), drill, "0.1.0");
    if (!state && state.error().code != Errc::not_found) return {state.error(), {}, {}};
    const bool failing_back = state && is_to_fail_back(state->drill);
    Rig::Ran ran;
    if (!state)
        ran = rig.start(plan, drill, true, during);
    else if (!failing_back && state->drill.status != drill::DrillStatus::ended)
        ran = rig.run(engine::Resume{.drill = drill, .by = Rig::me()}, during);
    else
        ran = {{}, state->drill, journal::read_drill(rig.store(), drill)->records};
    if (!ran.result || !is_to_fail_back(ran.drill)) return ran;
    return rig.run(engine::Resume{.drill = drill, .by = Rig::me(), .from = plan::Phase::failback},
                   {});
}

void check_stopped(const Stage& stage, const std::string& drill, Stop stop, const Rig::Ran& ran) {
    INFO("drill " << drill << ": " << (ran.result ? "" : describe(ran.result.error())));
    REQUIRE(ran.result);
    INFO(ran.drill.why);
    CHECK(ran.drill.status == drill::DrillStatus::ended);
    if (stop == Stop::before_point)
        check_undone(stage, drill, ran);
    else
        check_failed_back(stage, drill, ran);
    CHECK(drill::outstanding_faults(ran.drill).empty());
    CHECK(read_records(stage, drill).size() == ran.records.size());
    check_intents(stage, drill, ran.records.size());
    using test::eventually;
    CHECK(eventually([&] { return stage.programs(drill).empty(); }, std::chrono::seconds(3)));
    CHECK(eventually([&] { return !stage.service_is_paused(); }, std::chrono::seconds(3)));
}

}  // namespace firedrill::crash
