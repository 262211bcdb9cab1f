#include "core/base/format.hpp"
#include "reports/backup_texts.hpp"
#include "reports/build.hpp"
#include "reports/compose.hpp"
#include "reports/figure.hpp"
#include "reports/word_texts.hpp"

namespace firedrill::reports {
namespace {

namespace texts = backup_texts;
using measure::Judgement;
using measure::Verdict;

Text throughput(const drill::BackupFigures& backup) {
    if (!backup.throughput_lo) return word_text(Verdict::not_measured);
    const auto whole = [](Rate rate) { return thousands(rate.per_second_milli / 1'000); };
    if (!backup.throughput_hi) return phrase(texts::at_least, whole(*backup.throughput_lo));
    return phrase(texts::between, whole(*backup.throughput_lo), whole(*backup.throughput_hi));
}

Text peak(const drill::BackupFigures& backup) {
    if (!backup.peak) return plain("\u2014");
    return plain("\u2265 " + thousands(backup.peak->per_second_milli / 1'000) + "/s");
}

Text at_most(const Figure& target) {
    return target.known() ? plain("\u2264 " + target.text) : plain("\u2014");
}

Text measured_or_reason(const Figure& figure, measure::Reason reason) {
    return figure.known() || reason == measure::Reason::none ? shown(figure) : word_text(reason);
}

Table results(const Report& report) {
    const drill::BackupFigures& backup = *report.backup;
    const model::BackupTest& test = *report.plan.backup;
    Table out{.columns = {{text_of(texts::quantity), 14},
                          {text_of(texts::target), 12, true},
                          {text_of(texts::measured), 18, true},
                          {text_of(texts::verdict), 14},
                          {text_of(texts::how), 42}}};
    const auto row = [&](const Message& name, Text target, Text value, Verdict verdict, Text how) {
        out.rows.push_back({.cells = {cell(name), cell(std::move(target)), cell(std::move(value)),
                                      verdict_cell(verdict), brief(std::move(how))}});
    };
    row(texts::usable_row, plain("\u2014"), plain("\u2014"), backup.usable.verdict,
        text_of(texts::usable_how));
    for (const ServiceRow& service : report.services) {
        row(texts::restore_row, at_most(service.rto.target),
            measured_or_reason(service.rto.measured, service.rto.reason), service.rto.verdict,
            phrase(texts::restore_how, test.recipe));
        row(texts::age_row, at_most(service.rpo.target),
            measured_or_reason(service.rpo.measured, service.rpo.reason), service.rpo.verdict,
            backup.newest
                ? phrase(texts::age_how, to_iso(*backup.newest), to_text(test.clock_error))
                : text_of(texts::age_how_unknown));
    }
    row(texts::capacity_row, peak(backup), throughput(backup), backup.capacity.verdict,
        backup.operations ? phrase(texts::capacity_how, thousands(*backup.operations))
                          : text_of(texts::capacity_how_unknown));
    return out;
}

Cell asked(const std::optional<Text>& target, const Judgement& judgement) {
    if (!target) return cell(plain("\u2014"));
    return cell(phrase(texts::asked_for, *target, word_text(judgement.verdict)));
}

Table levels(const Report& report) {
    Table out{.columns = {{text_of(texts::level), 20},
                          {text_of(texts::restore_within), 22},
                          {text_of(texts::no_older), 22},
                          {text_of(texts::share), 22},
                          {text_of(texts::reached), 14}}};
    const auto& stated = report.plan.backup->profile->levels;
    for (std::size_t i = 0; i < report.backup->levels.size() && i < stated.size(); ++i) {
        const model::CapabilityLevel& level = stated[i];
        const drill::LevelFigures& found = report.backup->levels[i];
        const auto time = [](const std::optional<Nanos>& value) {
            return value ? std::optional(plain(to_text(*value))) : std::nullopt;
        };
        const auto share = level.capacity_ppm
                               ? std::optional(plain(percent(*level.capacity_ppm, 0)))
                               : std::nullopt;
        const Text name =
            level.title.empty() ? plain(level.id) : plain(level.id + " ") + level.title;
        out.rows.push_back(
            {.cells = {strong(name), asked(time(level.restore), found.restore),
                       asked(time(level.age), found.age), asked(share, found.capacity),
                       cell(found.reached ? texts::yes : texts::no)},
             .style = level.id == report.backup->level ? RowStyle::highlight : RowStyle::normal});
    }
    return out;
}

void add_levels(const Report& report, Writer& out) {
    const auto& profile = report.plan.backup->profile;
    if (!profile) {
        out.note(text_of(texts::no_profile));
        return;
    }
    out.table_caption("8.2", phrase(texts::table, profile->id)).table(levels(report));
    const std::string& level = report.backup->level;
    out.text(level.empty() ? text_of(texts::no_level) : phrase(texts::reached_level, level));
    if (profile->verified)
        out.note(phrase(texts::verified, profile->source));
    else
        out.state(phrase(texts::not_verified, profile->source));
}

}  // namespace

Text backup_lead(const Report& report) {
    const drill::BackupFigures& backup = *report.backup;
    const Text why{reason_text(backup.failure)};
    Text out = backup.usable.verdict == Verdict::met ? text_of(texts::usable)
               : backup.usable.verdict == Verdict::not_met
                   ? phrase(texts::unusable, backup.failed_step, why)
                   : phrase(texts::unproven, backup.usable.reason == measure::Reason::none
                                                 ? why
                                                 : word_text(backup.usable.reason));
    for (const ServiceRow& service : report.services) {
        if (service.rto.measured.known())
            out = out + phrase(texts::restored_in, service.rto.measured.text);
        if (service.rpo.measured.known())
            out = out + phrase(texts::aged, service.rpo.measured.text);
    }
    return out;
}

Section backup_section(const Report& report) {
    Writer out("8", texts::section);
    out.lead(backup_lead(report));
    out.table_caption("8.1", text_of(texts::results)).table(results(report));
    add_levels(report, out);
    const std::string& scratch = report.plan.backup->scratch;
    out.note(phrase(report.backup->removed ? texts::removed : texts::left, scratch));
    return out.take();
}

}  // namespace firedrill::reports
