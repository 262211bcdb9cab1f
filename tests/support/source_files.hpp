// The repository's own files as text, for tests that hold them to rules. Read once; one thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace firedrill::test {

struct SourceFile {
    std::string path;  ///< relative to the repository, with slashes
    std::vector<std::string> lines;

    std::string text() const;
    bool is_code() const { return path.ends_with(".cpp") || path.ends_with(".hpp"); }
};

/// Top level and the folders of the house, sorted by path; neither build/ nor .firedrill/.
const std::vector<SourceFile>& source_files();

/// C++ with comments and the content of literals as blanks; line breaks stay.
std::string bare_code(const std::string& text);

struct SourceFunction {
    std::size_t line;
    std::size_t lines;
    std::string head;  ///< its first words
};

/// Outermost functions of bare code, found by counting braces.
std::vector<SourceFunction> functions_of(const std::string& bare);

/// Columns on a terminal: CJK characters take two.
std::size_t columns_of(const std::string& line);

}  // namespace firedrill::test
