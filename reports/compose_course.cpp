#include "reports/charts.hpp"
#include "reports/compose.hpp"
#include "reports/texts.hpp"
#include "reports/texts_results.hpp"
#include "reports/word_texts.hpp"

#include <algorithm>

namespace firedrill::reports {
namespace {

constexpr std::size_t gantt_rows = 44;  // of one page

Text offset_head(const Report& report) {
    return text_of(report.course.zero_is_fault ? texts::since_fault : texts::since_start);
}

/// For renderers without pictures: what the Gantt chart shows.
Table step_table(const Report& report) {
    Table out{.columns = {{text_of(texts::phase), 12},
                          {text_of(texts::step), 30},
                          {text_of(texts::on), 14},
                          {offset_head(report), 12, true},
                          {text_of(texts::took), 12, true},
                          {text_of(texts::planned), 10, true},
                          {text_of(texts::difference), 10, true},
                          {text_of(texts::status), 12}}};
    for (const StepRow& step : report.course.steps)
        out.rows.push_back({.cells = {cell(word_text(step.phase)),
                                      {.text = step.title, .id = step.id},
                                      cell(step.on),
                                      cell(step.began),
                                      cell(step.took),
                                      cell(step.planned),
                                      cell(step.difference),
                                      cell(word_text(step.status))}});
    return out;
}

void add_gantt(Writer& out, const Report& report, Languages languages) {
    const std::size_t count = report.course.steps.size();
    if (count == 0) return;
    const std::size_t charts = (count + gantt_rows - 1) / gantt_rows;
    for (std::size_t i = 0; i < charts; ++i) {
        const std::string number = charts == 1 ? "5.1" : "5.1" + std::string(1, char('a' + i % 26));
        out.figure_caption(number, text_of(texts::gantt));
        out.chart(gantt_chart(report, i * count / charts, (i + 1) * count / charts, languages),
                  i == 0 ? step_table(report) : Table{});
    }
}

Table timeline_table(const Report& report) {
    Table out{.columns = {{phrase(texts::wall_clock, report.zone), 13, true},
                          {offset_head(report), 12, true},
                          {text_of(texts::phase), 13},
                          {text_of(texts::actor), 13},
                          {text_of(texts::action), 28},
                          {text_of(texts::result), 22}}};
    for (const TimelineRow& row : report.course.timeline)
        out.rows.push_back({.cells = {cell(time_of(report, row.at)), cell(row.offset),
                                      cell(row.phase ? or_dash(word_text(*row.phase)) : Text{}),
                                      cell(row.actor), cell(row.action), cell(row.result)}});
    return out;
}

bool as_planned(const StepRow& step) {
    return step.status == drill::StepStatus::succeeded && step.undo != drill::UndoStatus::done &&
           step.undo != drill::UndoStatus::failed;
}

Table not_executed_table(const Report& report) {
    Table out{.columns = {{text_of(texts::phase), 12},
                          {text_of(texts::step), 28},
                          {text_of(texts::on), 12},
                          {text_of(texts::status), 16},
                          {text_of(texts::undo), 12},
                          {text_of(texts::reason), 20}}};
    for (const StepRow& step : report.course.steps)
        if (!as_planned(step))
            out.rows.push_back({.cells = {cell(word_text(step.phase)),
                                          {.text = step.title, .id = step.id},
                                          cell(step.on),
                                          strong(word_text(step.status)),
                                          cell(word_text(step.undo)),
                                          cell(or_dash(step.why))}});
    return out;
}

Text answer_text(const ApprovalRow& row) {
    if (row.answer == "approved") return text_of(texts::answer_approved);
    if (row.answer == "refused") return text_of(texts::answer_refused);
    if (row.answer == "confirmed") return text_of(texts::answer_confirmed);
    if (row.answer == "skipped") return text_of(texts::answer_skipped);
    if (row.answer == "retried") return text_of(texts::answer_retried);
    if (row.answer == "happened") return text_of(texts::answer_happened);
    return row.option.empty() ? plain(row.answer) : plain(row.option);
}

Table waiting_table(const Report& report) {
    Table out{.columns = {{text_of(texts::step), 34},
                          {text_of(texts::person), 22},
                          {text_of(texts::answer), 14},
                          {text_of(texts::waited), 12, true},
                          {text_of(texts::reason), 18}}};
    for (const ApprovalRow& row : report.approvals) {
        if (row.step.empty()) continue;
        const bool waived = row.by.proof == drill::Proof::waived;
        out.rows.push_back({.cells = {{.text = row.subject, .id = row.step},
                                      cell(waived ? plain("\u2014") : row.person),
                                      cell(waived ? word_text(row.by.proof) : answer_text(row)),
                                      cell(row.waited),
                                      cell(row.why)}});
    }
    return out;
}

}  // namespace

Section course_section(const Report& report, Languages languages) {
    Writer out("5", texts::course);
    out.lead(phrase(texts::course_lead, shown(report.course.duration), shown(report.course.waited),
                    shown(report.course.machine)));
    if (report.course.paused.lo.value_or(0) + report.course.held.lo.value_or(0) > 0)
        out.text(
            phrase(texts::course_stood, shown(report.course.paused), shown(report.course.held)));
    add_gantt(out, report, languages);
    out.table_caption("5.2", text_of(texts::timeline)).table(timeline_table(report));
    Table missed = not_executed_table(report);
    if (missed.rows.empty())
        out.text(text_of(texts::all_executed));
    else
        out.table_caption("5.3", text_of(texts::not_executed)).table(std::move(missed));
    Table waits = waiting_table(report);
    if (!waits.rows.empty())
        out.table_caption("5.4", text_of(texts::waiting)).table(std::move(waits));
    return out.take();
}

}  // namespace firedrill::reports
