#include "tests/simulation/rival.hpp"

#include <fmt/format.h>

#include <utility>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Nanos beat_every = 1s;
constexpr Nanos start_patience = 20s;
constexpr Nanos entering_patience = 3s;
constexpr Nanos stopping_patience = 10s;
constexpr int tries_max = 3;
constexpr int resumes_max = 5;

}  // namespace

Rival::Rival(RivalsStage& stage, SimulatedHost& host, int number, RivalPlan plan, Chance chance,
             Send send)
    : Program(stage.timeline, host),
      stage_(stage),
      number_(number),
      plan_(std::move(plan)),
      chance_(chance),
      send_(std::move(send)) {}

void Rival::start(Nanos after) {
    stage_.timeline.after(after, [this] { try_anew(); });
}

void Rival::try_anew() {
    ++tries_;
    drill_ = fmt::format("r{}.{}", number_, tries_);
    stage_.truth.know(drill_, plan_.ground);
    epoch_ = 1;
    kept_.clear();
    enter_phase(Phase::preflight);
}

/// Somebody takes up what the process before left; the epoch was durable before anything else.
void Rival::resume() {
    ++resumes_;
    ++epoch_;
    stage_.truth.know(drill_, plan_.ground);
    enter_phase(Phase::entering);
}

void Rival::enter_phase(Phase phase) {
    phase_ = phase;
    since_ = now();
    if (is_up()) return;
    taken_.clear();
    come_up();
    beat();
}

void Rival::beat() {
    if (stage_.swarm.strikes(Fault::orchestrator_killed)) return crash();
    const Nanos waited = now() - since_;
    speak();
    if (phase_ == Phase::preflight && waited > start_patience) return give_up_start({});
    if (phase_ == Phase::entering && waited > entering_patience) go_on();
    if (phase_ == Phase::stopping && waited > stopping_patience) return stopped();
    if (phase_ == Phase::running) pursue();
    if (is_up()) later(beat_every, [this] { beat(); });
}

/// Before it has begun nothing of it is durable. Somebody may take it for dead who only sleeps.
void Rival::crash() {
    const bool begun = phase_ != Phase::preflight;
    if (begun && stage_.swarm.strikes(Fault::old_orchestrator)) send_stale();
    die();
    stage_.timeline.after(chance_.between(Nanos{100ms}, Nanos{80s}),
                          [this, begun] { begun ? resume() : try_anew(); });
}

/// It mostly says so; what it does not say costs others a few seconds.
void Rival::give_up_start(const std::string& in_the_way) {
    if (chance_.percent(70)) to_all(wire::Finish{.drill = drill_, .epoch = epoch_});
    if (tries_ >= tries_max && !in_the_way.empty()) return end(false, in_the_way);
    die();
    start(chance_.between(Nanos{200ms}, Nanos{12s}));
}

void Rival::give_up_resume(const std::string& in_the_way) {
    if (resumes_ >= resumes_max) return end(false, in_the_way);
    die();
    stage_.timeline.after(chance_.between(Nanos{5s}, Nanos{60s}), [this] { resume(); });
}

void Rival::stop_for(std::string in_the_way) {
    in_the_way_ = std::move(in_the_way);
    enter_phase(Phase::stopping);
    if (!pending_ || chance_.percent(25)) return stopped();  // it waits for nothing
    send_(number_, host_of(*pending_), wire::Cancel{.key = *pending_, .epoch = epoch_});
}

void Rival::stopped() {
    if (chance_.percent(50)) to_all(wire::Finish{.drill = drill_, .epoch = epoch_});
    if (in_the_way_.empty()) return end(true, {});
    if (!chance_.percent(60)) return end(false, in_the_way_);
    give_up_resume(in_the_way_);
}

/// Some go on once more after their end: failback.
void Rival::completed() {
    to_all(wire::Finish{.drill = drill_, .epoch = epoch_});
    stage_.truth.over(drill_);
    if (std::exchange(failed_back_, true) || !chance_.percent(25)) return end(true, {});
    die();
    --step_;
    stage_.timeline.after(chance_.between(Nanos{2s}, Nanos{60s}), [this] { resume(); });
}

void Rival::end(bool to_its_end, const std::string& in_the_way) {
    over_ = true;
    to_its_end_ = to_its_end;
    stage_.truth.ended(drill_, to_its_end, in_the_way);
    die();
}

bool Rival::abort() {
    if (!is_up() || stands_still() || phase_ != Phase::running) return false;
    stop_for({});
    return true;
}

}  // namespace firedrill::simulation
