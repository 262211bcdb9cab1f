// A workspace on disk for one test; the one of docs/writing_scenarios.md to begin with.
#pragma once

#include "orchestrator/load/load.hpp"

#include <map>
#include <string>

namespace firedrill::test {

using Files = std::map<std::string, std::string>;

/// The blocks of docs/writing_scenarios.md that begin with `# file: NAME`.
Files documented_workspace();
/// The blocks of a page in docs, in YAML or INI, that begin with `mark` and the name of a file.
Files documented_files(const std::string& mark, const std::string& page = "writing_scenarios.md");

/// `text` with its only occurrence of `from` replaced; fails the test if there is none.
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// Writes the files into a directory of its own, removed at the end.
class Directory {
public:
    explicit Directory(const Files& files);
    ~Directory();
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

load::Loaded load_files(const Files& files);
/// "file:line:column: error: what" a line.
std::string brief(const model::Complaints& complaints, bool notices = false);
std::string read_text(const std::string& path);

}  // namespace firedrill::test
