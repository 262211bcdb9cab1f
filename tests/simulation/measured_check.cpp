// The checks of tests/simulation/measured_truth.hpp.
#include "tests/simulation/measured_truth.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using measure::Verdict;

class Checker {
public:
    Checker(const Measured& drill, const drill::Assessment& said, Checked& checked)
        : drill_(drill), said_(said), checked_(checked) {}

    std::vector<Violation> all() {
        if (drill_.probed.empty() || drill_.probed.front().hi == Nanos::max()) {
            never_met_without_samples();
            return std::move(out_);
        }
        outage(said_.failover, false);
        outage(said_.failback, true);
        verdict();
        stalls();
        return std::move(out_);
    }

private:
    void violate(const char* promise, std::string what) {
        out_.push_back({promise, std::move(what)});
    }

    Nanos ref(Nanos truth) const { return drill_.reference().mono(truth); }
    Nanos there(Nanos truth) const { return drill_.clocks.back().mono(truth); }
    Nanos length_there(Nanos from, Nanos to) const { return there(to) - there(from); }

    void holds(const std::optional<Interval>& interval, Nanos truth, const std::string& what) {
        if (interval && interval->contains(truth)) return;
        violate("the interval holds the truth",
                interval
                    ? fmt::format("{}: [{}, {}] misses it by {} / {} ns", what,
                                  to_text(interval->lo), to_text(interval->hi),
                                  (truth - interval->lo).count(), (interval->hi - truth).count())
                    : what + ": there is none");
    }

    void outage(const drill::OutageFigures& figures, bool failback) {
        const auto truth = true_outage(drill_, failback);
        if (!truth || !truth->plain) return;
        const Nanos length = truth->opened - truth->disrupted;
        const bool hidden = std::ranges::any_of(drill_.settings.traffic.stalls, [&](auto stall) {
            return stall.width() + 2 * margin(drill_) > length;
        });
        const std::string name = failback ? "failback" : "failover";
        if (!figures.serving && (hidden || drill_.settings.traffic.lost_permille > 0)) return;
        ++(failback ? checked_.failbacks : checked_.outages);
        holds(figures.fault, ref(truth->disrupted), name + ": disruption");
        holds(figures.serving, ref(truth->opened), name + ": service");
        const Nanos there = length_there(truth->disrupted, truth->opened);
        holds(figures.rto, there, name + ": recovery time");
        holds(figures.outage, there, name + ": outage");
        holds(figures.down, there, name + ": down time");
        marks(figures, failback);
        widths(figures, *truth, name);
        writes(figures, *truth, failback);
    }

    void marks(const drill::OutageFigures& figures, bool failback) {
        const plan::Step* step = marked(drill_.plan, plan::Mark::promoted, failback);
        const auto promoted = effect_of(drill_, step->id);
        for (const auto& mark : figures.marks) {
            if (mark.mark != "promoted" || !mark.synchronised || !promoted) continue;
            ++checked_.marks;
            holds(mark.at, ref(*promoted), mark.step + ": promotion");
        }
    }

    /// How far the clocks of reference and client can be apart in what is known about them.
    Nanos clock_bound(Nanos at) const {
        Nanos out = Nanos::max();
        for (const auto& record : drill_.records) {
            const auto* sampled = std::get_if<drill::ClockSampled>(&record.event);
            if (sampled == nullptr || sampled->host != drill_.clocks.back().host()) continue;
            const auto& s = sampled->sample;
            const Nanos away =
                std::max(at > s.t1 ? at - s.t1 : s.t1 - at, at > s.t4 ? at - s.t4 : s.t4 - at);
            out = std::min(out, (s.t4 - s.t1) + away / 5'000 + 10us);
        }
        return out;
    }

    void widths(const drill::OutageFigures& figures, const TrueOutage& truth,
                const std::string& name) {
        const TrafficSettings& traffic = drill_.settings.traffic;
        const bool disturbed =
            !traffic.stalls.empty() || traffic.late_permille > 0 || traffic.lost_permille > 0;
        if (disturbed || !figures.fault || !figures.rto || !figures.serving) return;
        ++checked_.widths;
        const Nanos every = drill_.plan.probes.front().every;
        const Nanos clocks = clock_bound(ref(truth.opened));
        const Spell& before = drill_.service.at(truth.opened - 1ns);
        const bool goes_on =
            before.how == Closed::hung && before.reign == drill_.service.at(truth.opened).reign;
        // What waited in front of a hung server is answered when it goes on.
        const Nanos deadline = drill_.plan.probes.front().deadline;
        const Nanos seen =
            every + traffic.jitter + (goes_on ? deadline : 0ns) + traffic.round_trip() + 1us;
        const auto narrow = [&](const char* what, const std::optional<Interval>& of, Nanos most) {
            if (of && of->width() > most)
                violate(
                    "no interval is wider than its formula",
                    fmt::format("{} {}: {} > {}", name, what, to_text(of->width()), to_text(most)));
        };
        narrow("service", figures.serving, seen + clocks);
        narrow("recovery time", figures.rto, seen + figures.fault->width() + 2 * clocks);
        narrow("outage", figures.outage, seen + every + traffic.jitter + deadline);
    }

    // Drill writes ---------------------------------------------------------------------------

    void writes(const drill::OutageFigures& figures, const TrueOutage& truth, bool failback) {
        const auto until = verified_at(drill_, failback);
        if (!until) return;
        const auto since = failback ? verified_at(drill_, false) : std::optional(Nanos::min());
        const TrueLoss loss = true_loss(drill_, since.value_or(Nanos::min()), *until);
        if (!figures.writes) return violate("loss classes are exact", "there are none");
        ++checked_.ledgers;
        checked_.losses += loss.figures.lost > 0;
        checked_.warned += loss.figures.warned_lost > 0;
        same_classes(*figures.writes, loss.figures);
        if (figures.writes->split > 0 || !figures.writes->rpo_time) return;
        ++checked_.ages;
        const Nanos age =
            loss.first_lost ? std::max(0ns, length_there(*loss.first_lost, truth.disrupted)) : 0ns;
        holds(figures.writes->rpo_time, age, "age of the loss");
    }

    void same_classes(const measure::WriteFigures& said, const measure::WriteFigures& truth) {
        const auto same = [&](const char* what, auto member) {
            if (said.*member != truth.*member)
                violate("loss classes are exact",
                        fmt::format("{}: {} instead of {}", what, said.*member, truth.*member));
        };
        using F = measure::WriteFigures;
        same("attempted", &F::attempted), same("acked", &F::acked), same("kept", &F::kept);
        same("lost", &F::lost), same("warned kept", &F::warned_kept);
        same("warned lost", &F::warned_lost), same("failed", &F::failed);
        same("unsure", &F::unsure), same("recovered", &F::recovered);
        same("unsure and absent", &F::unsure_absent), same("phantom", &F::phantom);
        same("unexpected", &F::unexpected), same("duplicated", &F::duplicated);
        same("changed", &F::changed), same("present", &F::present);
        same("reused", &F::reused), same("holes", &F::holes);
    }

    // Verdicts -------------------------------------------------------------------------------

    void never_met_without_samples() {
        for (const auto& service : said_.services)
            if (service.rto_judgement.verdict == Verdict::met)
                violate("missing evidence never passes", "no samples, and met");
    }

    void verdict() {
        const auto& service = said_.services.front();
        count(service.rto_judgement.verdict);
        const auto truth = true_outage(drill_, false);
        if (!truth) {
            if (service.rto_judgement.verdict == Verdict::met)
                violate("met only if it is true", "nothing was disrupted");
            return;
        }
        recovery(service, *truth);
        loss(service, *truth);
    }

    void count(Verdict verdict) {
        switch (verdict) {
            case Verdict::met: ++checked_.met; break;
            case Verdict::not_met: ++checked_.not_met; break;
            case Verdict::inconclusive: ++checked_.inconclusive; break;
            default: ++checked_.not_measured; break;
        }
    }

    std::optional<Nanos> start_of(plan::ClockStart start, const TrueOutage& truth) const {
        if (start == plan::ClockStart::disruption) return truth.disrupted;
        if (start == plan::ClockStart::detection) return ended("noticed");
        std::optional<Nanos> out;
        for (const auto& [key, times] : drill_.times) {
            const bool switches = key.step == "fence" || key.step == "promote";
            if (switches && key.part == Part::act)
                out = std::min(out.value_or(Nanos::max()), times.began);
        }
        return out;
    }

    /// When the attempt ended with which the step succeeded, or somebody said so.
    std::optional<Nanos> ended(const std::string& step) const {
        for (const auto& record : drill_.records) {
            const auto* attempt = std::get_if<drill::AttemptEnded>(&record.event);
            const auto* answer = std::get_if<drill::PersonAnswered>(&record.event);
            if (answer != nullptr && answer->step == step)
                return drill_.reference().truth(record.at.mono);
            if (attempt != nullptr && attempt->key.step == step && attempt->key.part == Part::act &&
                attempt->report.outcome == Outcome::succeeded)
                return drill_.times.at(attempt->key).ended;
        }
        return std::nullopt;
    }

    struct Bounds {
        Nanos least{}, most{};  ///< in whichever clock
        bool exact = false;
    };

    /// What the recovery time on the service's clock was at least, and at most.
    std::optional<Bounds> recovery_time(const drill::ServiceFigures& service,
                                        const TrueOutage& truth) const {
        const auto start = start_of(service.rto.start, truth);
        if (!start || truth.last_opened == Nanos{0}) return std::nullopt;
        Nanos least = truth.first_opened;
        Nanos most = truth.last_opened;
        bool exact = truth.plain;
        if (service.rto.end == plan::ClockEnd::business_verified) {
            const auto verified = ended("smoke");
            if (!verified) return std::nullopt;
            least = std::max(least, *verified);
            most = std::max(most, *verified);
            exact = true;
        }
        const Nanos a = std::max(0ns, ref(least) - ref(*start));
        const Nanos b = std::max(0ns, there(least) - there(*start));
        const Nanos c = std::max(0ns, ref(most) - ref(*start));
        const Nanos d = std::max(0ns, there(most) - there(*start));
        return Bounds{std::min(a, b), std::max(c, d), exact && truth.plain};
    }

    void recovery(const drill::ServiceFigures& service, const TrueOutage& truth) {
        const auto bounds = recovery_time(service, truth);
        const auto verdict = service.rto_judgement.verdict;
        if (!bounds) return;
        const Nanos target = *service.rto_target;
        if (verdict == Verdict::met && bounds->least > target)
            violate("met only if it is true",
                    fmt::format("at least {}, target {}", to_text(bounds->least), to_text(target)));
        if (verdict == Verdict::not_met && bounds->most <= target)
            violate("not met only if it is true",
                    fmt::format("at most {}, target {}", to_text(bounds->most), to_text(target)));
        if (!bounds->exact || !service.rto.measured) return;
        const Interval& measured = *service.rto.measured;
        if (measured.hi < bounds->least || measured.lo > bounds->most)
            violate("the interval holds the truth",
                    fmt::format("service: [{}, {}], not {}", to_text(measured.lo),
                                to_text(measured.hi), to_text(bounds->least)));
    }

    void loss(const drill::ServiceFigures& service, const TrueOutage& truth) {
        const auto verdict = service.rpo_judgement.verdict;
        const auto until = verified_at(drill_, false);
        if (!until) {
            if (verdict == Verdict::met)
                violate("missing evidence never passes", "writes not verified, and met");
            return;
        }
        const TrueLoss lost = true_loss(drill_, Nanos::min(), *until);
        const Nanos age = lost.first_lost ? std::max(0ns, truth.disrupted - *lost.first_lost) : 0ns;
        const bool too_old = service.rpo_target && lost.figures.lost > 0 && truth.plain &&
                             age > *service.rpo_target + 5ms;
        const bool too_many =
            service.rpo_writes_target && lost.figures.lost > *service.rpo_writes_target;
        const bool none_allowed = service.rpo_target == 0ns && lost.figures.lost > 0;
        if (verdict == Verdict::met && (too_old || too_many || none_allowed))
            violate("met only if it is true",
                    fmt::format("{} writes lost, {} old", lost.figures.lost, to_text(age)));
        if (verdict == Verdict::not_met && lost.figures.lost == 0)
            violate("not met only if it is true", "nothing was lost");
    }

    // Stalls ---------------------------------------------------------------------------------

    /// Stood still for longer than a slot and a half while it should have probed: that shows, and
    /// nothing is met by an outage beside it.
    void stalls() {
        const Nanos every = drill_.plan.probes.front().every;
        for (const auto& stall : drill_.settings.traffic.stalls) {
            const Nanos until =
                said_.failback.exercised ? Nanos::max() : begin_of_failback(drill_) - 1s;
            const Interval seen{std::max(stall.lo, drill_.probed.front().lo + every),
                                std::min({stall.hi, drill_.probed.front().hi - every, until})};
            if (seen.width() < 3 * every / 2 + 2 * drill_.settings.traffic.jitter + 5ms) continue;
            ++checked_.stalls;
            if (said_.failover.late_slots + said_.failback.late_slots == 0 &&
                said_.failover.exercised && has_samples(drill_))
                violate("a prober that stood still is seen", to_text(stall.width()));
        }
    }

    const Measured& drill_;
    const drill::Assessment& said_;
    Checked& checked_;
    std::vector<Violation> out_;
};
}  // namespace

std::string summary(const Checked& c) {
    return fmt::format(
        "{} outages and {} failbacks held exactly; met {}, not met {}, inconclusive {}, not "
        "measured {}; {} ledgers, {} with losses, {} with doubtful ones, {} ages; {} stalls; {} "
        "promotions; {} widths",
        c.outages, c.failbacks, c.met, c.not_met, c.inconclusive, c.not_measured, c.ledgers,
        c.losses, c.warned, c.ages, c.stalls, c.marks, c.widths);
}

std::vector<Violation> check_truth(const Measured& drill, const drill::Assessment& said,
                                   Checked& checked) {
    return Checker(drill, said, checked).all();
}

}  // namespace firedrill::simulation
