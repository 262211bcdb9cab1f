#include "core/base/json.hpp"
#include "reports/document.hpp"
#include "reports/phrase.hpp"
#include "reports/render.hpp"
#include "reports/texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::reports {
namespace {

/// Escapes whatever Markdown or HTML might take as markup; our bold marks become `**`.
std::string safe(std::string_view words) {
    constexpr std::string_view marks = "\\`*_[]{}|~#!";
    std::string out;
    for (const char c : words) {
        if (c == bold_on || c == bold_off)
            out += "**";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (marks.find(c) != std::string_view::npos)
            (out += '\\') += c;
        else
            out += c;
    }
    // At the start of a line these would begin a list.
    if (!out.empty() && (out[0] == '-' || out[0] == '+')) out.insert(0, "\\");
    return out;
}

/// A code span where the text allows one.
std::string code(const std::string& words) {
    const bool simple = words.find_first_of("`|\n") == std::string::npos;
    return simple && !words.empty() ? "`" + words + "`" : safe(words);
}

/// A fence longer than any row of backticks inside.
std::string fence(const std::string& words) {
    std::size_t longest = 2, run = 0;
    for (const char c : words) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return std::string(longest + 1, '`');
}

const char* shape(measure::Verdict verdict) {
    using enum measure::Verdict;
    switch (verdict) {
        case met: return "\u25cf ";
        case not_met: return "\u2717 ";
        case inconclusive: return "\u25d0 ";
        case not_measured: return "\u25cb ";
        case not_applicable: return "\u2013 ";
    }
    return "";
}

class Markdown {
public:
    explicit Markdown(Languages languages) : languages_(languages) {}

    std::string page(const Document& document) {
        out_ = fmt::format("# {}\n\n{} \u00b7 {}\n", words(document.title),
                           words(document.institution), words(document.kind));
        pairs(document.head);
        for (const Section& section : document.sections) {
            out_ += fmt::format("\n## {} {}\n", section.number, words(section.title));
            for (const Block& part : section.blocks) block(part);
        }
        return out_;
    }

private:
    Languages languages_;
    std::string out_;

    Language first() const { return terminal_language(languages_); }

    std::string second(const Text& text) const {
        const bool differs = !text.en.empty() && !text.zh.empty() && text.en != text.zh;
        return languages_ == Languages::both && differs ? safe(text.en) : std::string();
    }
    std::string words(const Text& text) const {
        const std::string beside = second(text);
        return safe(text.in(first())) + (beside.empty() ? "" : " / " + beside);
    }

    std::string cell(const Cell& cell, bool brief = false) const {
        brief |= cell.brief || !cell.id.empty();
        const std::string& text = cell.text.in(first());
        if (cell.verdict) return shape(*cell.verdict) + (brief ? safe(text) : words(cell.text));
        std::string out = cell.mono ? code(text) : brief ? safe(text) : words(cell.text);
        if (cell.strong && !text.empty()) out = "**" + out + "**";
        if (!cell.id.empty() && cell.id != text) out += " (" + safe(cell.id) + ")";
        return out;
    }

    void table(const Table& table) {
        if (table.columns.empty()) return;
        std::string head = "\n|", rule = "|";
        for (const Column& column : table.columns) {
            head += " " + words(column.head) + " |";
            rule += column.right ? " ---: |" : " --- |";
        }
        out_ += head + "\n" + rule + "\n";
        for (const Row& row : table.rows) {
            out_ += "|";
            for (std::size_t i = 0; i < row.cells.size(); ++i)
                out_ += " " + cell(row.cells[i], table.columns[i].right) + " |";
            out_ += "\n";
        }
    }

    void pairs(const std::vector<Row>& rows) {
        out_ += "\n";
        for (const Row& row : rows)
            out_ += fmt::format("- {}: {}\n", cell(row.cells[0]), cell(row.cells[1]));
    }

    void list(const std::vector<Row>& rows) {
        out_ += "\n";
        for (const Row& row : rows) {
            out_ += "-";
            for (const Cell& part : row.cells) out_ += " " + cell(part);
            out_ += "\n";
        }
    }

    void sentence(std::string_view before, const Text& text) {
        out_ += fmt::format("\n{}{}\n", before, safe(text.in(first())));
        const std::string below = second(text);
        if (!below.empty()) out_ += fmt::format("{}\n{}{}\n", before, before, below);
    }

    void caption(const Block& block) {
        const Message& kind = block.figure ? texts::figure : texts::table;
        const std::string_view word = first() == Language::zh ? kind.zh : kind.en;
        out_ += fmt::format("\n**{} {}** {}\n", word, block.number, words(block.text));
    }

    void block(const Block& block) {
        switch (block.kind) {
            case BlockKind::lead:
            case BlockKind::text:
            case BlockKind::note: return sentence("", block.text);
            case BlockKind::state: return sentence("> ", block.text);
            case BlockKind::caption: return caption(block);
            case BlockKind::table:
            case BlockKind::chart: return table(block.table);
            case BlockKind::code: {
                const std::string marks = fence(block.code);
                const bool ends = block.code.ends_with('\n');
                out_ += fmt::format("\n{0}text\n{1}{2}{0}\n", marks, block.code, ends ? "" : "\n");
                return;
            }
            case BlockKind::pairs: return pairs(block.table.rows);
            case BlockKind::list: return list(block.table.rows);
        }
    }
};

/// A chart without a table in its place has no caption either.
void drop_pictures(Document& document) {
    for (Section& section : document.sections) {
        std::vector<Block> kept;
        for (Block& block : section.blocks) {
            const bool empty = block.kind == BlockKind::chart && block.table.columns.empty();
            if (!empty)
                kept.push_back(std::move(block));
            else if (!kept.empty() && kept.back().kind == BlockKind::caption)
                kept.pop_back();
        }
        section.blocks = std::move(kept);
    }
}

}  // namespace

std::string render_markdown(const Report& report, Languages languages) {
    Document document = compose(report, languages);
    drop_pictures(document);
    return Markdown(languages).page(document);
}

std::string render_json(const Report& report) {
    return canonical(to_json(report)) + "\n";
}

}  // namespace firedrill::reports
