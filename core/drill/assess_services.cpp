// The verdict of each service on its own clock and targets.
#include "core/drill/assess_parts.hpp"

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

using measure::Judgement;
using measure::Reason;
using measure::Verdict;
using plan::ClockEnd;
using plan::ClockStart;

constexpr Judgement none(Reason reason) {
    return {Verdict::not_measured, reason, std::nullopt};
}
constexpr Judgement unclear(Reason reason) {
    return {Verdict::inconclusive, reason, std::nullopt};
}

const char* mark_of(ClockStart start) {
    switch (start) {
        case ClockStart::disruption: return "disrupted";
        case ClockStart::detection: return "detected";
        case ClockStart::declaration: return "declared";
        case ClockStart::switch_start: return "switch_started";
    }
    return "disrupted";
}

/// A point of a clock; not known: `at` is empty.
struct Point {
    std::optional<Interval> at;
    bool synchronised = true;
};

Point point_of(const Stage& stage, const char* name) {
    const MarkFigure* mark = stage.mark(name);
    if (mark == nullptr) return {};
    return {mark->at, mark->synchronised};
}

bool binds(const plan::Plan& plan, plan::Mark mark, Which part) {
    return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const plan::Step& step) {
        return step.mark == mark && which(step) == part;
    });
}

Point start_point(const Stage& stage, ClockStart start) {
    return point_of(stage, mark_of(start));
}

/// serving and reconnected are the service's own probe's view, unless a step binds them.
Point end_point(const Context& in, const Stage& stage, const Seen& seen, ClockEnd end) {
    if (end == ClockEnd::business_verified) {
        Point out = point_of(stage, "business_verified");
        // Business that was verified before service had come back for good was verified too early.
        if (out.at && seen.serving)
            out.at = Interval{std::max(out.at->lo, seen.serving->lo),
                              std::max(out.at->hi, seen.serving->hi)};
        return out;
    }
    const auto mark = end == ClockEnd::serving ? plan::Mark::serving : plan::Mark::reconnected;
    if (binds(in.drill.plan, mark, stage.which))
        return point_of(stage, end == ClockEnd::serving ? "serving" : "reconnected");
    return {seen.serving, seen.synchronised};
}

std::optional<Interval> between(const Point& start, const Point& end, const Seen& seen) {
    if (!start.at || !end.at) return std::nullopt;
    if (start.at == seen.fault && end.at == seen.serving && seen.rto) return seen.rto;
    const Interval length = *end.at - *start.at;
    return Interval{std::max(Nanos{0}, length.lo), std::max(Nanos{0}, length.hi)};
}

bool is_exercised(const Context& in, ClockStart start, const Point& point) {
    const bool told = start == ClockStart::detection || start == ClockStart::declaration;
    return point.at || !told || in.drill.plan.variant != plan::Variant::planned;
}

/// The drill stopped on the safe side: what brought service back was the undo, not the failover.
bool was_undone(const Drill& drill) {
    return drill.ending != Ending::completed && !past_point_of_no_return(drill);
}

bool is_simulated(plan::Form form) {
    return form != plan::Form::live_switchover && form != plan::Form::isolated_test;
}

class Service {
public:
    Service(const Context& in, const Stage& stage, const plan::Service& service,
            const plan::Probe* probe)
        : in_(in), stage_(stage), service_(service), probe_(probe) {
        if (probe_ == nullptr) return;
        const auto found = stage.seen.find(probe_->id);
        if (found != stage.seen.end()) seen_ = found->second;
    }

    ServiceFigures figures() {
        out_ = {.service = service_.id,
                .probe = probe_ == nullptr ? "" : probe_->id,
                .rto_target = service_.rto,
                .rpo_target = service_.rpo,
                .rpo_writes_target = service_.rpo_writes};
        out_.rto.start = service_.clock_start;
        out_.rto.end = service_.clock_end;
        fall_back();
        measure_time();
        out_.rto_judgement = judge_rto();
        if (probe_ != nullptr) out_.all_clocks = all_clocks(in_, stage_, seen_);
        judge_loss();
        return std::move(out_);
    }

private:
    void fall_back() {
        if (service_.clock_end != ClockEnd::business_verified) return;
        if (binds(in_.drill.plan, plan::Mark::business_verified, stage_.which)) return;
        out_.rto.end = ClockEnd::reconnected;
        out_.end_fell_back = true;
    }

    void measure_time() {
        start_ = start_point(stage_, out_.rto.start);
        end_ = end_point(in_, stage_, seen_, out_.rto.end);
        out_.rto.exercised = is_exercised(in_, out_.rto.start, start_);
        if (probe_ == nullptr || was_undone(in_.drill)) return;
        out_.rto.measured = between(start_, end_, seen_);
    }

    /// What forbids a judgement before the figures are looked at.
    Reason obstacle() const {
        if (is_simulated(in_.drill.plan.form)) return Reason::simulated;
        if (was_undone(in_.drill)) return Reason::drill_not_completed;
        if (probe_ == nullptr || !seen_.samples) return Reason::no_samples;
        return Reason::none;
    }

    Judgement judge_rto() const {
        if (!service_.rto) return {Verdict::not_applicable, Reason::no_target, std::nullopt};
        if (const Reason why = obstacle(); why != Reason::none) return none(why);
        if (!seen_.synchronised || !start_.synchronised || !end_.synchronised ||
            !stage_.fault_synchronised)
            return unclear(Reason::clock_unsynchronised);
        if (seen_.raw.happened && !seen_.raw.recovered) return judge_unrecovered();
        if (!start_.at) return none(missing_start());
        if (!end_.at) return none(missing_end());
        return measure::judge_time(out_.rto.measured, *service_.rto, seen_.trusted());
    }

    /// Down at least from the fault to the last failure seen.
    Judgement judge_unrecovered() const {
        if (start_.at && seen_.last_bad && seen_.last_bad->lo - start_.at->hi > *service_.rto)
            return {Verdict::not_met, Reason::not_recovered, std::nullopt};
        return unclear(Reason::not_recovered);
    }

    Reason missing_start() const {
        if (!seen_.raw.happened && stage_.fault.step == nullptr) return Reason::no_outage_seen;
        return Reason::no_fault_time;
    }

    Reason missing_end() const {
        if (in_.drill.ending != Ending::completed) return Reason::drill_not_completed;
        if (out_.rto.end == ClockEnd::business_verified) return Reason::end_not_bound;
        return seen_.raw.happened ? Reason::not_recovered : Reason::no_outage_seen;
    }

    void judge_loss() {
        if (!service_.rpo && !service_.rpo_writes) {
            out_.rpo_judgement = {Verdict::not_applicable, Reason::no_target, std::nullopt};
            return;
        }
        const plan::Probe* writer = writing_probe();
        Loss loss{.reason = Reason::no_write_log};
        if (writer != nullptr) loss = loss_of(in_, stage_, *writer);
        if (loss.figures) {
            out_.rpo = loss.figures->rpo_time;
            out_.lost_lo = loss.figures->rpo_count_lo;
            out_.lost_hi = loss.figures->lost + loss.figures->warned_lost;
        }
        out_.rpo_judgement = judge_rpo(loss);
    }

    const plan::Probe* writing_probe() const {
        for (const auto& probe : in_.drill.plan.probes)
            if (probe.service == service_.id && probe.write_log) return &probe;
        return nullptr;
    }

    Judgement judge_rpo(const Loss& loss) const {
        if (is_simulated(in_.drill.plan.form)) return none(Reason::simulated);
        if (loss.reason == Reason::no_write_log) return none(loss.reason);
        if (was_undone(in_.drill)) return none(Reason::drill_not_completed);
        if (!loss.figures) return none(not_verified());
        if (!stage_.figures.exercised) return none(Reason::no_outage_seen);
        if (loss.figures->reused > 0) return unclear(Reason::not_verified);
        Judgement out{Verdict::not_applicable, Reason::none, std::nullopt};
        if (service_.rpo) out = judge_age(loss, *service_.rpo);
        if (!service_.rpo_writes) return out;
        const measure::WriteFigures& f = *loss.figures;
        const std::int64_t lost = f.lost + f.changed;
        const Judgement count =
            measure::judge_count(lost, lost + f.warned_lost, *service_.rpo_writes);
        const bool count_is_worse = measure::worse(out.verdict, count.verdict) != out.verdict;
        return count_is_worse ? Judgement{count.verdict, count.reason, out.margin} : out;
    }

    Reason not_verified() const {
        return in_.drill.ending == Ending::completed ? Reason::not_verified
                                                     : Reason::drill_not_completed;
    }

    /// Nothing lost meets every target, also 0 s; what "nothing" can mean at best is stated beside
    /// it as the resolution. Loss is of acknowledged writes: an unsure write that is absent was
    /// never promised to anybody, so it is shown as the upper bound and decides nothing. A write
    /// acknowledged with a warning was promised with a doubt: its loss leaves the verdict open.
    Judgement judge_age(const Loss& loss, Nanos target) const {
        const measure::WriteFigures& f = *loss.figures;
        std::optional<Nanos> margin;
        if (f.rpo_time && f.rpo_time->hi <= target) margin = target - f.rpo_time->hi;
        if (f.lost + f.changed == 0) {
            const bool in_time = f.doubtful_age && *f.doubtful_age <= target;
            if (f.warned_lost > 0 && (!in_time || target == Nanos{0}))
                return unclear(Reason::only_warned_lost);
            return {Verdict::met, Reason::none, margin};
        }
        if (target == Nanos{0})
            return {Verdict::not_met, Reason::none,
                    f.rpo_time ? std::optional(-f.rpo_time->hi) : std::nullopt};
        if (!loss.synchronised || !stage_.fault_synchronised)
            return unclear(Reason::clock_unsynchronised);
        if (!f.rpo_time) return none(Reason::no_fault_time);
        return measure::judge_time(f.rpo_time, target);
    }

    const Context& in_;
    const Stage& stage_;
    const plan::Service& service_;
    const plan::Probe* probe_;
    Seen seen_;
    Point start_;
    Point end_;
    ServiceFigures out_;
};

}  // namespace

std::vector<ClockFigure> all_clocks(const Context& in, const Stage& stage, const Seen& seen) {
    std::vector<ClockFigure> out;
    for (const auto start : {ClockStart::disruption, ClockStart::detection, ClockStart::declaration,
                             ClockStart::switch_start}) {
        const Point from = start_point(stage, start);
        const bool exercised = is_exercised(in, start, from);
        for (const auto end :
             {ClockEnd::serving, ClockEnd::reconnected, ClockEnd::business_verified}) {
            const Point to = end_point(in, stage, seen, end);
            if (!to.at || (!from.at && exercised)) continue;
            out.push_back({start, end, between(from, to, seen), exercised});
        }
    }
    return out;
}

ServiceFigures service_figures(const Context& in, const Stage& stage, const plan::Service& service,
                               const plan::Probe* probe) {
    return Service(in, stage, service, probe).figures();
}

}  // namespace firedrill::drill::assessing
