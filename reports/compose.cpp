#include "reports/compose.hpp"

#include "reports/scrub.hpp"
#include "reports/texts.hpp"
#include "reports/word_texts.hpp"

#include <utility>

namespace firedrill::reports {

Writer::Writer(std::string number, const Message& title, bool new_page) {
    section_.number = std::move(number);
    section_.title = text_of(title);
    section_.new_page = new_page;
}

Block& Writer::add(BlockKind kind) {
    section_.blocks.push_back({.kind = kind});
    return section_.blocks.back();
}

Writer& Writer::lead(const Text& text) {
    add(BlockKind::lead).text = text;
    return *this;
}
Writer& Writer::text(const Text& text) {
    add(BlockKind::text).text = text;
    return *this;
}
Writer& Writer::note(const Text& text) {
    add(BlockKind::note).text = text;
    return *this;
}
Writer& Writer::state(const Text& text) {
    add(BlockKind::state).text = text;
    return *this;
}
Writer& Writer::table_caption(std::string number, const Text& text) {
    Block& block = add(BlockKind::caption);
    block.number = std::move(number);
    block.text = text;
    return *this;
}
Writer& Writer::figure_caption(std::string number, const Text& text) {
    table_caption(std::move(number), text);
    section_.blocks.back().figure = true;
    return *this;
}
Writer& Writer::table(Table table) {
    add(BlockKind::table).table = std::move(table);
    return *this;
}
Writer& Writer::chart(std::string svg, Table instead) {
    Block& block = add(BlockKind::chart);
    block.svg = std::move(svg);
    block.table = std::move(instead);
    return *this;
}
Writer& Writer::code(std::string text) {
    add(BlockKind::code).code = std::move(text);
    return *this;
}
Writer& Writer::pairs(std::vector<Row> rows) {
    add(BlockKind::pairs).table.rows = std::move(rows);
    return *this;
}
Writer& Writer::list(std::vector<Row> rows) {
    add(BlockKind::list).table.rows = std::move(rows);
    return *this;
}

Text shown(const Figure& figure) {
    return figure.known() ? plain(figure.text) : word_text(measure::Verdict::not_measured);
}

Text or_dash(const Figure& figure) {
    return plain(figure.known() ? figure.text : "\u2014");
}

Text or_dash(const Text& text) {
    return text.empty() ? plain("\u2014") : text;
}

Cell cell(const Message& message) {
    return {.text = text_of(message)};
}
Cell cell(Text text) {
    return {.text = std::move(text)};
}
Cell cell(const Figure& figure) {
    return {.text = or_dash(figure)};
}
Cell cell(const std::string& text) {
    return {.text = or_dash(plain(text))};
}
Cell strong(Text text) {
    return {.text = std::move(text), .strong = true};
}
Cell mono(const std::string& text) {
    return {.text = plain(text), .mono = true};
}
Cell brief(Text text) {
    return {.text = std::move(text), .brief = true};
}
Cell verdict_cell(measure::Verdict verdict) {
    return {.text = word_text(verdict), .verdict = verdict};
}
Row pair(const Message& term, Cell value) {
    return {.cells = {cell(term), std::move(value)}};
}

Text date_time(const Moment& moment) {
    return moment.date.empty() ? plain("\u2014") : plain(moment.date + " " + moment.time);
}

Text time_of(const Report& report, const Moment& moment) {
    return moment.date == report.started.date ? plain(moment.time) : date_time(moment);
}

namespace {

Text period(const Report& report) {
    const bool same_day = report.started.date == report.ended.date;
    return plain(report.started.date + " " + report.started.time.substr(0, 8) + "\u2013" +
                 (same_day ? "" : report.ended.date + " ") + report.ended.time.substr(0, 8) + ", " +
                 report.zone);
}

Text risks(const Report& report) {
    std::vector<Text> out;
    for (const plan::Risk& risk : report.plan.risks)
        out.push_back(phrase(texts::risk_short, risk.id, risk.title, risk.likelihood, risk.impact));
    if (report.plan.other_event) out.push_back(*report.plan.other_event);
    return or_dash(joined(out));
}

std::vector<Row> head(const Report& report) {
    const plan::Plan& plan = report.plan;
    const Text form = joined({word_text(plan.form), word_text(plan.variant),
                              text_of(plan.announced ? texts::announced : texts::unannounced)});
    std::vector<Text> environment{word_text(plan.environment)};
    for (const auto& [name, value] : plan.inputs)
        environment.push_back(plain(name + " = " + value));
    return {pair(texts::report_number, mono(report.drill)),
            pair(texts::generated, cell(date_time(report.generated))),
            pair(texts::drill_time, cell(period(report))),
            pair(texts::form, brief(form)),
            pair(texts::environment, brief(joined(environment))),
            pair(texts::risk, brief(risks(report))),
            pair(texts::plan_hash, mono("sha256 " + report.plan_hash.substr(0, 16) + "\u2026")),
            pair(texts::journal_head,
                 mono("sha256 " + report.evidence.journal_head.substr(0, 16) + "\u2026"))};
}

}  // namespace

Document compose(const Report& as_built, Languages languages) {
    Report report = as_built;
    scrub(report);
    const Text name = report.plan.title.empty() ? plain(report.plan.scenario) : report.plan.title;
    Document out{.institution = report.plan.institution,
                 .kind = text_of(texts::report_kind),
                 .title = name,
                 .foot = plain(report.drill + " \u00b7 ") + name,
                 .head = head(report)};
    out.sections = {summary_section(report, languages), purpose_section(report),
                    participants_section(report),       scenario_section(report),
                    preparation_section(report),        course_section(report, languages)};
    const auto add = [&out](Section section) { out.sections.push_back(std::move(section)); };
    if (report.backup) {  // no service was switched, and none was switched back
        add(backup_section(report));
    } else {
        add(recovery_section(report, languages));
        add(loss_section(report, languages));
        add(return_section(report, languages));
    }
    add(safety_section(report));
    add(findings_section(report));
    add(starts_section(report));
    add(evidence_section(report));
    add(environment_section(report));
    add(plan_section(report));
    add(terms_section(report));
    return out;
}

}  // namespace firedrill::reports
