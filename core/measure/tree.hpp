// A tree of files in two places: what one has and the other lacks, and in what its entries differ.
// Trees travel as listings (docs/comparison.md), one line an entry, by path; contents as digests.
#pragma once

#include "core/base/result.hpp"
#include "core/measure/comparison.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::measure {

struct TreeEntry {
    std::string path;       ///< below the root, without "./"; the root itself is not listed
    char kind = 'f';        ///< f file, d directory, l link, p pipe, s socket, b or c device
    std::int64_t size = 0;  ///< bytes of a file
    unsigned mode = 0;      ///< permission bits
    std::int64_t owner = 0, group = 0;
    std::int64_t modified = 0;  ///< ns since 1970
    std::string
        digest;  ///< of a file's content ("?": it changed while it was read); where a link points
    bool operator==(const TreeEntry&) const = default;
};

/// The listing of a tree, sorted by path.
std::string tree_text(const std::vector<TreeEntry>& entries);
/// invalid_input names the line.
Result<std::vector<TreeEntry>> read_tree(std::string_view text);

/// What counts as a difference besides kind, size, content and where links point.
struct TreeRules {
    bool mode = true;
    bool owner = true;
    bool modified = false;
};

struct TreeComparison {
    SetFigures figures;  ///< `classes` counts by kind, content, size, mode, owner, time, link
    std::vector<DifferentRow> rows;
};

/// Both sorted by path. At most `rows_max` differing entries are kept; all are counted.
TreeComparison compare_trees(const std::vector<TreeEntry>& first,
                             const std::vector<TreeEntry>& second, const TreeRules& rules,
                             std::size_t rows_max);

}  // namespace firedrill::measure
