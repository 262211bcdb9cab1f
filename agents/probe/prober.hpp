// Prober: asks a target in slots and turns the answers into samples, honestly.
//
// Open loop: slot i is due at s_i = s_0 + i*I on CLOCK_MONOTONIC_RAW and is asked whether or not
// earlier ones were answered. Only R decides what is good. Where the prober itself was late (its
// process stopped, the machine overloaded) the sample says prober_late and is evidence of nothing:
// slots that fell due meanwhile are not made up for. At most R/I + 2 slots are under way.
// Every fresh_every-th slot uses a new connection. One thread.
#pragma once

#include "agents/probe/target.hpp"
#include "core/measure/outage.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <memory>

namespace firedrill::probe {

struct ProberSettings {
    Nanos every{};     ///< I
    Nanos deadline{};  ///< R
};

/// Every tenth slot, but at most one in a second.
std::int64_t fresh_every(Nanos every);

class Prober {
public:
    using OnSample = std::function<void(const measure::ProbeSample&)>;

    Prober(const asio::any_io_executor& executor, ProberSettings settings,
           std::unique_ptr<Target> target, OnSample on_sample);

    /// Runs until stop(); samples come in the order in which their slots are concluded.
    asio::awaitable<void> run();
    /// Slots under way are dropped: they were not answered yet, so they say nothing.
    void stop();

private:
    struct Slot {
        std::int64_t number = 0;
        Nanos due{};
        Nanos sent{};
        bool concluded = false;
    };
    Nanos due(std::int64_t slot) const { return start_ + slot * settings_.every; }
    /// Until then it is waited for: a slot that went out late is not the service's fault, although
    /// only what comes within R of `due` is good.
    Nanos deadline_of(const Slot& slot) const { return slot.sent + settings_.deadline; }
    void expire(Nanos now);
    void send_due(Nanos now);
    void send(Nanos now);
    void answered(std::int64_t slot, measure::Answered answered);
    void conclude(Slot& slot, Nanos now, measure::Answered answered);
    bool asleep(Nanos now) const;
    Nanos next_wake() const;

    ProberSettings settings_;
    std::unique_ptr<Target> target_;
    OnSample on_sample_;
    asio::steady_timer timer_;
    Nanos start_{};
    Nanos wake_{};  ///< when it wanted to run next
    std::int64_t next_ = 0;
    std::deque<Slot> under_way_;  ///< in the order of slots
    bool stopping_ = false;
};

}  // namespace firedrill::probe
