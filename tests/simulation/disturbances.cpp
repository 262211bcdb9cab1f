#include "tests/simulation/disturbances.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr int drift_ppm_max = 200;

}  // namespace

void Disturbances::plan() {
    drift();
    plan(Fault::aborted, 1, 1s, 90s, &Disturbances::abort);
    plan(Fault::paused, 3, 1s, 80s, &Disturbances::pause);
    plan(Fault::step_left_out, 3, 1s, 80s, &Disturbances::leave_out);
    plan(Fault::wall_jumped, 4, 1s, 90s, &Disturbances::jump);
    plan(Fault::host_suspended, 3, 1s, 90s, &Disturbances::suspend);
    plan(Fault::process_stopped, 3, 1s, 90s, &Disturbances::stop_program);
    plan(Fault::neighbour_down, 6, 1s, 90s, &Disturbances::fail_neighbour);
    if (auto chance = stage_.swarm.planned(Fault::journal_full, 1))
        stage_.timeline.at(chance->between(Nanos{1s}, Nanos{60s}),
                           [this] { orchestrator_.fill_disk(1); });
}

/// What did not come about (nobody was there to hear it) is tried again a little later.
void Disturbances::plan(Fault fault, std::uint32_t times, Nanos from, Nanos to, Happen happen) {
    for (std::uint32_t number = 1; number <= times; ++number) {
        auto chance = stage_.swarm.planned(fault, number);
        if (!chance) continue;
        const auto attempt = [this, fault, number, happen, chance = *chance](auto& again,
                                                                             int left) -> void {
            if (stage_.swarm.is_calm() || orchestrator_.is_over()) return;
            if ((this->*happen)(chance)) return stage_.swarm.fired(fault, number);
            if (left > 0)
                stage_.timeline.after(3s, [again, left]() mutable { again(again, left - 1); });
        };
        stage_.timeline.at(chance->between(from, to),
                           [attempt]() mutable { attempt(attempt, 10); });
    }
}

void Disturbances::drift() {
    for (std::uint32_t number = 1; number <= hosts_.size(); ++number)
        if (auto chance = stage_.swarm.planned(Fault::clock_drifts, number)) {
            hosts_[number - 1].clock.drift(chance->between(-drift_ppm_max, drift_ppm_max));
            stage_.swarm.fired(Fault::clock_drifts, number);
        }
}

bool Disturbances::abort(Chance) {
    return orchestrator_.abort();
}

bool Disturbances::pause(Chance) {
    return orchestrator_.pause();
}

bool Disturbances::leave_out(Chance chance) {
    return orchestrator_.leave_something_out(chance);
}

SimulatedHost& Disturbances::any_host(Chance& chance) {
    return hosts_[static_cast<std::size_t>(chance.below(static_cast<int>(hosts_.size())))];
}

bool Disturbances::jump(Chance chance) {
    SimulatedHost& host = chance.percent(60) ? hosts_.front() : any_host(chance);
    const Nanos by = chance.between(Nanos{1h}, Nanos{26h});
    host.clock.jump_wall(chance.percent(50) ? by : -by);
    return true;
}

bool Disturbances::suspend(Chance chance) {
    SimulatedHost& host = any_host(chance);
    if (stage_.timeline.now() < host.sleeps_until) return false;
    const Nanos length = chance.between(Nanos{1s}, Nanos{90s});
    host.sleeps_until = stage_.timeline.now() + length;
    host.clock.sleep(length);
    stage_.world.able(host.name, host.sleeps_until);
    return true;
}

bool Disturbances::stop_program(Chance chance) {
    const Nanos length = chance.between(Nanos{1s}, Nanos{60s});
    if (chance.percent(40)) {
        if (!orchestrator_.is_up()) return false;
        orchestrator_.stand_still(length);
        return true;
    }
    return network_.stop_program(any_host(chance).name, length);
}

bool Disturbances::fail_neighbour(Chance chance) {
    see_neighbour(false);
    stage_.timeline.after(chance.between(Nanos{100ms}, Nanos{6s}), [this] { see_neighbour(true); });
    return true;
}

void Disturbances::see_neighbour(bool up) {
    stage_.world.see_neighbour(up);
    network_.announce();
}

}  // namespace firedrill::simulation
