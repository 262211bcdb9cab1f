// Table 9.2: what differs from the baseline, and of what nobody can say.
#include "reports/baseline_words.hpp"
#include "reports/compose.hpp"
#include "reports/texts.hpp"
#include "reports/texts_results.hpp"
#include "reports/word_texts.hpp"

namespace firedrill::reports {
namespace {

Cell side(const std::string& value) {
    return value.empty() ? cell(texts::absent) : mono(value);
}

Table baseline_table(const Report& report) {
    Table out{.columns = {{text_of(texts::category), 13},
                          {text_of(texts::host), 9},
                          {text_of(texts::item), 26},
                          {text_of(texts::before), 19},
                          {text_of(texts::after), 19},
                          {text_of(texts::result), 14}}};
    for (const measure::Difference& difference : report.baseline)
        out.rows.push_back(
            {.cells = {cell(category_word(measure::category_of(difference.item))),
                       mono(difference.host.value_or("-")),
                       mono(difference.item),
                       side(difference.before),
                       side(difference.after),
                       {.text = text_of(difference.expected ? texts::expected : texts::unexpected),
                        .strong = !difference.expected}},
             .style = difference.expected ? RowStyle::normal : RowStyle::highlight});
    return out;
}

Text not_compared(const measure::NotCompared& one) {
    return phrase(texts::not_compared, category_word(one.category), one.host,
                  one.why.empty() ? text_of(old_agent) : plain(one.why));
}

}  // namespace

void add_baseline(const Report& report, Writer& out) {
    if (!report.baseline_compared) {
        out.text(text_of(texts::uncompared));
        return;
    }
    if (report.baseline.empty())
        out.text(text_of(texts::equal));
    else
        out.table_caption("9.2", text_of(texts::baseline)).table(baseline_table(report));
    for (const measure::NotCompared& one : report.not_compared) out.note(not_compared(one));
}

}  // namespace firedrill::reports
