// One function per section of the report, and what they share. Internal to the room.
#pragma once

#include "reports/document.hpp"
#include "reports/phrase.hpp"

#include <string>
#include <vector>

namespace firedrill::reports {

Section summary_section(const Report& report, Languages languages);   // 0
Section purpose_section(const Report& report);                        // 1
Section participants_section(const Report& report);                   // 2
Section scenario_section(const Report& report);                       // 3
Section preparation_section(const Report& report);                    // 4
Section course_section(const Report& report, Languages languages);    // 5
Section recovery_section(const Report& report, Languages languages);  // 6
Section loss_section(const Report& report, Languages languages);      // 7
Section backup_section(const Report& report);                         // 8
Section return_section(const Report& report, Languages languages);    // 9
Section safety_section(const Report& report);                         // 10
Section findings_section(const Report& report);                       // 12
Section starts_section(const Report& report);                         // 13
Section evidence_section(const Report& report);                       // 15
Section environment_section(const Report& report);                    // A
Section plan_section(const Report& report);                           // B
Section terms_section(const Report& report);                          // D

/// Adds blocks to a section in reading order.
class Writer {
public:
    Writer(std::string number, const Message& title, bool new_page = false);
    Writer& lead(const Text& text);
    Writer& text(const Text& text);
    Writer& note(const Text& text);
    Writer& state(const Text& text);
    Writer& table_caption(std::string number, const Text& text);
    Writer& figure_caption(std::string number, const Text& text);
    Writer& table(Table table);
    /// `instead` is what a renderer without pictures prints; empty if a table nearby says it all.
    Writer& chart(std::string svg, Table instead = {});
    Writer& code(std::string text);
    Writer& pairs(std::vector<Row> rows);
    Writer& list(std::vector<Row> rows);
    Section take() { return std::move(section_); }

private:
    Section section_;
    Block& add(BlockKind kind);
};

/// Business data compared between two places, for section 7.
void add_data(const Report& report, Writer& out);
/// What a backup test showed, in a sentence; only where the report has `backup`.
Text backup_lead(const Report& report);

/// Differences from the baseline, for section 9.
void add_baseline(const Report& report, Writer& out);

/// The figure's text; "not measured" in words where it is unknown.
Text shown(const Figure& figure);
/// The same, or a dash.
Text or_dash(const Figure& figure);
Text or_dash(const Text& text);

Cell cell(const Message& message);
Cell cell(Text text);
Cell cell(const Figure& figure);
Cell cell(const std::string& text);
Cell strong(Text text);
Cell mono(const std::string& text);
Cell brief(Text text);
Cell verdict_cell(measure::Verdict verdict);
Row pair(const Message& term, Cell value);

/// "2027-01-09 18:05:31.026".
Text date_time(const Moment& moment);
/// "18:05:31.026", with the date where it is not that of the drill's start.
Text time_of(const Report& report, const Moment& moment);

}  // namespace firedrill::reports
