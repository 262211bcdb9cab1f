// When a step happened, by all of its attempts: one of unknown outcome may have had the effect
// before the one that succeeded, and one that was cut off has no times of its own.
#include "core/base/match.hpp"
#include "core/drill/assess_parts.hpp"

#include <algorithm>

namespace firedrill::drill::assessing {

namespace {

using Attempts = std::vector<Attempted>;

Interval effect_told(const AttemptReport& report) {
    return report.effect == Interval{} ? Interval{report.started, report.ended} : report.effect;
}

/// What the performer says, as far as it can be true: nobody did anything before it was asked to,
/// or after it had said that it was done. Only what looks may find what was there before.
std::optional<Interval> on_reference(const Context& in, const plan::Step& step,
                                     const Attempted& attempt, Interval reading, bool acts = true) {
    const AttemptReport& report = *attempt.report;
    auto out = in.clocks.from(report.host.empty() ? step.host : report.host, report.boot, reading);
    if (!out || !attempt.on_one_clock) return out;
    if (acts) out->lo = std::max(out->lo, attempt.under_way.lo);
    out->hi = std::min(out->hi, attempt.under_way.hi);
    return out->lo <= out->hi ? out : std::nullopt;
}

/// Until its end was heard of, or a check found that it had happened.
Interval until_known(const Context& in, const plan::Step& step, const Attempted& attempt) {
    Interval out = attempt.under_way;
    const auto& ended = in.drill.steps.at(step.id).ended;
    if (ended) out.hi = std::max(out.hi, in.clocks.of(*ended).at.hi);
    return out;
}

/// Follows the attempts of one step through the records.
class Follower {
public:
    Follower(const Context& in, const plan::Step& step) : in_(in), step_(step) {}

    void operator()(const Instant& at, const AttemptIntended& e) {
        if (is_ours(e.key))
            out_.push_back({.number = e.key.attempt,
                            .under_way = {known(at).lo, now()},
                            .on_one_clock = in_.clocks.of(at).synchronised});
    }
    void operator()(const Instant& at, const AttemptEnded& e) {
        if (found_nothing(e)) did_not_happen();
        const auto found = is_ours(e.key) ? find(e.key.attempt) : out_.end();
        if (found == out_.end()) return;
        if (e.report.refused) return void(out_.erase(found));
        found->report = &e.report;
        found->under_way.hi = std::max(found->under_way.lo, known(at).hi);
        found->on_one_clock = found->on_one_clock && in_.clocks.of(at).synchronised;
        // As the machine has it: a failure is known to have had no effect, but for a promotion.
        if (e.report.outcome == Outcome::failed && !step_.point_of_no_return)
            found->may_count = false;
    }
    void operator()(const Instant&, const AttemptNeverSeen& e) {
        if (is_ours(e.key))
            std::erase_if(out_, [&](const auto& a) { return a.number == e.key.attempt; });
    }
    void operator()(const Instant&, const StepRetried& e) {
        if (e.step == step_.id && e.did_not_happen) did_not_happen();
    }
    void operator()(const Instant&, const auto&) const {}

    Attempts take() { return std::move(out_); }

private:
    bool is_ours(const AttemptKey& key) const {
        return key.step == step_.id && key.part == firedrill::Part::act;
    }
    Interval known(const Instant& at) const { return in_.clocks.of(at).at; }
    Nanos now() const { return known(in_.drill.now.value_or(in_.clocks.start())).hi; }
    Attempts::iterator find(int number) {
        return std::ranges::find(out_, number, &Attempted::number);
    }
    /// That a fault is not there does not say that it never was: its agent may have reverted it.
    bool found_nothing(const AttemptEnded& e) const {
        return e.key.step == step_.id && e.key.part == firedrill::Part::check &&
               !e.report.refused && e.report.outcome == Outcome::failed &&
               !std::holds_alternative<plan::Fault>(step_.action);
    }
    void did_not_happen() {
        for (auto& attempt : out_) attempt.may_count = false;
    }

    const Context& in_;
    const plan::Step& step_;
    Attempts out_;
};

}  // namespace

bool Attempted::has_times() const {
    return report != nullptr && (report->started != Nanos{0} || report->ended != Nanos{0} ||
                                 report->effect != Interval{});
}

std::vector<Attempted> attempts_of(const Context& in, const plan::Step& step) {
    Follower follower(in, step);
    for (const auto& record : in.records)
        std::visit([&](const auto& event) { follower(record.at, event); }, record.event);
    return follower.take();
}

std::optional<Interval> when_begun(const Context& in, const plan::Step& step,
                                   const Attempted& attempt) {
    if (!attempt.has_times()) return attempt.under_way;
    const Nanos at = attempt.report->started;
    return on_reference(in, step, attempt, {at, at});
}

std::optional<Interval> when_ended(const Context& in, const plan::Step& step,
                                   const Attempted& attempt) {
    if (!attempt.has_times()) return until_known(in, step, attempt);
    const Nanos at = attempt.report->ended;
    return on_reference(in, step, attempt, {at, at});
}

std::optional<Interval> when_effective(const Context& in, const plan::Step& step) {
    std::optional<Interval> out;
    for (const auto& attempt : attempts_of(in, step)) {
        if (!attempt.may_count) continue;
        const auto at = attempt.has_times()
                            ? on_reference(in, step, attempt, effect_told(*attempt.report),
                                           plan::changes_something(step.action))
                            : std::optional(attempt.under_way);
        if (!at) return std::nullopt;
        out = out ? Interval{std::min(out->lo, at->lo), std::max(out->hi, at->hi)} : *at;
    }
    return out;
}

}  // namespace firedrill::drill::assessing
