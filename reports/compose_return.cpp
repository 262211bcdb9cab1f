#include "core/base/format.hpp"
#include "core/drill/reasons.hpp"
#include "reports/build.hpp"
#include "reports/charts.hpp"
#include "reports/compose.hpp"
#include "reports/marks.hpp"
#include "reports/texts.hpp"
#include "reports/texts_results.hpp"
#include "reports/word_texts.hpp"

namespace firedrill::reports {
namespace {

Table neighbour_table(const Report& report) {
    Table out{.columns = {{text_of(texts::probe), 40},
                          {text_of(texts::slots), 15, true},
                          {text_of(texts::good), 15, true},
                          {text_of(texts::bad), 15, true},
                          {text_of(texts::late), 15, true}}};
    for (const drill::NeighbourFigures& seen : report.neighbours)
        out.rows.push_back({.cells = {cell(seen.probe),
                                      cell(plain(thousands(seen.slots))),
                                      cell(plain(thousands(seen.good))),
                                      {.text = plain(thousands(seen.bad)), .strong = seen.bad > 0},
                                      cell(plain(thousands(seen.late)))}});
    return out;
}

Text left_over(const std::vector<drill::Outstanding>& items) {
    std::vector<Text> out;
    for (const drill::Outstanding& item : items) {
        if (item.by_hand.empty()) out.push_back(phrase(texts::on_host, item.kind, item.host));
        for (const std::string& command : item.by_hand)
            out.push_back(phrase(texts::type_there, item.kind, item.host, command));
    }
    return out.empty() ? text_of(texts::none) : joined(out);
}

Text breaches(const Report& report) {
    std::vector<Text> out;
    for (const std::string& breach : report.breaches) {
        const std::size_t colon = breach.find(": ");
        const auto zh = [](std::string_view part) { return drill::reason_in(Language::zh, part); };
        out.push_back(colon == breach.npos ? plain(breach)
                                           : Text{breach, zh(breach.substr(0, colon)) + "：" +
                                                              zh(breach.substr(colon + 2))});
    }
    return out.empty() ? text_of(texts::not_breached) : joined(out);
}

Row start_row(const StartRow& start, const ServiceRow* service) {
    const Text ending = start.ending ? word_text(*start.ending) : text_of(texts::unfinished);
    Row out{.cells = {mono(start.drill), cell(date_time(start.started)), cell(ending)}};
    if (service != nullptr) {
        out.cells.insert(out.cells.end(),
                         {brief(service->title), cell(shown(service->rto.measured)),
                          verdict_cell(service->rto.verdict), cell(shown(service->lost)),
                          verdict_cell(service->rpo.verdict)});
    } else {
        out.cells.insert(out.cells.end(), {cell(Text{}), cell(shown(Figure{})), verdict_cell({}),
                                           cell(shown(Figure{})), verdict_cell({})});
    }
    for (Cell& part : out.cells) part.brief = true;
    out.style = start.this_one ? RowStyle::highlight : RowStyle::normal;
    return out;
}

Table start_table(const Report& report) {
    Table out{.columns = {{text_of(texts::drill), 22},
                          {phrase(texts::started, report.zone), 16},
                          {text_of(texts::ending), 10},
                          {text_of(texts::service), 11},
                          {plain("RTO"), 14, true},
                          {text_of(texts::verdict), 12},
                          {text_of(texts::lost), 9, true},
                          {text_of(texts::verdict), 12}}};
    for (const StartRow& start : report.starts) {
        if (start.services.empty()) out.rows.push_back(start_row(start, nullptr));
        for (const ServiceRow& service : start.services)
            out.rows.push_back(start_row(start, &service));
    }
    return out;
}

Table artifact_table(const Report& report) {
    Table out{.columns = {{text_of(texts::name), 28},
                          {text_of(texts::bytes), 12, true},
                          {plain("SHA-256"), 60}}};
    for (const Artifact& artifact : report.evidence.artifacts)
        out.rows.push_back({.cells = {cell(artifact.name), cell(plain(thousands(artifact.bytes))),
                                      mono(artifact.sha256)}});
    return out;
}

Cell comparison(const drill::ReceiptsCompared& compared) {
    if (compared.not_compared)
        return cell(phrase(texts::receipts_not_compared, reason_text(*compared.not_compared)));
    const auto count = static_cast<std::int64_t>(compared.differences.size()) + compared.more;
    if (count == 0) return cell(texts::receipts_equal);
    return strong(phrase(texts::receipts_different, thousands(count)));
}

Table receipts_table(const Report& report) {
    constexpr std::size_t digits_shown = 12;
    Table out{.columns = {{text_of(texts::host), 16},
                          {text_of(texts::program), 18},
                          {text_of(texts::receipt_count), 10, true},
                          {text_of(texts::receipt_head), 16},
                          {text_of(texts::attempts_compared), 14, true},
                          {text_of(texts::result), 26}}};
    for (const drill::ReceiptsCompared& compared : report.receipts) {
        const bool agent = compared.program == plan::Performer::agent;
        const bool known = !compared.not_compared;
        const auto count = [&](std::int64_t n) {
            return cell(plain(known ? thousands(n) : "\u2013"));
        };
        out.rows.push_back(
            {.cells = {cell(compared.host), mono(agent ? "firedrill-agent" : "firedrill-probe"),
                       count(compared.count), mono(compared.head.substr(0, digits_shown)),
                       count(compared.attempts), comparison(compared)},
             .style = compared.differences.empty() ? RowStyle::normal : RowStyle::highlight});
    }
    return out;
}

}  // namespace

Section return_section(const Report& report, Languages languages) {
    const OutageRow& outage = report.failback;
    Writer out("9", texts::back);
    out.lead(outage.exercised && outage.outage.known()
                 ? phrase(texts::back_lead, outage.outage.text)
                 : phrase(texts::back_none));
    std::string chart = outages_chart(report, languages);
    if (!chart.empty()) out.figure_caption("9.1", text_of(texts::outages)).chart(std::move(chart));
    if (!outage.marks.empty())
        out.table_caption("9.1", text_of(texts::failback_times))
            .table(mark_table(report, outage, false));
    add_baseline(report, out);
    return out.take();
}

Section safety_section(const Report& report) {
    Writer out("10", texts::safety);
    if (report.neighbours.empty())
        out.text(text_of(texts::no_neighbours));
    else
        out.table_caption("10", text_of(texts::neighbours)).table(neighbour_table(report));
    const Message& waived = report.approvals_waived ? texts::waived_yes : texts::waived_no;
    out.pairs(
        {pair(texts::guard_state, cell(breaches(report))),
         pair(texts::faults_left,
              {.text = left_over(report.outstanding), .strong = !report.outstanding.empty()}),
         pair(texts::fences_left, cell(left_over(report.fences))),
         pair(texts::waived_term, {.text = text_of(waived), .strong = report.approvals_waived})});
    return out.take();
}

Section findings_section(const Report& report) {
    Writer out("12", texts::findings);
    if (report.findings.empty()) return out.text(text_of(texts::no_findings)).take();
    Table table{.columns = {{text_of(texts::id), 8},
                            {text_of(texts::severity), 12},
                            {text_of(texts::finding), 60},
                            {text_of(texts::evidence), 20}}};
    for (const FindingRow& finding : report.findings)
        table.rows.push_back(
            {.cells = {strong(plain(finding.id)), cell(word_text(finding.severity)),
                       cell(finding.text), cell(finding.evidence)}});
    return out.table(std::move(table)).take();
}

Section starts_section(const Report& report) {
    return Writer("13", texts::starts)
        .note(text_of(texts::starts_lead))
        .table(start_table(report))
        .take();
}

Section evidence_section(const Report& report) {
    Writer out("15", texts::evidence_title);
    out.pairs({pair(texts::journal_head, mono(report.evidence.journal_head)),
               pair(texts::plan_hash, mono(report.plan_hash)),
               pair(texts::events, cell(plain(thousands(report.evidence.events))))});
    if (report.receipts.empty())
        out.text(text_of(texts::receipts_absent));
    else
        out.table_caption("15.1", text_of(texts::receipts)).table(receipts_table(report));
    if (!report.problems.empty()) {
        std::vector<Row> rows;
        for (const std::string& problem : report.problems)
            rows.push_back({.cells = {cell(plain(problem))}});
        out.text(phrase(texts::problems)).list(std::move(rows));
    }
    if (!report.evidence.artifacts.empty())
        out.table_caption("15.2", text_of(texts::artifacts)).table(artifact_table(report));
    return out.note(text_of(texts::evidence_note)).take();
}

}  // namespace firedrill::reports
