#include "orchestrator/cli/backup_text.hpp"

#include "core/base/format.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/table.hpp"
#include "orchestrator/cli/workspace.hpp"
#include "reports/backup_texts.hpp"
#include "reports/word_texts.hpp"

namespace firedrill::cli {

namespace {

namespace texts = reports::backup_texts;
using measure::Verdict;

std::string whole(Rate rate) {
    return thousands(rate.per_second_milli / 1'000);
}

std::string throughput(Language language, const drill::BackupFigures& figures) {
    if (!figures.throughput_lo) return say(language, reports::word(Verdict::not_measured));
    if (!figures.throughput_hi)
        return say(language, texts::at_least, whole(*figures.throughput_lo));
    return say(language, texts::between, whole(*figures.throughput_lo),
               whole(*figures.throughput_hi));
}

std::string usable_line(const VerdictInput& in, const drill::BackupFigures& figures) {
    const std::string why = drill::reason_in(in.language, figures.failure);
    if (figures.usable.verdict == Verdict::met) return say(in.language, texts::say_usable);
    if (figures.usable.verdict == Verdict::not_met)
        return say(in.language, texts::say_unusable, figures.failed_step, why);
    const bool has_code = figures.usable.reason != measure::Reason::none;
    return say(in.language, texts::say_unproven,
               has_code ? say(in.language, reports::word(figures.usable.reason)) : why);
}

std::string level_name(Language language, const drill::BackupFigures& figures) {
    return figures.level.empty() ? say(language, texts::none) : figures.level;
}

Cell verdict_cell(Language language, Verdict verdict) {
    const Style style = verdict == Verdict::met       ? Style::good
                        : verdict == Verdict::not_met ? Style::bad
                                                      : Style::dim;
    return {say(language, reports::word(verdict)), style};
}

std::vector<Cell> row_of(const CapabilityRow& row, const std::string& timezone, Language language) {
    if (!row.figures)
        return {{row.test}, {row.service}, {say(language, texts::never), Style::warn},
                {"-"},      {"-"},         {"-"},
                {"-"},      {"-"}};
    const auto time = [](const std::optional<Interval>& interval) {
        return interval ? seconds_interval(*interval) : std::string("-");
    };
    std::string level = level_name(language, *row.figures);
    if (!row.profile_verified && !row.figures->level.empty()) level += " (!)";
    const int east = minutes_east(timezone, row.started);
    return {{row.test},
            {row.service},
            {day(row.started, east)},
            verdict_cell(language, row.figures->usable.verdict),
            {time(row.figures->restore)},
            {time(row.figures->age)},
            {throughput(language, *row.figures)},
            {level}};
}

}  // namespace

std::string backup_text(const VerdictInput& in) {
    const auto& figures = in.assessment.backup;
    const auto& plan = in.drill.plan;
    if (!figures || !plan.backup) return {};
    std::string out = "\n  " + usable_line(in, *figures) + "\n";
    if (figures->peak)
        out +=
            "  " +
            say(in.language, texts::say_rate, throughput(in.language, *figures),
                whole(*figures->peak), say(in.language, reports::word(figures->capacity.verdict))) +
            "\n";
    if (const auto& profile = plan.backup->profile)
        out += "  " +
               say(in.language, texts::say_level, level_name(in.language, *figures), profile->id,
                   profile->verified ? "" : say(in.language, texts::say_not_verified)) +
               "\n";
    const Message& scratch = figures->removed ? texts::say_removed : texts::say_left;
    return out + "  " + say(in.language, scratch, plan.backup->scratch) + "\n";
}

std::string capability_table(const std::vector<CapabilityRow>& rows, const std::string& timezone,
                             Language language, bool colour) {
    if (rows.empty()) return say(language, texts::no_tests) + "\n";
    const auto title = [&](const Message& message) { return say(language, message); };
    Table table({{title(texts::test)},
                 {title(texts::service)},
                 {title(texts::last_run)},
                 {title(texts::is_usable)},
                 {title(texts::restore_row), true},
                 {title(texts::age_row), true},
                 {title(texts::capacity_row), true},
                 {title(texts::level)}});
    bool unverified = false;
    for (const auto& row : rows) {
        table.add(row_of(row, timezone, language));
        unverified =
            unverified || (row.figures && !row.figures->level.empty() && !row.profile_verified);
    }
    std::string out = table.text(colour);
    if (unverified) out += "  " + say(language, texts::table_note) + "\n";
    return out;
}

}  // namespace firedrill::cli
