// A series of drills as people read it on a terminal.
#include "core/base/format.hpp"
#include "orchestrator/cli/series.hpp"
#include "orchestrator/cli/series_texts.hpp"
#include "orchestrator/cli/table.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>

namespace firedrill::cli {

namespace {

namespace texts = series_texts;

std::string shown(const std::optional<Interval>& figure) {
    return figure ? seconds_interval(*figure) : "-";
}

std::string shown(const std::optional<measure::CountRange>& figure) {
    if (!figure) return "-";
    if (figure->lo == figure->hi) return thousands(figure->lo);
    return thousands(figure->lo) + " .. " + thousands(figure->hi);
}

std::string figures_table(const Series& series, Language language, bool colour) {
    Table out({{say(language, texts::service)},
               {say(language, texts::figure)},
               {say(language, texts::of_trials), true},
               {say(language, texts::least), true},
               {say(language, texts::median), true},
               {say(language, texts::most), true}});
    for (const auto& service : series.services) {
        const auto& f = service.figures;
        out.add({{service.service},
                 {say(language, texts::rto)},
                 {std::to_string(f.recoveries)},
                 {shown(f.recovery_min)},
                 {shown(f.recovery_median)},
                 {shown(f.recovery_max)}});
        if (f.counted == 0) continue;
        out.add({{service.service},
                 {say(language, texts::lost)},
                 {std::to_string(f.counted)},
                 {shown(f.lost_min)},
                 {shown(f.lost_median)},
                 {shown(f.lost_max)}});
    }
    return out.text(colour);
}

/// What so many drills prove, and no more.
std::string proofs(const ServiceTrials& service, Language language) {
    const auto& f = service.figures;
    std::string out = say(language, texts::verdicts, service.service, f.met, f.trials, f.not_met,
                          f.inconclusive, f.not_measured) +
                      "\n";
    if (f.failure_bound_ppm)
        out += say(language, texts::bound, service.service, f.trials,
                   percent(*f.failure_bound_ppm + 99, 2)) +
               "\n";
    if (f.loss_bound_ppm)
        out += say(language, texts::loss_bound, service.service, thousands(f.acked),
                   percent(*f.loss_bound_ppm, 4)) +
               "\n";
    return out;
}

}  // namespace

std::string series_text(const Series& series, Language language, bool colour) {
    std::string out = paint(colour, Style::bold,
                            say(language, texts::headline, series.series, series.drills.size(),
                                series.of, series.scenario)) +
                      "\n\n";
    for (const auto& drill : series.drills)
        out += say(language, texts::drill_line, drill.number, drill.drill,
                   exit_line(language, drill.exit_code)) +
               "\n";
    out += "\n" + figures_table(series, language, colour) + "\n";
    for (const auto& service : series.services) out += proofs(service, language);
    return out;
}

}  // namespace firedrill::cli
