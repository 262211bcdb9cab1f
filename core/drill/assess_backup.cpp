// What a test of a backup showed: usable or not, how long it took, how old its data are, what the
// restored service can do, and which level of the capability table that is.
#include "core/base/format.hpp"
#include "core/drill/assess_parts.hpp"
#include "core/drill/newest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

using measure::Judgement;
using measure::Reason;
using measure::Verdict;
using Groups = std::vector<std::string>;

constexpr Judgement none(Reason reason) {
    return {Verdict::not_measured, reason, std::nullopt};
}

bool is_of(const Groups& groups, const plan::Step& step) {
    return std::ranges::find(groups, step.group) != groups.end();
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

/// A full file system is no fault of the backup, whichever program ran into it. Some say so; where
/// they did not, the removal of the scratch target found it full.
bool ran_out_of_room(const Context& in, const StepState& state) {
    const std::string said = lower(state.report.errors + state.report.reason);
    if (said.find("no space left on device") != std::string::npos) return true;
    return std::ranges::any_of(in.records, [](const Record& record) {
        const auto* ended = std::get_if<AttemptEnded>(&record.event);
        return ended != nullptr && ended->key.part == firedrill::Part::undo &&
               ended->report.output.find("removed from a full file system") != std::string::npos;
    });
}

/// Milli-operations a second; -1: they do not fit, or took no time.
std::int64_t rate_milli(std::int64_t operations, Nanos time, bool up) {
    constexpr std::int64_t operations_max = 1'000'000'000;
    const std::int64_t micros = (time.count() + (up ? 0 : 999)) / 1'000;
    if (micros <= 0 || operations > operations_max) return -1;
    constexpr std::int64_t scale = 1'000'000;
    const std::int64_t whole = operations / micros, rest = operations % micros;
    return (whole * scale + (rest * scale + (up ? micros - 1 : 0)) / micros) * 1'000;
}

class BackupCase {
public:
    BackupCase(const Context& in, const model::BackupTest& test) : in_(in), test_(test) {}

    BackupFigures figures() {
        judge_usable();
        measure_restore();
        measure_age();
        measure_capacity();
        const auto& steps = in_.drill.steps;
        for (const auto& step : in_.drill.plan.steps) {
            const StepState& state = steps.at(step.id);
            if (step.group == test_.removal && state.status == StepStatus::succeeded)
                out_.removed = true;
            if (!step.undo.empty() && state.undo == UndoStatus::done) out_.removed = true;
        }
        return std::move(out_);
    }

private:
    const StepState& state_of(const plan::Step& step) const { return in_.drill.steps.at(step.id); }
    bool belongs(const plan::Step& step) const {
        return is_of(test_.restore, step) || is_of(test_.checks, step) ||
               is_of(test_.application, step);
    }

    void judge_usable() {
        bool all = true;
        for (const auto& step : in_.drill.plan.steps) {
            if (!belongs(step)) continue;
            const StepState& state = state_of(step);
            all = all && state.status == StepStatus::succeeded;
            if (state.status != StepStatus::failed || !out_.failed_step.empty()) continue;
            out_.failed_step = step.id;
            out_.failure = state.why;
            if (ran_out_of_room(in_, state))
                out_.usable = none(Reason::scratch_full);
            else if (!state.report.refused)
                out_.usable = {Verdict::not_met, Reason::none, std::nullopt};
        }
        if (!out_.failed_step.empty()) return;
        out_.usable = all ? Judgement{Verdict::met, Reason::none, std::nullopt}
                          : none(Reason::drill_not_completed);
    }

    /// From the first attempt's begin: what was tried in vain took its time, too.
    std::optional<Interval> began() const {
        for (const auto& step : in_.drill.plan.steps) {
            if (!is_of(test_.restore, step)) continue;
            const auto attempts = attempts_of(in_, step);
            return attempts.empty() ? std::nullopt : when_begun(in_, step, attempts.front());
        }
        return std::nullopt;
    }

    /// Of the last step that was begun.
    std::optional<Interval> ended() const {
        std::optional<Interval> out;
        for (const auto& step : in_.drill.plan.steps) {
            if (!belongs(step)) continue;
            const auto attempts = attempts_of(in_, step);
            if (attempts.empty()) continue;
            const auto at = when_ended(in_, step, attempts.back());
            if (!at) return std::nullopt;
            out = out ? Interval{std::max(out->lo, at->lo), std::max(out->hi, at->hi)} : *at;
        }
        return out;
    }

    void measure_restore() {
        start_ = began();
        const auto end = ended();
        if (!start_ || !end) return;
        const Interval took = *end - *start_;
        if (out_.usable.verdict == Verdict::met)
            out_.restore = Interval{std::max(Nanos{0}, took.lo), std::max(Nanos{0}, took.hi)};
        else
            out_.tried_for = std::max(Nanos{0}, took.lo);
    }

    const StepState* answered(const std::optional<std::string>& group) const {
        if (!group) return nullptr;
        for (const auto& step : in_.drill.plan.steps)
            if (step.group == *group && state_of(step).status == StepStatus::succeeded)
                return &state_of(step);
        return nullptr;
    }

    /// The wall time of the start is the orchestrator's; whoever stamped the record may have been
    /// off by the clock error that the test states, and the stamp may have been cut.
    void measure_age() {
        const StepState* state = answered(test_.newest);
        if (state == nullptr || !start_) return;
        const auto newest = read_newest(state->report.output);
        if (!newest) return;
        out_.newest = newest->at;
        const Nanos lo = in_.clocks.wall(start_->lo) - newest->at - newest->resolution;
        const Nanos hi = in_.clocks.wall(start_->hi) - newest->at;
        if (hi + test_.clock_error < Nanos{0}) return;  // from the future: some clock is wrong
        out_.age = Interval{std::max(Nanos{0}, lo - test_.clock_error), hi + test_.clock_error};
    }

    /// The step's own time holds the start of the program, so it gives a lower bound; the time that
    /// the program says, if it says one, gives the upper bound.
    void measure_capacity() {
        out_.peak = test_.peak;
        const StepState* state = answered(test_.load);
        if (state != nullptr)
            if (const auto load = read_load(state->report.output)) {
                out_.operations = load->operations;
                const Nanos took = state->report.ended - state->report.started;
                const auto lo = rate_milli(load->operations, took, false);
                const auto hi = load->took ? rate_milli(load->operations, *load->took, true) : -1;
                // It cannot have taken longer than its step: then nothing of it is believed.
                const bool contradicts = load->took && *load->took > took;
                if (lo >= 0 && !contradicts) out_.throughput_lo = Rate{lo};
                if (hi >= 0 && !contradicts) out_.throughput_hi = Rate{hi};
            }
        out_.capacity = judge_capacity(1'000'000);
    }

public:
    /// Whether that share of the peak was reached.
    Judgement judge_capacity(std::int64_t share_ppm) const {
        if (!test_.peak || !test_.load)
            return {test_.peak ? Verdict::not_measured : Verdict::not_applicable,
                    test_.peak ? Reason::load_not_run : Reason::no_target, std::nullopt};
        return judge_rate(share_ppm, out_);
    }
    static Judgement judge_rate(std::int64_t share_ppm, const BackupFigures& figures) {
        if (!figures.throughput_lo || !figures.peak) return none(Reason::load_not_run);
        const std::int64_t peak = figures.peak->per_second_milli;
        const std::int64_t wanted =
            peak / 1'000'000 * share_ppm + peak % 1'000'000 * share_ppm / 1'000'000;
        if (figures.throughput_lo->per_second_milli >= wanted)
            return {Verdict::met, Reason::none, std::nullopt};
        if (figures.throughput_hi && figures.throughput_hi->per_second_milli < wanted)
            return {Verdict::not_met, Reason::none, std::nullopt};
        return {Verdict::inconclusive, Reason::throughput_unclear, std::nullopt};
    }

private:
    const Context& in_;
    const model::BackupTest& test_;
    std::optional<Interval> start_;
    BackupFigures out_;
};

Judgement judge(const std::optional<Interval>& measured, const std::optional<Nanos>& target,
                Reason missing) {
    if (!target) return {Verdict::not_applicable, Reason::no_target, std::nullopt};
    return measured ? measure::judge_time(measured, *target) : none(missing);
}

LevelFigures level_figures(const model::CapabilityLevel& level, const BackupFigures& figures) {
    LevelFigures out{
        .level = level.id,
        .restore = judge(figures.restore, level.restore, Reason::not_restored),
        .age = judge(figures.age, level.age, Reason::age_not_asked),
        .capacity = level.capacity_ppm
                        ? BackupCase::judge_rate(*level.capacity_ppm, figures)
                        : Judgement{Verdict::not_applicable, Reason::no_target, std::nullopt}};
    const auto fulfilled = [](const Judgement& one) {
        return one.verdict == Verdict::met || one.verdict == Verdict::not_applicable;
    };
    out.reached = figures.usable.verdict == Verdict::met && fulfilled(out.restore) &&
                  fulfilled(out.age) && fulfilled(out.capacity);
    return out;
}

std::string rate_text(const std::optional<Rate>& rate) {
    return rate ? thousands(rate->per_second_milli / 1'000) + "/s" : "-";
}

std::string rates_text(const BackupFigures& figures) {
    return rate_text(figures.throughput_lo) + " .. " + rate_text(figures.throughput_hi);
}

}  // namespace

BackupFigures assess_backup(const Context& in, const model::BackupTest& test) {
    BackupFigures out = BackupCase(in, test).figures();
    if (!test.profile) return out;
    bool stands = true;  // a level stands on those below it
    for (const auto& level : test.profile->levels) {
        out.levels.push_back(level_figures(level, out));
        stands = stands && out.levels.back().reached;
        if (stands) out.level = level.id;
    }
    return out;
}

ServiceFigures service_figures(const plan::Service& service, const BackupFigures& backup) {
    ServiceFigures out{.service = service.id, .rto_target = service.rto, .rpo_target = service.rpo};
    out.rto = {.start = plan::ClockStart::switch_start,
               .end = plan::ClockEnd::business_verified,
               .measured = backup.restore};
    const Reason why =
        backup.usable.reason == Reason::none ? Reason::not_restored : backup.usable.reason;
    out.rto_judgement = judge(backup.restore, service.rto, why);
    // What was not back when it was given up had missed its target by then.
    if (service.rto && backup.tried_for && *backup.tried_for > *service.rto)
        out.rto_judgement = {Verdict::not_met, why, std::nullopt};
    out.rpo = backup.age;
    out.rpo_judgement = judge(backup.age, service.rpo,
                              backup.usable.verdict == Verdict::met ? Reason::age_not_asked : why);
    return out;
}

void find_in_backup(const Case& c, Findings& out) {
    const auto& figures = c.assessment.backup;
    if (!figures || c.assessment.services.empty()) return;
    const ServiceFigures& service = c.assessment.services.front();
    const std::string evidence = "table 8.1";
    if (figures->usable.verdict == Verdict::not_met)
        out.add(Severity::high, finding::backup_unusable,
                {service.service, figures->failed_step, figures->failure},
                "step " + figures->failed_step);
    if (service.rpo_judgement.verdict == Verdict::not_met)
        out.add(Severity::high, finding::backup_stale,
                {service.service, seconds_interval(*service.rpo), spoken(*service.rpo_target)},
                evidence);
    if (figures->capacity.verdict == Verdict::not_met)
        out.add(Severity::high, finding::backup_too_slow,
                {service.service, rates_text(*figures), rate_text(figures->peak)}, evidence);
    const auto& plan = c.in.drill.plan;
    if (!figures->removed && c.in.drill.ending && !plan.hosts.empty())
        for (const auto& step : plan.steps)
            if (!step.undo.empty() && c.in.drill.steps.at(step.id).undo != UndoStatus::none)
                out.add(Severity::high, finding::backup_left_behind,
                        {plan.backup->scratch, step.host}, "step " + step.id);
}

}  // namespace firedrill::drill::assessing
