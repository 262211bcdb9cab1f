#include "core/base/format.hpp"
#include "core/base/json.hpp"
#include "core/base/time.hpp"
#include "reports/compose.hpp"
#include "reports/term_texts.hpp"
#include "reports/texts.hpp"
#include "reports/texts_results.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>

namespace firedrill::reports {
namespace {

constexpr std::size_t action_shown = 240;

Table host_table(const Report& report) {
    Table out{.columns = {{text_of(texts::host), 16},
                          {text_of(texts::site), 14},
                          {text_of(texts::roles), 20},
                          {text_of(texts::version), 18},
                          {text_of(texts::exchanges), 16, true},
                          {text_of(texts::worst_bound), 16, true}}};
    for (const HostRow& host : report.hosts) {
        const Text bound = host.synchronised ? shown(host.bound) : text_of(texts::unsynchronised);
        out.rows.push_back(
            {.cells = {cell(host.id), cell(host.site), cell(host.roles), cell(host.version),
                       cell(plain(thousands(host.exchanges))), cell(bound)}});
    }
    return out;
}

/// One line about an action: its tag and what it says, cut where it is long.
std::string action_line(const plan::Action& action) {
    json::value value = to_json(action);
    json::object& members = value.as_object();
    const std::string tag(members["type"].as_string());
    members.erase("type");
    std::string out = tag + " " + canonical(value);
    if (out.size() <= action_shown) return out;
    std::size_t end = action_shown;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0U) == 0x80U) --end;
    return out.substr(0, end) + "\u2026";
}

std::string step_line(const plan::Step& step) {
    std::string out = fmt::format("  - id: {}\n", step.id);
    if (!step.host.empty()) out += fmt::format("    on: {}\n", step.host);
    out += fmt::format("    does: {}\n    timeout: {}\n", action_line(step.action),
                       to_text(step.timeout));
    if (!step.needs.empty()) out += fmt::format("    needs: [{}]\n", fmt::join(step.needs, ", "));
    if (step.retries > 0) out += fmt::format("    retries: {}\n", step.retries);
    if (step.point_of_no_return) out += "    point_of_no_return: true\n";
    if (step.mark)
        out += fmt::format("    mark: {}\n", boost::describe::enum_to_string(*step.mark, "?"));
    if (step.resolves) out += fmt::format("    resolves: {}\n", *step.resolves);
    for (const plan::Action& undo : step.undo)
        out += fmt::format("    undo: {}\n", action_line(undo));
    return out;
}

/// What the drill's own record cites, also where that is that there was none.
Text calibration_text(const CalibrationRow& row) {
    if (!row.last && !row.problem.empty())
        return phrase(texts::calibration_unread, row.host, row.problem);
    if (!row.last) return phrase(texts::calibration_none, row.host);
    return phrase(texts::calibration_last, row.host, row.made.date, row.last->version,
                  row.outages.text, to_text(row.last->every), row.held.text, row.intervals.text,
                  row.median_error.text, row.misjudged.text, row.writes.text);
}

Text series_text(const drill::SeriesPlace& place) {
    return phrase(texts::series_place, place.number, place.of, place.series);
}

std::string listing(const plan::Plan& plan) {
    std::string out;
    std::optional<plan::Phase> phase;
    for (const plan::Step& step : plan.steps) {
        if (phase != step.phase)
            out += fmt::format("{}:\n", boost::describe::enum_to_string(step.phase, "?"));
        phase = step.phase;
        out += step_line(step);
    }
    return out;
}

}  // namespace

Section environment_section(const Report& report) {
    Writer out("A", texts::appendix_environment);
    std::vector<Row> rows{pair(texts::orchestrator, cell(plain("firedrill " + report.version)))};
    if (report.calibration)
        rows.push_back(pair(texts::calibration, cell(calibration_text(*report.calibration))));
    if (report.series_place)
        rows.push_back(pair(texts::series, cell(series_text(*report.series_place))));
    out.pairs(std::move(rows));
    if (report.hosts.empty()) return out.take();
    return out.table_caption("A", text_of(texts::hosts)).table(host_table(report)).take();
}

Section plan_section(const Report& report) {
    Writer out("B", texts::appendix_plan);
    out.pairs({pair(texts::plan_hash, mono("sha256 " + report.plan_hash))});
    return out.code(listing(report.plan)).note(text_of(texts::plan_note)).take();
}

Section terms_section(const Report&) {
    Writer out("D", texts::appendix_terms);
    std::vector<Row> rows;
    for (const term_texts::Term& term : term_texts::terms)
        rows.push_back(pair(term.name, cell(term.meaning)));
    return out.pairs(std::move(rows)).take();
}

}  // namespace firedrill::reports
