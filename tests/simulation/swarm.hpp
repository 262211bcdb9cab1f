// Which faults a seed enables, and how often they strike: each seed gets a random subset, so that
// rare combinations are not drowned by frequent ones. Chances in percent.
#pragma once

#include "tests/simulation/chance.hpp"

namespace firedrill::simulation {

struct Swarm {
    explicit Swarm(Chance chance) {
        const auto some = [&](int of_seeds, int high) {
            return chance.percent(of_seeds) ? chance.between(1, high) : 0;
        };
        drop = some(30, 10);
        duplicate = some(40, 30);
        delay = some(50, 30);
        link_breaks = some(40, 15);
        host_gone = chance.percent(6);
        orchestrator_crashes = some(50, 6);
        agent_crashes = some(35, 8);
        fails = some(50, 15);
        hangs = some(35, 10);
        undo_fails = some(25, 30);
        check_cannot_say = some(25, 40);
        revert_fails = some(15, 30);
        refuses = some(25, 15);
        never_answers = some(20, 10);
        strangers = some(30, 50);
        ghosts = some(40, 60);
        aborts = chance.percent(30);
        neighbour_dips = some(30, 30);
        resumes = chance.percent(50);
        batches = chance.percent(50);
        waived = chance.percent(10);
        real_offer = chance.percent(6);
        journal_round_trip = chance.percent(5);
        steers = some(50, 4);
    }

    int drop, duplicate, delay, link_breaks;
    bool host_gone;
    int orchestrator_crashes, agent_crashes;
    int fails, hangs, undo_fails, check_cannot_say, revert_fails;
    int ghosts;  ///< an older orchestrator wakes up again and goes on
    int refuses, never_answers, strangers;
    bool aborts;
    int neighbour_dips;
    bool resumes;
    bool batches;  ///< a whole decide() is carried out before the next
    bool waived;
    bool real_offer;          ///< the plan travels as bytes
    bool journal_round_trip;  ///< records go through JSON on replay
    int steers;               ///< how often the operator pauses, and leaves a step out
};

}  // namespace firedrill::simulation
