#include "core/base/format.hpp"
#include "reports/charts.hpp"
#include "reports/compose.hpp"
#include "reports/loss_texts.hpp"
#include "reports/texts.hpp"
#include "reports/texts_results.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>

namespace firedrill::reports {
namespace {

Text number(std::int64_t count) {
    return plain(thousands(count));
}

Row class_row(const loss_texts::Class& kind, std::int64_t count,
              RowStyle style = RowStyle::normal) {
    return {.cells = {strong(text_of(kind.name)), cell(kind.definition), cell(number(count))},
            .style = style};
}

Table class_table(const measure::WriteFigures& counts) {
    using namespace loss_texts;
    Table out{.columns = {{text_of(texts::write_class), 28},
                          {text_of(texts::definition), 54},
                          {text_of(texts::count), 18, true}}};
    out.rows = {
        class_row(kept, counts.kept),
        class_row(lost, counts.lost, counts.lost > 0 ? RowStyle::highlight : RowStyle::normal),
        class_row(warned, counts.acked_warning),
        class_row(unsure, counts.unsure),
        class_row(failed, counts.failed),
        class_row(attempted, counts.attempted, RowStyle::sum),
        class_row(warned_lost, counts.warned_lost, RowStyle::group),
        class_row(unsure_absent, counts.unsure_absent),
        class_row(recovered, counts.recovered),
        class_row(phantom, counts.phantom),
        class_row(unexpected, counts.unexpected),
        class_row(duplicated, counts.duplicated),
        class_row(changed, counts.changed),
        class_row(present, counts.present, RowStyle::sum)};
    return out;
}

Table measure_table(const LossRow& loss) {
    const measure::WriteFigures& counts = *loss.counts;
    Table out{.columns = {{text_of(texts::quantity), 20},
                          {text_of(texts::value), 20, true},
                          {text_of(texts::how), 60}}};
    const auto row = [&](const Message& name, const Text& value, const Text& how) {
        out.rows.push_back({.cells = {cell(name), cell(value), cell(how)}});
    };
    row(texts::rpo_time, shown(loss.time), text_of(texts::rpo_time_how));
    row(texts::rpo_writes, shown(loss.writes),
        phrase(texts::rpo_writes_how, thousands(counts.lost), thousands(counts.warned_lost),
               thousands(counts.unsure_absent)));
    row(texts::rpo_bytes, shown(loss.bytes), or_dash(plain(loss.lsn)));
    row(texts::share_lost, shown(loss.share),
        phrase(texts::share_how, thousands(counts.lost), thousands(counts.window_acked)));
    row(texts::holes_split, plain(thousands(counts.holes) + " / " + thousands(counts.split)),
        text_of(texts::holes_how));
    if (loss.resolution.known())
        row(texts::resolution, shown(loss.resolution), text_of(texts::resolution_how));
    return out;
}

Text lead(const LossRow& loss) {
    if (!loss.counts) return phrase(texts::loss_none, or_dash(loss.reason));
    const measure::WriteFigures& counts = *loss.counts;
    if (counts.lost == 0)
        return phrase(texts::loss_lead_zero, thousands(counts.acked), shown(loss.zero_loss_bound));
    const Text out =
        phrase(texts::loss_lead, thousands(counts.acked), thousands(counts.lost), shown(loss.time));
    if (counts.holes > 0) return out + phrase(texts::loss_holes, thousands(counts.holes));
    return out + phrase(texts::loss_tail);
}

std::string key_list(const LossRow& loss) {
    std::string out;
    for (const LostKey& key : loss.lost_keys)
        out += fmt::format("{}{}/{}", out.empty() ? "" : "  ", key.session, key.sequence);
    return out;
}

void add_chart(Writer& out, const char* number, const Message& caption, std::string svg) {
    if (svg.empty()) return;
    out.figure_caption(number, text_of(caption)).chart(std::move(svg));
}

}  // namespace

Section loss_section(const Report& report, Languages languages) {
    const LossRow& loss = report.failover.loss;
    Writer out("7", texts::loss);
    out.lead(lead(loss));
    add_chart(out, "7.1", texts::writes_chart, writes_chart(report, languages));
    add_chart(out, "7.2", texts::rate_chart, rate_chart(report, languages));
    if (loss.counts) {
        out.table_caption("7.1", text_of(texts::classes)).table(class_table(*loss.counts));
        out.table_caption("7.2", text_of(texts::measures)).table(measure_table(loss));
    }
    if (!loss.lost_keys.empty())
        out.text(phrase(texts::lost_keys, loss.lost_keys.size())).code(key_list(loss));
    if (const auto& back = report.failback.loss.counts)
        out.note(phrase(texts::failback_loss, thousands(back->lost), thousands(back->acked)));
    add_data(report, out);
    return out.take();
}

}  // namespace firedrill::reports
