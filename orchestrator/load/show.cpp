#include "orchestrator/load/show.hpp"

#include "core/base/json.hpp"
#include "core/model/printable.hpp"
#include "orchestrator/load/show_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace firedrill::load {

namespace {

using model::Complaint;
using model::Severity;

constexpr int gutter = 7;  // "    31 | "
constexpr int length_shown_max = 40;

const Message& severity_word(Severity severity) {
    switch (severity) {
        case Severity::error: return show_texts::error;
        case Severity::warning: return show_texts::warning;
        case Severity::notice: return show_texts::notice;
    }
    return show_texts::error;
}

std::string coloured(const std::string& text, Severity severity, const ShowOptions& options) {
    if (!options.colour) return text;
    const char* colour = severity == Severity::error     ? "\033[1;31m"
                         : severity == Severity::warning ? "\033[1;33m"
                                                         : "\033[1m";
    return fmt::format("{}{}\033[0m", colour, text);
}

std::string line_of(const std::string& source, int line) {
    std::size_t start = 0;
    for (int n = 1; n < line && start < source.size(); ++n) {
        const auto end = source.find('\n', start);
        if (end == source.npos) return {};
        start = end + 1;
    }
    std::string out = source.substr(start, source.find('\n', start) - start);
    if (!out.empty() && out.back() == '\r') out.pop_back();
    for (char& c : out)  // a control character must not reach the terminal
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return out;
}

/// The first `count` characters.
std::string head(const std::string& text, int count) {
    std::size_t at = 0;
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
        --count;
    }
    return text.substr(0, at);
}

/// The source line and its caret line; nothing where the file has no such line, or bad bytes.
std::string excerpt(const Complaint& complaint, const std::string& source,
                    const ShowOptions& options) {
    if (complaint.line < 1 || complaint.column < 1) return {};
    std::string line = line_of(source, complaint.line);
    if (line.empty()) return {};
    std::string before = head(line, complaint.column - 1);
    const std::string word = head(line.substr(before.size()), complaint.length);
    const int room = options.columns - gutter - 2;
    std::string lead;
    if (display_width(before) + std::min(display_width(word), length_shown_max) > room) {
        // A long line is shown from shortly before the place.
        const std::string cut = head(line, std::max(0, complaint.column - 1 - room / 3));
        lead = "...";
        line = line.substr(cut.size());
        before = before.substr(cut.size());
    }
    std::string shown = lead + line;
    if (display_width(shown) > room) {
        shown = pad_right(shown, room - 3);
        shown.erase(shown.find_last_not_of(' ') + 1);
        shown += "...";
    }
    const int width = std::clamp(display_width(word), 1, length_shown_max);
    const std::string caret = "^" + std::string(static_cast<std::size_t>(width - 1), '~');
    return fmt::format(
        "{:>6} | {}\n       | {}{}\n", complaint.line, shown,
        std::string(lead.size() + static_cast<std::size_t>(display_width(before)), ' '),
        coloured(caret, complaint.severity, options));
}

void detail(std::string& out, const Message& label, const Text& text, const ShowOptions& options) {
    if (text.empty()) return;
    out += fmt::format("  {}  {}\n", pad_right(say(options.language, label), 6),
                       model::printable(text.in(options.language)));
}

std::string count(Language language, std::size_t number, const Message& one, const Message& many) {
    return say(language, number == 1 ? one : many, number);
}

struct Counts {
    std::size_t errors = 0, warnings = 0, notices = 0;
};

Counts count_all(const model::Complaints& complaints) {
    Counts out;
    for (const auto& item : complaints)
        ++(item.severity == Severity::error     ? out.errors
           : item.severity == Severity::warning ? out.warnings
                                                : out.notices);
    return out;
}

}  // namespace

std::string show_complaint(const Complaint& complaint, const std::string& source,
                           const ShowOptions& options) {
    const Language language = options.language;
    std::string place = complaint.file;
    if (complaint.line > 0) place += fmt::format(":{}:{}", complaint.line, complaint.column);
    if (!place.empty()) place += ": ";
    std::string out = fmt::format(
        "{}{}: {}\n", place,
        coloured(say(language, severity_word(complaint.severity)), complaint.severity, options),
        model::printable(complaint.what.in(language)));
    out += excerpt(complaint, source, options);
    detail(out, show_texts::where, complaint.where, options);
    detail(out, show_texts::hint, complaint.hint, options);
    detail(out, show_texts::remedy, complaint.remedy, options);
    return out;
}

std::string show_complaints(const Loaded& loaded, const ShowOptions& options) {
    const Language language = options.language;
    std::string out;
    for (const auto& item : loaded.complaints) {
        if (item.severity == Severity::notice && !options.notices) continue;
        const auto source = loaded.sources.find(item.file);
        out += show_complaint(item, source == loaded.sources.end() ? "" : source->second, options);
        out += '\n';
    }
    const Counts counts = count_all(loaded.complaints);
    return out +
           say(language, show_texts::summary,
               count(language, loaded.files_read, show_texts::one_file, show_texts::files),
               count(language, counts.errors, show_texts::one_error, show_texts::errors),
               count(language, counts.warnings, show_texts::one_warning, show_texts::warnings)) +
           "\n";
}

boost::json::value complaints_to_json(const Loaded& loaded) {
    const Counts counts = count_all(loaded.complaints);
    return boost::json::object{{"files", static_cast<std::int64_t>(loaded.files_read)},
                               {"errors", static_cast<std::int64_t>(counts.errors)},
                               {"warnings", static_cast<std::int64_t>(counts.warnings)},
                               {"notices", static_cast<std::int64_t>(counts.notices)},
                               {"complaints", to_json(loaded.complaints)}};
}

}  // namespace firedrill::load
