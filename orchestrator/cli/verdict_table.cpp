// The table of the verdicts: one row for RTO and one for RPO of each service.
#include "core/base/format.hpp"
#include "orchestrator/cli/table.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "orchestrator/cli/verdict_texts.hpp"
#include "reports/backup_texts.hpp"
#include "reports/word_texts.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace firedrill::cli {

namespace {

namespace texts = verdict_texts;
using measure::Judgement;
using measure::Reason;
using measure::Verdict;

std::string clock_text(Language language, const drill::ClockFigure& clock) {
    std::string start = "T0";
    switch (clock.start) {
        case plan::ClockStart::disruption: break;
        case plan::ClockStart::detection: start = "T1"; break;
        case plan::ClockStart::declaration: start = "T4"; break;
        case plan::ClockStart::switch_start: start = "T7"; break;
    }
    switch (clock.end) {
        case plan::ClockEnd::serving: return say(language, texts::to_serving, start);
        case plan::ClockEnd::reconnected: return say(language, texts::to_reconnected, start);
        case plan::ClockEnd::business_verified: return say(language, texts::to_business, start);
    }
    return start;
}

Cell verdict_cell(Language language, Verdict verdict) {
    const std::string text = language == Language::zh
                                 ? say(language, reports::word(verdict))
                                 : boost::describe::enum_to_string(verdict, "?");
    switch (verdict) {
        case Verdict::met: return {text, Style::good};
        case Verdict::not_met: return {text, Style::bad};
        case Verdict::inconclusive: return {text, Style::warn};
        default: return {text, Style::dim};
    }
}

std::string margin_text(const Judgement& judgement) {
    return judgement.margin ? signed_seconds(*judgement.margin, 2) + " s" : "-";
}

std::string measured_text(Language language, const std::optional<Interval>& measured,
                          const Judgement& judgement) {
    if (measured) return seconds_interval(*measured);
    if (judgement.verdict == Verdict::not_applicable) return "-";
    return say(language, texts::not_measured);
}

std::string at_most_seconds(Language language, Nanos target) {
    return target == Nanos{0} ? "0 s" : say(language, texts::at_most, seconds(target, 2));
}

std::string loss_target(Language language, const drill::ServiceFigures& service) {
    std::string out;
    if (service.rpo_target) out = at_most_seconds(language, *service.rpo_target);
    if (service.rpo_writes_target) {
        if (!out.empty()) out += say(language, texts::comma);
        out += *service.rpo_writes_target == 0
                   ? say(language, texts::none_lost)
                   : say(language, texts::at_most_lost, *service.rpo_writes_target);
    }
    return out.empty() ? "-" : out;
}

std::string kind_of(Language language, const Judgement& judgement, std::string otherwise) {
    if (judgement.verdict == Verdict::not_applicable) return "-";
    return judgement.reason == Reason::simulated ? say(language, texts::simulated) : otherwise;
}

std::string lost_text(Language language, const drill::ServiceFigures& service) {
    const bool counts_only = !service.rpo &&
                             service.rpo_judgement.verdict != Verdict::not_measured &&
                             service.rpo_judgement.verdict != Verdict::not_applicable;
    if (counts_only) return say(language, texts::lost_only, thousands(service.lost_hi));
    return measured_text(language, service.rpo, service.rpo_judgement);
}

void add_rows(Table& table, Language language, const std::string& name,
              const drill::ServiceFigures& service, const Message& loss) {
    table.add({{name},
               {"RTO"},
               {service.rto_target ? at_most_seconds(language, *service.rto_target) : "-"},
               {kind_of(language, service.rto_judgement, clock_text(language, service.rto))},
               {measured_text(language, service.rto.measured, service.rto_judgement)},
               {margin_text(service.rto_judgement)},
               verdict_cell(language, service.rto_judgement.verdict)});
    table.add({{""},
               {"RPO"},
               {loss_target(language, service)},
               {kind_of(language, service.rpo_judgement, say(language, loss))},
               {lost_text(language, service)},
               {margin_text(service.rpo_judgement)},
               verdict_cell(language, service.rpo_judgement.verdict)});
}

}  // namespace

std::string service_name(Language language, const plan::Plan& plan, const std::string& service) {
    if (language == Language::zh)
        for (const auto& item : plan.services)
            if (item.id == service && !item.title.empty()) return item.title.in(language);
    return service;
}

std::string verdict_table(const VerdictInput& in) {
    const auto title = [&](const Message& message) { return say(in.language, message); };
    Table table({{title(texts::service), false, in.language == Language::en ? 13 : 10},
                 {title(texts::measure), false, 3},
                 {title(texts::target), true, 11},
                 {title(texts::clock), false, 9},
                 {title(texts::measured), true, 18},
                 {title(texts::margin), true, 9},
                 {title(texts::verdict), false, in.language == Language::en ? 14 : 8}});
    const Message& loss = in.drill.plan.backup ? reports::backup_texts::data_age : texts::writes;
    for (const auto& service : in.assessment.services)
        add_rows(table, in.language, service_name(in.language, in.drill.plan, service.service),
                 service, loss);
    return table.empty() ? "" : table.text(in.colour);
}

}  // namespace firedrill::cli
