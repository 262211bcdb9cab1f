#include "orchestrator/cli/series.hpp"

#include "orchestrator/cli/series_texts.hpp"
#include "orchestrator/cli/workspace.hpp"

#include <algorithm>
#include <map>

namespace firedrill::cli {

namespace {

namespace texts = series_texts;
using measure::Verdict;

bool was_counted(const drill::ServiceFigures& service, const drill::Assessment& assessment) {
    const Verdict verdict = service.rpo_judgement.verdict;
    const bool judged =
        verdict == Verdict::met || verdict == Verdict::not_met || verdict == Verdict::inconclusive;
    return judged && assessment.failover.writes;
}

measure::Trial trial_of(const drill::ServiceFigures& service, const drill::Assessment& assessment) {
    measure::Trial out{.recovery = service.rto.measured,
                       .verdict = service.rto_judgement.verdict,
                       .lost_lo = {},
                       .lost_hi = {}};
    if (!was_counted(service, assessment)) return out;
    out.lost_lo = service.lost_lo;
    out.lost_hi = service.lost_hi;
    out.acked = assessment.failover.writes->acked;
    return out;
}

/// What one service showed in each drill.
struct Trials {
    std::optional<Nanos> target;
    std::vector<measure::Trial> all;
};

}  // namespace

std::optional<drill::SeriesPlace> place_of(const DrillAsRun& run) {
    for (const auto& record : run.records)
        if (const auto* started = std::get_if<drill::DrillStarted>(&record.event))
            return started->series;
    return std::nullopt;
}

Result<Series> read_series(const journal::Store& store, const std::string& drill) {
    DRILL_TRY(named, load_run(store, drill));
    const Language language = terminal_language(named.drill.plan.languages);
    const auto place = place_of(named);
    if (!place)
        return fail(Errc::not_found, say(language, texts::none, drill),
                    say(language, texts::none_remedy));
    Series out{.series = place->series,
               .scenario = named.drill.plan.scenario,
               .of = place->of,
               .drills = {},
               .services = {}};
    DRILL_TRY(starts, journal::list_starts(store, out.scenario));
    std::map<std::string, Trials> trials;
    for (const auto& start : starts) {
        DRILL_TRY(run, load_run(store, start.id));
        const auto its = place_of(run);
        if (!its || its->series != place->series) continue;
        const auto assessment = assess(store, run);
        out.drills.push_back({.drill = start.id,
                              .number = its->number,
                              .ending = run.drill.ending,
                              .overall = assessment.overall,
                              .exit_code = assessment.exit_code});
        for (const auto& service : assessment.services) {
            trials[service.service].target = service.rto_target;
            trials[service.service].all.push_back(trial_of(service, assessment));
        }
    }
    std::ranges::sort(out.drills, {}, &SeriesDrill::number);
    for (const auto& [service, shown] : trials)
        out.services.push_back({.service = service,
                                .rto_target = shown.target,
                                .figures = measure::figures_of(shown.all)});
    return out;
}

std::string why_not_again(const drill::Drill& drill, const drill::Assessment& assessment,
                          Language language) {
    if (!assessment.outstanding.empty()) return say(language, texts::fault_outstanding);
    if (drill.ending != drill::Ending::completed) return say(language, texts::not_completed);
    if (!assessment.fences.empty()) return say(language, texts::fence_held);
    // What a scenario says will differ (the timeline after a failover) is as it should be.
    if (!std::ranges::all_of(assessment.baseline, &measure::Difference::expected))
        return say(language, texts::not_as_before);
    for (const auto& [probe, state] : drill.probes)
        if (state.up && !*state.up) return say(language, texts::service_down, probe);
    return "";
}

}  // namespace firedrill::cli
