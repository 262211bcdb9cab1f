// The clocks of one simulated host. Programs learn the time from these alone; the timeline's own
// time is the truth, which nobody is told.
#pragma once

#include "core/base/time.hpp"

#include <algorithm>
#include <string>

namespace firedrill::simulation {

class SimulatedClock {
public:
    /// Clocks of different hosts have different origins and may run at different rates.
    SimulatedClock(Nanos origin, Nanos wall_origin) : origin_(origin), wall_(wall_origin) {}

    /// One that shows the truth whatever is done to it, for those who bring clocks of their own.
    static SimulatedClock honest() {
        SimulatedClock clock({}, {});
        clock.honest_ = true;
        return clock;
    }

    /// CLOCK_MONOTONIC_RAW: stands still while the host sleeps.
    Nanos mono(Nanos truth) const { return run(truth) - slept_; }
    /// CLOCK_BOOTTIME.
    Nanos boottime(Nanos truth) const { return run(truth); }
    Nanos wall(Nanos truth) const { return wall_ + run(truth) - origin_; }
    std::string boot() const { return std::string(1, boot_); }

    /// When the clock will show this at the earliest, if the host does not sleep.
    Nanos when_mono(Nanos mono) const { return when_boottime(mono + slept_); }
    Nanos when_boottime(Nanos boottime) const {
        Nanos truth = since_ + boottime - origin_;
        for (int round = 0; round < 3; ++round) truth += boottime - run(truth);
        while (run(truth) < boottime) ++truth;
        return truth;
    }

    void drift(int ppm) { ppm_ = honest_ ? 0 : ppm; }
    void jump_wall(Nanos by) { wall_ += honest_ ? Nanos{} : by; }
    void sleep(Nanos length) { slept_ += honest_ ? Nanos{} : length; }
    /// Another boot: the monotonic clocks begin anew, the wall clock goes on.
    void reboot(Nanos truth) {
        if (honest_) return;
        wall_ = wall(truth);
        since_ = truth;
        origin_ = std::chrono::seconds{20};
        slept_ = Nanos{};
        ++boot_;
    }

private:
    Nanos skew(Nanos length) const { return Nanos{length.count() * ppm_ / 1'000'000}; }
    Nanos run(Nanos truth) const { return origin_ + (truth - since_) + skew(truth - since_); }

    Nanos origin_;
    Nanos wall_;     ///< at `since_`
    Nanos since_{};  ///< truth at which this boot's clocks showed their origin
    Nanos slept_{};
    int ppm_ = 0;
    bool honest_ = false;
    char boot_ = 'a';
};

}  // namespace firedrill::simulation
