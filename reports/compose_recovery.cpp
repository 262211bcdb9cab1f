#include "core/base/format.hpp"
#include "reports/charts.hpp"
#include "reports/compose.hpp"
#include "reports/marks.hpp"
#include "reports/texts.hpp"
#include "reports/texts_results.hpp"
#include "reports/word_texts.hpp"

namespace firedrill::reports {
namespace {

Text taken_by(const PieceRow& piece) {
    if (!piece.exercised) return text_of(texts::not_exercised);
    if (piece.unexplained) return text_of(texts::unexplained);
    return text_of(piece.people ? texts::by_people : texts::by_machine);
}

Row piece_row(const PieceRow& piece) {
    const Text ends =
        plain(std::string(mark_id(piece.from)) + " \u2192 " + std::string(mark_id(piece.to)));
    return {.cells = {strong(piece_word(piece.to)), cell(ends),
                      cell(piece.exercised ? or_dash(piece.length) : text_of(texts::not_exercised)),
                      cell(piece.bounds), cell(piece.share), cell(taken_by(piece))}};
}

Table piece_table(const OutageRow& outage) {
    Table out{.columns = {{text_of(texts::piece), 24},
                          {text_of(texts::from_to), 14},
                          {text_of(texts::length), 14, true},
                          {text_of(texts::bounds), 18, true},
                          {text_of(texts::share), 12, true},
                          {text_of(texts::taken_by), 18}}};
    for (const PieceRow& piece : outage.pieces) out.rows.push_back(piece_row(piece));
    out.rows.push_back({.cells = {cell(texts::sum), cell(Text{}), cell(outage.total),
                                  cell(outage.whole), cell(plain("100 %")), cell(Text{})},
                        .style = RowStyle::sum});
    return out;
}

Table clock_table(const Report& report) {
    Table out{.columns = {{text_of(texts::service), 24},
                          {text_of(texts::clock), 34},
                          {text_of(texts::measured), 20, true},
                          {text_of(texts::target), 22}}};
    for (const ServiceRow& service : report.services) {
        bool first = true;
        for (const ClockRow& clock : service.clocks) {
            const Text measured =
                clock.exercised ? shown(clock.measured) : text_of(texts::not_exercised);
            out.rows.push_back(
                {.cells = {first ? Cell{.text = service.title, .id = service.id} : cell(Text{}),
                           brief(phrase(texts::clock_arrow, word_text(clock.start),
                                        word_text(clock.end))),
                           Cell{.text = measured, .strong = clock.declared},
                           cell(clock.declared ? text_of(texts::declared) : Text{})},
                 .style = first ? RowStyle::group : RowStyle::normal});
            first = false;
        }
    }
    return out;
}

Table view_table(const OutageRow& outage) {
    Table out{.columns = {{text_of(texts::measure), 40},
                          {text_of(texts::measured), 30, true},
                          {text_of(texts::probe), 30}}};
    const auto row = [&](const Message& name, const Figure& figure) {
        out.rows.push_back({.cells = {cell(name), cell(shown(figure)), cell(outage.probe)}});
    };
    row(texts::view_outage, outage.outage);
    row(texts::view_rto, outage.rto);
    row(texts::view_down, outage.down);
    return out;
}

/// Only of services that are watched from several places.
Table vantage_table(const Report& report) {
    Table out{.columns = {{text_of(texts::service), 20},
                          {text_of(texts::probe), 22},
                          {text_of(texts::view_outage), 20, true},
                          {plain("RTO"), 20, true},
                          {text_of(texts::verdict), 22}}};
    for (const ServiceRow& service : report.services) {
        bool first = true;
        for (const ViewRow& view : service.views) {
            const Text outage =
                view.saw_outage ? shown(view.outage) : text_of(texts::no_outage_here);
            Cell verdict = verdict_cell(view.rto.verdict);
            if (view.decides)
                verdict.text = phrase(texts::in_brackets, verdict.text, text_of(texts::decides));
            out.rows.push_back(
                {.cells = {first ? Cell{.text = service.title, .id = service.id} : cell(Text{}),
                           brief(plain(view.probe + " @ " + view.host)), cell(outage),
                           cell(shown(view.rto.measured)), std::move(verdict)},
                 .style = first ? RowStyle::group : RowStyle::normal});
            first = false;
        }
    }
    return out;
}

Text lead(const OutageRow& outage) {
    if (!outage.exercised) return text_of(texts::no_outage_drilled);
    if (!outage.whole.known() || outage.pieces.empty()) return phrase(texts::recovery_none);
    return phrase(texts::recovery_lead, mark_word(outage.pieces.front().from),
                  mark_word(outage.pieces.back().to), outage.total.text, outage.people.text,
                  outage.machine.text);
}

Text sustained(const OutageRow& outage) {
    return phrase(texts::sustained_note, thousands(outage.sustained_good),
                  thousands(outage.sustained_total), shown(outage.sustained_share),
                  thousands(outage.flaps), thousands(outage.slots), thousands(outage.late_slots));
}

}  // namespace

Table mark_table(const Report& report, const OutageRow& outage, bool with_ids) {
    Table out{.columns = {{text_of(texts::event), 28},
                          {phrase(texts::wall_clock, report.zone), 20, true},
                          {text_of(texts::since_fault), 14, true},
                          {text_of(texts::bound), 12, true},
                          {text_of(texts::recorded_by), 22}}};
    if (with_ids) out.columns.insert(out.columns.begin(), Column{text_of(texts::code), 9});
    for (const MarkRow& mark : outage.marks) {
        Cell by = brief(or_dash(plain(mark.by)) + plain(" ") + word_text(mark.source));
        if (!mark.synchronised)
            by.text = phrase(texts::in_brackets, by.text, text_of(texts::unsynchronised));
        Row row{.cells = {cell(mark_word(mark.mark)), cell(time_of(report, mark.at)),
                          cell(mark.since), cell(mark.bound), std::move(by)}};
        if (with_ids) row.cells.insert(row.cells.begin(), strong(plain(mark.id)));
        out.rows.push_back(std::move(row));
    }
    return out;
}

Section recovery_section(const Report& report, Languages languages) {
    const OutageRow& outage = report.failover;
    Writer out("6", texts::recovery);
    out.lead(lead(outage));
    if (report.plan.variant == plan::Variant::planned) out.note(text_of(texts::planned_note));
    if (!outage.pieces.empty()) {
        std::string chart = pieces_chart(outage, languages);
        if (!chart.empty())
            out.figure_caption("6.1", text_of(texts::decomposition)).chart(std::move(chart));
        out.table_caption("6.1", text_of(texts::decomposition)).table(piece_table(outage));
    }
    if (!outage.marks.empty())
        out.table_caption("6.2", text_of(texts::timestamps))
            .table(mark_table(report, outage, true));
    if (outage.exercised) out.note(sustained(outage));
    Table clocks = clock_table(report);
    if (!clocks.rows.empty())
        out.table_caption("6.3", text_of(texts::clocks)).table(std::move(clocks));
    if (outage.exercised)
        out.table_caption("6.4", text_of(texts::outage_views)).table(view_table(outage));
    Table views = vantage_table(report);
    if (!views.rows.empty())
        out.table_caption("6.5", text_of(texts::vantage_points))
            .table(std::move(views))
            .note(text_of(texts::vantage_note));
    return out.take();
}

}  // namespace firedrill::reports
