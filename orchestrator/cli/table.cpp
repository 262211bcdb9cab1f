#include "orchestrator/cli/table.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace firedrill::cli {

namespace {

std::string without_trailing_blanks(std::string line) {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

/// Length in bytes of the UTF-8 character that begins at `text[at]`.
std::size_t character_size(std::string_view text, std::size_t at) {
    std::size_t size = 1;
    while (at + size < text.size() &&
           (static_cast<unsigned char>(text[at + size]) & 0xc0U) == 0x80U)
        ++size;
    return size;
}

}  // namespace

std::vector<int> Table::widths() const {
    std::vector<int> out;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        int width = std::max(columns_[i].width_min, display_width(columns_[i].title));
        for (const auto& row : rows_)
            if (i < row.size()) width = std::max(width, display_width(row[i].text));
        out.push_back(width);
    }
    return out;
}

std::string Table::text(bool colour) const {
    const auto width = widths();
    const auto padded = [&](std::size_t i, const std::string& text) {
        return columns_[i].right ? pad_left(text, width[i]) : pad_right(text, width[i]);
    };
    std::string title, rule, out;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        title += "  " + padded(i, columns_[i].title);
        rule += "  " + std::string(static_cast<std::size_t>(width[i]), '-');
    }
    out = without_trailing_blanks(title) + "\n" + rule + "\n";
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool last = i + 1 == row.size() && !columns_[i].right;
            line += "  " + paint(colour, row[i].style, last ? row[i].text : padded(i, row[i].text));
        }
        out += without_trailing_blanks(line) + "\n";
    }
    return out;
}

std::vector<std::string> wrap(std::string_view text, int columns) {
    std::vector<std::string> lines;
    std::string line;
    std::size_t last_blank = std::string::npos;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character_size(text, at);
        line += text.substr(at, size);
        if (text[at] == ' ') last_blank = line.size() - 1;
        at += size;
        if (display_width(line) <= columns) continue;
        const bool at_blank = last_blank != std::string::npos && last_blank > 0;
        const std::size_t cut = at_blank ? last_blank : line.size() - size;
        lines.push_back(line.substr(0, cut));
        line = line.substr(at_blank ? cut + 1 : cut);
        last_blank = std::string::npos;
    }
    if (!line.empty() || lines.empty()) lines.push_back(line);
    return lines;
}

}  // namespace firedrill::cli
