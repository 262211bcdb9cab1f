// What is planned to happen to a simulated drill at some moment: people who interfere, clocks that
// step, hosts that sleep, programs that stand still, a disk that fills up, a neighbour that fails.
#pragma once

#include "tests/simulation/network.hpp"

#include <vector>

namespace firedrill::simulation {

class Disturbances {
public:
    Disturbances(Stage& stage, Network& network, Orchestrator& orchestrator,
                 std::vector<SimulatedHost>& hosts)
        : stage_(stage), network_(network), orchestrator_(orchestrator), hosts_(hosts) {}

    void plan();

private:
    using Happen = bool (Disturbances::*)(Chance);

    void plan(Fault fault, std::uint32_t times, Nanos from, Nanos to, Happen happen);
    void drift();
    bool abort(Chance chance);
    bool pause(Chance chance);
    bool leave_out(Chance chance);
    bool jump(Chance chance);
    bool suspend(Chance chance);
    bool stop_program(Chance chance);
    bool fail_neighbour(Chance chance);
    void see_neighbour(bool up);
    SimulatedHost& any_host(Chance& chance);

    Stage& stage_;
    Network& network_;
    Orchestrator& orchestrator_;
    std::vector<SimulatedHost>& hosts_;
};

}  // namespace firedrill::simulation
