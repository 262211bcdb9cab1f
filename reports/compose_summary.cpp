#include "core/base/format.hpp"
#include "reports/backup_texts.hpp"
#include "reports/charts.hpp"
#include "reports/compose.hpp"
#include "reports/texts.hpp"
#include "reports/word_texts.hpp"

#include <algorithm>
#include <array>

namespace firedrill::reports {
namespace {

using measure::Verdict;

bool measurable(Verdict verdict) {
    return verdict == Verdict::met || verdict == Verdict::not_met ||
           verdict == Verdict::inconclusive;
}

Text service_sentence(const ServiceRow& service) {
    const Text rto =
        service.rto.measured.known()
            ? phrase(texts::lead_rto, service.title, service.rto.measured.text,
                     word_text(service.rto.verdict))
            : phrase(texts::lead_rto_none, service.title, word_text(service.rto.verdict),
                     or_dash(word_text(service.rto.reason)));
    if (service.rpo.verdict == Verdict::not_applicable) return rto;
    if (service.lost.known() && measurable(service.rpo.verdict))
        return rto + phrase(texts::lead_rpo, service.lost.text, word_text(service.rpo.verdict));
    return rto + phrase(texts::lead_rpo_none, word_text(service.rpo.verdict),
                        or_dash(word_text(service.rpo.reason)));
}

Text end_sentence(const Report& report) {
    Text out;
    if (report.ending && *report.ending != drill::Ending::completed)
        out = out + phrase(texts::lead_ending, word_text(*report.ending), or_dash(report.why));
    if (report.backup) return out;  // nothing that could differ was touched
    const auto unexpected =
        std::ranges::count(report.baseline, false, &measure::Difference::expected);
    if (!report.baseline_compared)
        out = out + phrase(texts::lead_uncompared);
    else if (unexpected == 0)
        out = out + phrase(texts::lead_same);
    else
        out = out + phrase(texts::lead_differs, unexpected);
    for (const drill::Outstanding& fault : report.outstanding)
        out = out + phrase(texts::lead_outstanding, fault.kind, fault.host);
    return out;
}

Text tally(const Report& report) {
    std::array<int, 5> counts{};
    for (const ServiceRow& service : report.services) {
        ++counts[static_cast<std::size_t>(service.rto.verdict)];
        ++counts[static_cast<std::size_t>(service.rpo.verdict)];
    }
    return phrase(texts::tally, report.services.size(), 2 * report.services.size(), counts[0],
                  counts[1], counts[2], counts[3], counts[4]);
}

Text clock_text(const ServiceRow& service) {
    Text out = phrase(texts::clock_arrow, word_text(service.start), word_text(service.end));
    if (service.end_fell_back) out = phrase(texts::in_brackets, out, text_of(texts::fell_back));
    if (service.rto.reason != measure::Reason::none)
        out = out + phrase(texts::bold_clause, word_text(service.rto.reason));
    return out;
}

Text rpo_target(const ServiceRow& service) {
    std::vector<Text> parts;
    if (service.rpo.target.known())
        parts.push_back(phrase(texts::at_most, service.rpo.target.text));
    if (service.lost_target.known())
        parts.push_back(phrase(texts::writes_count, service.lost_target.text));
    return parts.empty() ? plain("\u2014") : joined(parts);
}

Text rpo_measured(const ServiceRow& service) {
    if (!service.lost.known() && !service.rpo.measured.known()) return shown(service.rpo.measured);
    if (!service.lost.known()) return shown(service.rpo.measured);
    const Text lost = phrase(texts::writes_count, service.lost.text);
    return service.rpo.measured.known() ? plain(service.rpo.measured.text + "; ") + lost : lost;
}

Row rto_row(const ServiceRow& service) {
    const Figure& target = service.rto.target;
    return {.cells = {{.text = service.title, .id = service.id},
                      cell(plain("RTO")),
                      cell(target.known() ? phrase(texts::at_most, target.text) : plain("\u2014")),
                      brief(clock_text(service)),
                      cell(shown(service.rto.measured)),
                      cell(service.rto.margin),
                      verdict_cell(service.rto.verdict)},
            .style = RowStyle::group};
}

Row rpo_row(const ServiceRow& service) {
    const bool stated = service.rpo.reason != measure::Reason::none;
    const bool of_backup = service.rpo.measured.known() && !service.lost.known();
    return {
        .cells = {cell(Text{}), cell(plain("RPO")), cell(rpo_target(service)),
                  brief(stated ? word_text(service.rpo.reason)
                               : text_of(of_backup ? backup_texts::data_age : texts::acked_writes)),
                  cell(rpo_measured(service)), cell(service.rpo.margin),
                  verdict_cell(service.rpo.verdict)}};
}

Table verdict_table(const Report& report) {
    Table out{.columns = {{text_of(texts::service), 16},
                          {text_of(texts::measure), 8},
                          {text_of(texts::target), 11, true},
                          {text_of(texts::clock), 20},
                          {text_of(texts::measured), 18, true},
                          {text_of(texts::margin), 10, true},
                          {text_of(texts::verdict), 20}}};
    for (const ServiceRow& service : report.services) {
        out.rows.push_back(rto_row(service));
        out.rows.push_back(rpo_row(service));
    }
    return out;
}

Text loss_box(const LossRow& loss) {
    if (!loss.counts) return phrase(texts::loss_box_none, or_dash(loss.reason));
    return phrase(texts::loss_box, thousands(loss.counts->acked), thousands(loss.counts->lost),
                  shown(loss.time), thousands(loss.counts->unsure_absent));
}

std::vector<Row> top_findings(const Report& report) {
    std::vector<Row> out;
    for (const FindingRow& finding : report.findings) {
        if (out.size() == 5) break;
        out.push_back({.cells = {strong(plain(finding.id)), strong(word_text(finding.severity)),
                                 cell(finding.text)}});
    }
    if (out.empty()) out.push_back({.cells = {cell(texts::no_findings)}});
    return out;
}

Cell proof_cell(const ApprovalRow& row) {
    Cell out{.text = word_text(row.by.proof)};
    if (!row.by.account.empty()) out.text = out.text + Text{", ", "，"} + plain(row.by.account);
    out.brief = !row.by.account.empty();
    out.strong = row.by.proof == drill::Proof::claimed;
    return out;
}

Row approval_row(const Report& report, const ApprovalRow& row) {
    const Text subject = row.step.empty() ? text_of(texts::start_of_drill) : row.subject;
    Text time = time_of(report, row.at);
    if (row.entered_later)
        time = phrase(texts::in_brackets, time, word_text(drill::Source::entered_later));
    return {
        .cells = {cell(subject),
                  {.text = row.person, .id = row.person.en == row.by.person ? "" : row.by.person},
                  cell(time),
                  proof_cell(row)}};
}

Table approval_table(const Report& report) {
    Table out{.columns = {{text_of(texts::subject), 30},
                          {text_of(texts::person), 22},
                          {phrase(texts::time, report.zone), 18, true},
                          {text_of(texts::proof), 30}}};
    for (const ApprovalRow& row : report.approvals) out.rows.push_back(approval_row(report, row));
    return out;
}

}  // namespace

Section summary_section(const Report& report, Languages languages) {
    Writer out("0", texts::summary);
    Text lead;
    if (report.backup)
        lead = backup_lead(report);
    else
        for (const ServiceRow& service : report.services) lead = lead + service_sentence(service);
    out.lead(lead + end_sentence(report));
    out.list(
        {{.cells = {cell(texts::overall), verdict_cell(report.overall), brief(tally(report))}}});
    if (report.approvals_waived) out.state(phrase(texts::waived_box));
    if (report.recovered) out.state(phrase(texts::recovered_box));
    out.table_caption("0", text_of(texts::verdicts)).table(verdict_table(report));
    out.note(text_of(texts::verdict_note));
    out.figure_caption("0", text_of(texts::interval_chart))
        .chart(interval_chart(report, languages));
    if (!report.backup) out.state(loss_box(report.failover.loss));
    out.text(phrase(texts::top_findings)).list(top_findings(report));
    out.table_caption("0.1", text_of(texts::approvals)).table(approval_table(report));
    return out.take();
}

}  // namespace firedrill::reports
