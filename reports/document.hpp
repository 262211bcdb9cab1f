// A report as pages of text, tables and charts: what HTML and Markdown have in common.
//
// compose() takes every figure from the Report as text and computes none. Texts hold both
// languages; a renderer prints one of them, or both. Nothing here is escaped, except `svg`.
#pragma once

#include "core/base/text.hpp"
#include "reports/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::reports {

struct Cell {
    Text text;
    std::string id;     ///< small beside the text: "order-entry"
    bool mono = false;  ///< a hash, a command
    bool strong = false;
    bool brief = false;  ///< one language even where both are wanted: figures, codes
    std::optional<measure::Verdict> verdict;  ///< shown by word and shape
};

struct Column {
    Text head;
    int width = 10;  ///< share of the table
    bool right = false;
};

enum class RowStyle { normal, group, highlight, sum };

struct Row {
    std::vector<Cell> cells;
    RowStyle style = RowStyle::normal;
};

struct Table {
    std::vector<Column> columns;
    std::vector<Row> rows;
};

enum class BlockKind {
    lead,     ///< the sentence that a section proves
    text,     ///< a paragraph
    note,     ///< small print below a table
    caption,  ///< "Table 0.1  …": belongs to the block after it
    table,
    chart,  ///< SVG in HTML; Markdown prints `table` instead
    state,  ///< a box
    code,   ///< preformatted
    pairs,  ///< a list of term and value: rows of two cells
    list,   ///< rows of one cell
};

struct Block {
    BlockKind kind = BlockKind::text;
    std::string number;   ///< of a caption: "6.1"
    bool figure = false;  ///< a caption says figure, not table
    Text text;
    Table table;
    std::string svg;
    std::string code;
};

struct Section {
    std::string number;
    Text title;
    std::vector<Block> blocks;
    bool new_page = false;
};

struct Document {
    Text institution, kind, title;
    Text foot;              ///< at the foot of each page
    std::vector<Row> head;  ///< pairs below the title
    std::vector<Section> sections;
};

/// Charts print words in the wanted languages, hence the argument.
Document compose(const Report& report, Languages languages);

}  // namespace firedrill::reports
