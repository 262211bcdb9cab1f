// Table 7.3: business data compared between two places.
#include "core/base/format.hpp"
#include "reports/compose.hpp"
#include "reports/phrase.hpp"
#include "reports/texts.hpp"
#include "reports/texts_results.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace firedrill::reports {
namespace {

Cell count_cell(std::int64_t count) {
    return {.text = plain(thousands(count)), .strong = count > 0};
}

std::string sums_of(const measure::SetFigures& set) {
    std::string out;
    for (const auto& [column, sum] : set.sums)
        out += fmt::format("{}{} {} / {}", out.empty() ? "" : "; ", column, sum.first, sum.second);
    for (const auto& [name, count] : set.classes)
        out += fmt::format("{}{} {}", out.empty() ? "" : "; ", name, thousands(count));
    return out.empty() ? "-" : out;
}

const Message& result_of(const measure::SetFigures& set) {
    if (measure::agrees(set)) return texts::data_agrees;
    const bool only_unsettled = set.unsettled > 0 && measure::differences(set) == 0;
    return only_unsettled ? texts::data_unsure : texts::data_differs;
}

Row row_of(const drill::DataFigures& data, const measure::SetFigures& set) {
    const bool agrees = measure::agrees(set);
    return {.cells = {mono(set.name),
                      mono(data.first + " / " + data.second),
                      cell(plain(thousands(set.first) + " / " + thousands(set.second))),
                      count_cell(set.missing),
                      count_cell(set.extra),
                      count_cell(set.changed),
                      cell(plain(sums_of(set))),
                      {.text = data.again.empty() ? text_of(result_of(set))
                                                  : phrase(texts::data_again, data.again),
                       .strong = !agrees}},
            .style = agrees ? RowStyle::normal : RowStyle::highlight};
}

Table data_table(const Report& report) {
    Table out{.columns = {{text_of(texts::data_set), 17},
                          {text_of(texts::places), 18},
                          {text_of(texts::rows_each), 15, true},
                          {text_of(texts::rows_missing), 8, true},
                          {text_of(texts::rows_extra), 8, true},
                          {text_of(texts::rows_changed), 8, true},
                          {text_of(texts::sums_each), 16},
                          {text_of(texts::result), 10}}};
    for (const drill::DataFigures& data : report.data)
        for (const measure::SetFigures& set : data.sets) out.rows.push_back(row_of(data, set));
    return out;
}

void tell_more(const measure::SetFigures& set, Writer& out) {
    if (!set.examples.empty())
        out.note(
            phrase(texts::data_keys, set.name, fmt::format("{}", fmt::join(set.examples, ", "))));
    if (set.more) out.note(phrase(texts::data_more, set.name));
    if (!set.note.empty()) out.note(plain(set.name + ": " + set.note));
}

}  // namespace

void add_data(const Report& report, Writer& out) {
    if (report.data.empty()) {
        out.note(text_of(texts::business_data));
        return;
    }
    std::int64_t all = 0;
    std::int64_t agreeing = 0;
    for (const drill::DataFigures& data : report.data) {
        if (!data.again.empty()) continue;
        all += static_cast<std::int64_t>(data.sets.size());
        agreeing += std::ranges::count_if(data.sets, measure::agrees);
    }
    out.text(phrase(texts::data_lead, thousands(all), thousands(agreeing)));
    out.table_caption("7.3", text_of(texts::data_table)).table(data_table(report));
    out.note(text_of(texts::data_note));
    for (const drill::DataFigures& data : report.data)
        for (const measure::SetFigures& set : data.sets) tell_more(set, out);
}

}  // namespace firedrill::reports
