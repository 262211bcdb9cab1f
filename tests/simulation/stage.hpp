// What every part of a simulated drill shares.
#pragma once

#include "tests/simulation/seams.hpp"
#include "tests/simulation/simulated_clock.hpp"
#include "tests/simulation/swarm.hpp"
#include "tests/simulation/timeline.hpp"
#include "tests/simulation/world.hpp"

#include <memory>
#include <string>
#include <utility>

namespace firedrill::simulation {

/// One host of the world: its clocks, and until when it sleeps.
struct SimulatedHost {
    std::string name;
    SimulatedClock clock;
    Nanos sleeps_until{};
};

struct Stage {
    Swarm& swarm;
    const Seams& seams;
    Timeline& timeline;
    World& world;
    std::shared_ptr<const plan::Plan> plan;
    bool tells = false;  ///< the story is wanted
};

/// A program on a host: what it has to do waits while the program stands still or its host sleeps,
/// and is forgotten when it dies.
class Program {
public:
    Program(Stage& stage, SimulatedHost& host) : stage_(stage), host_(host) {}

    bool is_up() const { return up_; }
    bool stands_still() const { return stage_.timeline.now() < able_at(); }
    /// SIGSTOP, and SIGCONT after that long.
    void stand_still(Nanos length) {
        stands_until_ = std::max(stands_until_, stage_.timeline.now() + length);
    }
    Nanos able_at() const { return std::max(stands_until_, host_.sleeps_until); }
    const SimulatedHost& host() const { return host_; }

protected:
    ~Program() = default;

    void come_up() { up_ = true; }
    void die() {
        up_ = false;
        ++life_;
        stands_until_ = Nanos{};
    }
    int life() const { return life_; }

    template <class F>
    void later(Nanos delay, F what) {
        at(stage_.timeline.now() + delay, std::move(what));
    }
    template <class F>
    void at(Nanos when, F what) {
        stage_.timeline.at(when, [this, life = life_, what = std::move(what)] {
            if (!up_ || life != life_) return;
            if (stands_still())
                at(able_at(), what);
            else
                what();
        });
    }

    Stage& stage_;
    SimulatedHost& host_;

private:
    Nanos stands_until_{};
    int life_ = 0;
    bool up_ = false;
};

}  // namespace firedrill::simulation
