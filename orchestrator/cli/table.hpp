// A table of aligned columns for terminals: columns count as displayed, so Chinese aligns. Pure.
#pragma once

#include "orchestrator/cli/output.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

struct Column {
    std::string title;
    bool right = false;
    int width_min = 0;
};

struct Cell {
    std::string text;
    Style style = Style::plain;
};

class Table {
public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
    bool empty() const { return rows_.empty(); }
    /// Title, rule, rows; each line begins with two blanks and ends without any.
    std::string text(bool colour) const;

private:
    std::vector<int> widths() const;

    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

/// `text` broken at blanks (or between wide characters) into lines of at most `columns`.
std::vector<std::string> wrap(std::string_view text, int columns);

}  // namespace firedrill::cli
