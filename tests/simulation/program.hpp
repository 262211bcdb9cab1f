// A host of a simulated world, and the programs on it.
#pragma once

#include "tests/simulation/simulated_clock.hpp"
#include "tests/simulation/timeline.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace firedrill::simulation {

/// One host of the world: its clocks, and until when it sleeps.
struct SimulatedHost {
    std::string name;
    SimulatedClock clock;
    Nanos sleeps_until{};
};

/// A program on a host: what it has to do waits while the program stands still or its host sleeps,
/// and is forgotten when it dies.
class Program {
public:
    Program(Timeline& timeline, SimulatedHost& host) : host_(host), timeline_(timeline) {}

    bool is_up() const { return up_; }
    bool stands_still() const { return timeline_.now() < able_at(); }
    /// SIGSTOP, and SIGCONT after that long.
    void stand_still(Nanos length) {
        stands_until_ = std::max(stands_until_, timeline_.now() + length);
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
        at(timeline_.now() + delay, std::move(what));
    }
    template <class F>
    void at(Nanos when, F what) {
        timeline_.at(when, [this, life = life_, what = std::move(what)] {
            if (!up_ || life != life_) return;
            if (stands_still())
                at(able_at(), what);
            else
                what();
        });
    }

    SimulatedHost& host_;

private:
    Timeline& timeline_;
    Nanos stands_until_{};
    int life_ = 0;
    bool up_ = false;
};

}  // namespace firedrill::simulation
