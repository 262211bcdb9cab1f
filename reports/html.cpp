#include "reports/document.hpp"
#include "reports/page.hpp"
#include "reports/phrase.hpp"
#include "reports/render.hpp"
#include "reports/svg.hpp"
#include "reports/texts.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>
#include <kainjow/mustache.hpp>

#include <cctype>
#include <numeric>

namespace firedrill::reports {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t short_rows = 28;  // a table that stays on one page

/// Escapes, and turns our bold marks (never a user's: they were cleaned) into markup.
std::string safe(std::string_view words) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= words.size(); ++i) {
        if (i < words.size() && words[i] != bold_on && words[i] != bold_off) continue;
        out += escaped(words.substr(from, i - from));
        if (i < words.size()) out += words[i] == bold_on ? "<b>" : "</b>";
        from = i + 1;
    }
    return out;
}

class Html {
public:
    explicit Html(Languages languages) : languages_(languages) {}

    std::string page(const Document& document) const {
        mustache::mustache page{std::string(page::html)};
        return page.render(data(document));
    }

private:
    Languages languages_;

    Language first() const { return terminal_language(languages_); }

    /// The second language where both are wanted and differ.
    std::string second(const Text& text) const {
        const bool differs = !text.en.empty() && !text.zh.empty() && text.en != text.zh;
        return languages_ == Languages::both && differs ? safe(text.en) : std::string();
    }

    /// A word or a heading: English small beside it.
    std::string words(const Text& text) const {
        const std::string beside = second(text);
        return safe(text.in(first())) +
               (beside.empty() ? "" : " <span class=\"en\">" + beside + "</span>");
    }

    /// A sentence: English below.
    std::string sentence(const Text& text) const {
        const std::string below = second(text);
        return safe(text.in(first())) +
               (below.empty() ? "" : "<br><span class=\"en\">" + below + "</span>");
    }

    static std::string shape(measure::Verdict verdict) {
        using enum measure::Verdict;
        const char* inner = "";
        switch (verdict) {
            case met: inner = R"(<circle cx="5" cy="5" r="4.2" fill="currentColor"/>)"; break;
            case not_met:
                inner = R"(<path d="M1.2 1.2 8.8 8.8M8.8 1.2 1.2 8.8" stroke="currentColor" )"
                        R"(stroke-width="2.2"/>)";
                break;
            case inconclusive:
                inner = R"(<circle cx="5" cy="5" r="3.8" fill="#fff" stroke="currentColor" )"
                        R"(stroke-width="1.3"/><path d="M5 1.2a3.8 3.8 0 0 1 0 7.6z" )"
                        R"(fill="currentColor"/>)";
                break;
            case not_measured:
                inner = R"(<circle cx="5" cy="5" r="3.8" fill="#fff" stroke="currentColor" )"
                        R"(stroke-width="1.3"/>)";
                break;
            case not_applicable:
                inner = R"(<path d="M1.5 5h7" stroke="currentColor" stroke-width="1.6"/>)";
                break;
        }
        return fmt::format(
            R"(<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">{}</svg>)",
            inner);
    }

    std::string cell(const Cell& cell, bool brief = false) const {
        brief |= cell.brief || !cell.id.empty();
        if (cell.verdict) {
            const std::string beside = brief ? std::string() : second(cell.text);
            return fmt::format("<span class=\"v {}\">{}{}</span>{}",
                               boost::describe::enum_to_string(*cell.verdict, ""),
                               shape(*cell.verdict), safe(cell.text.in(first())),
                               beside.empty() ? "" : " <span class=\"en\">" + beside + "</span>");
        }
        std::string out = brief ? safe(cell.text.in(first())) : words(cell.text);
        if (cell.mono) out = "<code>" + out + "</code>";
        if (cell.strong) out = "<b>" + out + "</b>";
        if (!cell.id.empty() && cell.id != cell.text.in(first()))
            out += " <span class=\"id\">" + safe(cell.id) + "</span>";
        return out;
    }

    std::string columns(const Table& table) const {
        const int total = std::accumulate(table.columns.begin(), table.columns.end(), 0,
                                          [](int sum, const Column& c) { return sum + c.width; });
        std::string out = "<colgroup>";
        for (const Column& column : table.columns)
            out += fmt::format("<col style=\"width:{:.1f}%\">", 100.0 * column.width / total);
        out += "</colgroup>\n<thead><tr>";
        for (const Column& column : table.columns)
            out += fmt::format("<th{}>{}</th>", column.right ? " class=\"r\"" : "",
                               words(column.head));
        return out + "</tr></thead>\n";
    }

    /// Figures stand to the right, in one language.
    std::string data_cell(const Column& column, const Cell& part) const {
        return fmt::format("<td{}>{}</td>", column.right ? " class=\"r\"" : "",
                           cell(part, column.right));
    }

    static const char* row_class(RowStyle style) {
        switch (style) {
            case RowStyle::normal: return "";
            case RowStyle::group: return " class=\"grp\"";
            case RowStyle::highlight: return " class=\"hl\"";
            case RowStyle::sum: return " class=\"sum\"";
        }
        return "";
    }

    std::string table(const Table& table) const {
        const bool is_short = table.rows.size() <= short_rows;
        std::string out = fmt::format("<table{}>", is_short ? " class=\"short\"" : "");
        out += columns(table) + "<tbody>\n";
        for (const Row& row : table.rows) {
            out += fmt::format("<tr{}>", row_class(row.style));
            for (std::size_t i = 0; i < row.cells.size(); ++i)
                out += data_cell(table.columns[i], row.cells[i]);
            out += "</tr>\n";
        }
        return out + "</tbody></table>\n";
    }

    std::string pairs(const std::vector<Row>& rows) const {
        std::string out = "<dl class=\"pairs\">\n";
        for (const Row& row : rows)
            out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", cell(row.cells[0]), cell(row.cells[1]));
        return out + "</dl>\n";
    }

    std::string list(const std::vector<Row>& rows) const {
        std::string out = "<ul class=\"list\">\n";
        for (const Row& row : rows) {
            out += "<li>";
            for (const Cell& part : row.cells) out += "<span>" + cell(part) + "</span>";
            out += "</li>\n";
        }
        return out + "</ul>\n";
    }

    std::string caption(const Block& block) const {
        const Message& kind = block.figure ? texts::figure : texts::table;
        const std::string_view word = first() == Language::zh ? kind.zh : kind.en;
        return fmt::format("<p class=\"cap\"><b>{} {}</b>{}</p>\n", word, block.number,
                           words(block.text));
    }

    std::string block(const Block& block) const {
        switch (block.kind) {
            case BlockKind::lead: return "<p class=\"lead\">" + sentence(block.text) + "</p>\n";
            case BlockKind::text: return "<p>" + words(block.text) + "</p>\n";
            case BlockKind::note: return "<p class=\"note\">" + sentence(block.text) + "</p>\n";
            case BlockKind::state: return "<p class=\"state\">" + sentence(block.text) + "</p>\n";
            case BlockKind::caption: return caption(block);
            case BlockKind::table: return table(block.table);
            case BlockKind::chart: return block.svg;
            case BlockKind::code: return "<pre>" + safe(block.code) + "</pre>\n";
            case BlockKind::pairs: return pairs(block.table.rows);
            case BlockKind::list: return list(block.table.rows);
        }
        return {};
    }

    mustache::data section(const Section& section) const {
        mustache::data blocks{mustache::data::type::list};
        for (const Block& part : section.blocks) {
            mustache::data item;
            item.set("block", block(part));
            blocks.push_back(item);
        }
        mustache::data out;
        out.set("number", section.number);
        out.set("title", words(section.title));
        out.set("new_page", section.new_page);
        out.set("blocks", blocks);
        return out;
    }

    /// A CSS string: everything that is not plainly harmless becomes an escape.
    static std::string css_string(const std::string& words) {
        std::string out = "\"";
        for (const char c : words) {
            const auto byte = static_cast<unsigned char>(c);
            const bool plain = byte >= 0x80 || std::isalnum(byte) != 0 || c == ' ' || c == '-';
            if (plain)
                out += c;
            else
                out += fmt::format("\\{:06x}", byte);
        }
        return out + "\"";
    }

    std::string page_rule(const Document& document) const {
        const std::string font =
            "font: 7pt \"Source Han Sans SC\", \"Noto Sans CJK SC\", \"PingFang SC\", \"Microsoft "
            "YaHei\", Arial, sans-serif; color: #5f5f5f";
        const std::string counter = first() == Language::zh
                                        ? R"("第 " counter(page) " 页，共 " counter(pages) " 页")"
                                        : R"("page " counter(page) " of " counter(pages))";
        return fmt::format(
            "@page {{ size: A4; margin: 13mm 15mm 16mm; @bottom-left {{ content: {}; {} }} "
            "@bottom-right {{ content: {}; {} }} }}\n",
            css_string(document.foot.in(first())), font, counter, font);
    }

    mustache::data data(const Document& document) const {
        mustache::data sections{mustache::data::type::list};
        for (const Section& part : document.sections) sections.push_back(section(part));
        mustache::data head{mustache::data::type::list};
        for (const Row& row : document.head) {
            mustache::data item;
            item.set("term", cell(row.cells[0]));
            item.set("value", cell(row.cells[1]));
            head.push_back(item);
        }
        mustache::data out;
        out.set("lang", first() == Language::zh ? "zh-CN" : "en");
        out.set("name", document.foot.in(first()));
        out.set("page_rule", page_rule(document));
        out.set("style", page::style);
        out.set("institution", words(document.institution));
        out.set("kind", words(document.kind));
        out.set("title", document.title.in(first()));
        const std::string& other = document.title.en;
        const bool differs = languages_ == Languages::both && other != document.title.in(first());
        out.set("subtitle",
                differs && !other.empty() ? mustache::data(other) : mustache::data(false));
        out.set("head", head);
        out.set("sections", sections);
        return out;
    }
};

}  // namespace

std::string render_html(const Report& report, Languages languages) {
    return Html(languages).page(compose(report, languages));
}

}  // namespace firedrill::reports
