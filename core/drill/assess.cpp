#include "core/drill/assess.hpp"

#include "core/base/json.hpp"
#include "core/drill/assess_parts.hpp"

#include <algorithm>

namespace firedrill::drill {
namespace {

using namespace assessing;
using measure::Verdict;

/// Reads nothing that was sampled after the drill was over.
constexpr Nanos after_the_end = std::chrono::hours{1};

std::optional<Nanos> begin_of_failback(const Drill& drill, const Clocks& clocks) {
    std::optional<Nanos> out;
    for (const auto& step : drill.plan.steps) {
        const StepState& state = drill.steps.at(step.id);
        if (step.phase != plan::Phase::failback || !state.began) continue;
        const Nanos at = clocks.of(*state.began).at.lo;
        out = out ? std::min(*out, at) : at;
    }
    return out;
}

void set_windows(const Drill& drill, const Clocks& clocks, Context& in) {
    const Nanos begin = clocks.start().mono;
    const Nanos end = clocks.of(drill.now.value_or(clocks.start())).at.hi + after_the_end;
    const auto failback = begin_of_failback(drill, clocks);
    in.failover = {begin, failback.value_or(end)};
    in.failback = failback ? Interval{*failback, end} : Interval{end, begin};
}

void compare_baseline(const Context& in, Assessment& out) {
    for (const auto& step : in.drill.plan.steps) {
        if (!std::holds_alternative<plan::VerifyBaseline>(step.action)) continue;
        const auto differences = list_in<measure::Difference>(in, step, "differences");
        if (!differences) continue;
        out.baseline_compared = true;
        out.baseline.insert(out.baseline.end(), differences->begin(), differences->end());
        if (const auto unseen = list_in<measure::NotCompared>(in, step, "not_compared"))
            out.not_compared.insert(out.not_compared.end(), unseen->begin(), unseen->end());
    }
}

/// Probes that belong to no service: whether the drill disturbed somebody else.
void watch_neighbours(const Context& in, Assessment& out) {
    for (const auto& probe : in.drill.plan.probes) {
        const auto evidence = in.evidence.find(probe.id);
        if (!probe.service.empty() || evidence == in.evidence.end()) continue;
        NeighbourFigures figures{.probe = probe.id};
        for (const auto& file : evidence->second.samples) {
            const auto tally =
                measure::tally(file.samples, file.settings, {Nanos::min(), Nanos::max()});
            figures.slots += tally.slots;
            figures.good += tally.good;
            figures.bad += tally.bad;
            figures.late += tally.late;
        }
        out.neighbours.push_back(std::move(figures));
    }
}

Verdict overall(const Assessment& assessment) {
    Verdict out = Verdict::not_applicable;
    for (const auto& service : assessment.services) {
        out = measure::worse(out, service.rto_judgement.verdict);
        out = measure::worse(out, service.rpo_judgement.verdict);
    }
    if (const auto& backup = assessment.backup) {
        out = measure::worse(out, backup->usable.verdict);
        out = measure::worse(out, backup->capacity.verdict);
    }
    return out;
}

bool some_check_failed(const Drill& drill, const Assessment& assessment) {
    return std::any_of(drill.steps.begin(), drill.steps.end(), [&](const auto& entry) {
        if (compared_again(assessment, entry.first)) return false;  // the later word counts
        return entry.second.status == StepStatus::failed ||
               entry.second.status == StepStatus::unknown;
    });
}

/// design.md section 8.
int exit_code(const Drill& drill, const Assessment& assessment) {
    if (!drill.ending) return needs_a_person(drill) ? 5 : 2;
    if (!assessment.outstanding.empty()) return 4;
    // A backup that cannot be used, or not in time, is what the test found out: no failure of its
    // own.
    const bool found_out = assessment.backup && assessment.overall == Verdict::not_met;
    if (found_out && *drill.ending == Ending::failed) return 1;
    switch (*drill.ending) {
        case Ending::failed:
        case Ending::aborted: return 3;
        case Ending::refused: return 6;
        case Ending::completed: break;
    }
    if (data_differ(assessment)) return 1;  // whatever was not measured besides
    switch (assessment.overall) {
        case Verdict::not_met: return 1;
        case Verdict::inconclusive:
        case Verdict::not_measured: return 2;
        case Verdict::met:
        case Verdict::not_applicable: break;
    }
    if (some_check_failed(drill, assessment)) return 1;
    return receipts_differ(assessment) ? 2 : 0;  // two records of one drill: neither is proof
}

}  // namespace

Assessment assess(const Drill& drill, const std::vector<Record>& records,
                  const ReadArtifact& artifact) {
    Assessment out;
    if (!drill.started) return out;
    const Clocks clocks(drill, records);
    const auto evidence = collect(drill, records, artifact, out.problems);
    Context in{drill, records, clocks, evidence, out.problems, {}, {}};
    set_windows(drill, clocks, in);
    const Stage failover = assess_stage(in, Which::failover);
    const Stage failback = assess_stage(in, Which::failback);
    out.failover = failover.figures;
    out.failback = failback.figures;
    if (drill.plan.backup) {
        out.backup = assess_backup(in, *drill.plan.backup);
        for (const auto& service : drill.plan.services)
            out.services.push_back(service_figures(service, *out.backup));
    } else {
        out.services = assess_services(in, failover);
    }
    out.clocks = clocks.quality({in.failover.lo, clocks.of(*drill.now).at.hi});
    out.outstanding = outstanding_faults(drill);
    out.fences = fences_held(drill);
    compare_baseline(in, out);
    compare_data(in, out);
    watch_neighbours(in, out);
    out.receipts = last_comparisons(records);
    out.overall = overall(out);
    Findings findings;
    const Case all{in, out, failover, failback};
    find_in_services(all, findings);
    find_in_backup(all, findings);
    find_in_data(all, findings);
    find_in_steps(all, findings);
    find_in_people(all, findings);
    find_in_measuring(all, findings);
    find_in_receipts(all, findings);
    out.findings = findings.take();
    out.exit_code = exit_code(drill, out);
    return out;
}

}  // namespace firedrill::drill
