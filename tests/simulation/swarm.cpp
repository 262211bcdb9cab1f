#include "tests/simulation/swarm.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

struct Habit {
    Fault fault;
    int seeds;  ///< percent of the seeds that enable it
    int high;   ///< permille: how often one of its chances strikes at most
};

/// Frequent chances (each message, each directive) strike rarely, rare ones often.
constexpr Habit habits[] = {
    {Fault::message_dropped, 25, 100},
    {Fault::message_duplicated, 25, 300},
    {Fault::message_delayed, 25, 100},
    {Fault::message_reordered, 25, 300},
    {Fault::message_very_late, 25, 150},
    {Fault::link_broken, 35, 100},
    {Fault::host_unreachable, 6, 600},
    {Fault::half_open, 15, 500},
    {Fault::requests_vanish, 15, 500},
    {Fault::answers_vanish, 15, 500},
    {Fault::wall_jumped, 15, 800},
    {Fault::clock_drifts, 20, 1000},
    {Fault::host_suspended, 15, 500},
    {Fault::process_stopped, 15, 500},
    {Fault::orchestrator_killed, 40, 25},
    {Fault::orchestrator_power_lost, 25, 25},
    {Fault::old_orchestrator, 50, 800},
    {Fault::commit_failed_holds, 15, 25},
    {Fault::commit_failed_lost, 15, 25},
    {Fault::commit_hangs, 15, 60},
    {Fault::journal_full, 8, 900},
    {Fault::agent_killed, 30, 10},
    {Fault::receipt_failed_holds, 15, 30},
    {Fault::receipt_failed_lost, 15, 30},
    {Fault::receipt_hangs, 15, 60},
    {Fault::step_fails, 50, 150},
    {Fault::step_hangs, 50, 130},
    {Fault::promotion_comes_late, 20, 300},
    {Fault::effect_outlives_kill, 110, 950},
    {Fault::output_floods, 10, 100},
    {Fault::undo_fails, 25, 300},
    {Fault::check_cannot_say, 80, 950},
    {Fault::revert_fails, 60, 600},
    {Fault::answer_refused, 25, 150},
    {Fault::nobody_answers, 25, 120},
    {Fault::stranger_answers, 30, 500},
    {Fault::aborted, 30, 1000},
    {Fault::paused, 35, 700},
    {Fault::step_left_out, 35, 700},
    {Fault::neighbour_down, 25, 400},
};
static_assert(std::size(habits) == fault_count);

}  // namespace

Swarm::Swarm(std::uint64_t seed, const std::optional<Schedule>& only, std::optional<Fault> without)
    : seed_(seed), only_(only), without_(without) {
    Chance chance = Chance(seed).fork(1);
    for (const Habit& habit : habits)
        permille_[index_of(habit.fault)] =
            chance.percent(habit.seeds) ? chance.between(std::min(habit.high, 5), habit.high) : 0;
    resumes = chance.percent(50);
    waived = chance.percent(10);
    real_offer = chance.percent(6);
    journal_round_trip = chance.percent(5);
}

void Swarm::disable_all() {
    permille_.fill(0);
    waived = real_offer = journal_round_trip = false;
}

Chance Swarm::stream(Fault fault, std::uint32_t number) const {
    return Chance(seed_).fork(1'000 + index_of(fault)).fork(number);
}

std::optional<Chance> Swarm::planned(Fault fault, std::uint32_t number) const {
    if (fault == without_) return std::nullopt;
    if (only_) {
        if (!std::binary_search(only_->begin(), only_->end(), Occurrence{fault, number}))
            return std::nullopt;
    } else if (permille_[index_of(fault)] == 0) {
        return std::nullopt;
    }
    Chance chance = stream(fault, number);
    const bool strikes = chance.below(1'000) < permille_[index_of(fault)];
    return only_ || strikes ? std::optional(chance) : std::nullopt;
}

std::optional<Chance> Swarm::strike(Fault fault) {
    if (calm_) return std::nullopt;
    const std::uint32_t number = ++chances_[index_of(fault)];
    auto chance = planned(fault, number);
    if (chance) fired(fault, number);
    return chance;
}

}  // namespace firedrill::simulation
