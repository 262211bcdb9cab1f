// The prober of tests/simulation/measured_traffic.hpp.
#include "tests/simulation/measured_traffic.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using measure::Answered;
using measure::ProbeSample;

class TrueProber {
public:
    TrueProber(const Service& service, const HostClock& clock, const TrafficSettings& settings,
               const plan::Probe& probe, Chance chance)
        : service_(service), clock_(clock), settings_(settings), probe_(probe), chance_(chance) {}

    std::vector<ProbeSample> run(Interval while_running) {
        first_ = clock_.mono(while_running.lo);
        std::vector<ProbeSample> out;
        for (std::int64_t slot = 0; due(slot) < clock_.mono(while_running.hi); ++slot) {
            const ProbeSample sample = take(slot);
            if (chance_.below(1000) >= settings_.lost_permille) out.push_back(sample);
        }
        return out;
    }

private:
    struct Answer {
        std::optional<Nanos> at;  ///< when it reached the client, in truth
        Answered what = Answered::none;
    };

    Nanos due(std::int64_t slot) const { return first_ + probe_.every * slot; }

    const Interval* stall_at(Nanos truth) const {
        for (const auto& stall : settings_.stalls)
            if (stall.contains(truth)) return &stall;
        return nullptr;
    }
    Nanos awake(Nanos truth) const {
        const Interval* stall = stall_at(truth);
        return stall == nullptr ? truth : stall->hi;
    }
    Nanos up_to(Nanos n) { return n * chance_.below(1001) / 1000; }

    ProbeSample take(std::int64_t slot) {
        const Nanos planned = clock_.truth(due(slot)) + Nanos{2};
        const bool late = chance_.below(1000) < settings_.late_permille;
        const Nanos sent = awake(planned + up_to(settings_.jitter) + (late ? probe_.every : 0ns));
        ProbeSample out{.slot = slot, .due = due(slot), .sent = clock_.mono(sent)};
        out.completed = out.sent;
        out.answered = Answered::prober_late;
        if (out.sent - out.due > probe_.every / 2) return out;
        conclude(ask(sent), out);
        return out;
    }

    /// Probes reach the service, and are served, in the order of their sending.
    Answer ask(Nanos sent) {
        const Nanos arrives = arrived_ = std::max(arrived_, sent + up_to(settings_.way));
        const Nanos served = served_ = std::max(served_, arrives + up_to(settings_.work));
        if (service_.open_throughout(arrives, served))
            return {served + up_to(settings_.way), Answered::good};
        const bool closes = service_.at(arrives).open;
        const Nanos closed = closes ? service_.end_of(arrives) : arrives;
        const Spell& spell = service_.at(closed);
        const Nanos back = closed + up_to(settings_.way);
        if (spell.how == Closed::refused) return {back, Answered::refused};
        if (spell.how == Closed::read_only) return {back, Answered::wrong};
        return wait_for_the_hung(closed);
    }

    Answer wait_for_the_hung(Nanos closed) {
        const Nanos opens = service_.end_of(closed);
        if (opens == Nanos::max() || !service_.at(opens).open ||
            service_.at(opens).reign != service_.at(closed).reign)
            return {};
        served_ = std::max(served_, opens + up_to(settings_.work));
        return {served_ + up_to(settings_.way), Answered::good};
    }

    void conclude(const Answer& answer, ProbeSample& out) const {
        const Nanos deadline = out.sent + probe_.deadline;
        const bool in_time = answer.at && clock_.mono(*answer.at) <= deadline;
        const Nanos happens = in_time ? *answer.at : clock_.truth(deadline);
        const Interval* stall = stall_at(happens);
        const Nanos noticed = in_time ? clock_.mono(happens) : deadline;
        out.completed = stall == nullptr ? noticed : clock_.mono(stall->hi);
        out.answered = in_time && out.completed <= deadline ? answer.what : Answered::none;
        if (stall == nullptr || out.answered != Answered::none) return;
        // It should have woken for the next slot, or for this deadline.
        const Nanos fell_asleep = clock_.mono(stall->lo) - first_;
        const Nanos next = first_ + (fell_asleep / probe_.every + 1) * probe_.every;
        const Nanos tolerance = std::min<Nanos>(probe_.every / 2, 10ms);
        if (out.completed - std::min(next, deadline) > tolerance)
            out.answered = Answered::prober_late;
    }

    const Service& service_;
    const HostClock& clock_;
    const TrafficSettings& settings_;
    const plan::Probe& probe_;
    Chance chance_;
    Nanos first_{};
    Nanos arrived_{};
    Nanos served_{};
};

}  // namespace

std::vector<ProbeSample> sampled(const Service& service, const HostClock& clock,
                                 const TrafficSettings& settings, const plan::Probe& probe,
                                 Interval while_running, Chance chance) {
    return TrueProber(service, clock, settings, probe, chance).run(while_running);
}

}  // namespace firedrill::simulation
