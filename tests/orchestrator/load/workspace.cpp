#include "tests/orchestrator/load/workspace.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace firedrill::test {

namespace fs = std::filesystem;

std::string read_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Files documented_files(const std::string& mark, const std::string& page) {
    const std::string text = read_text(DRILL_SOURCE_DIR "/docs/" + page);
    Files out;
    for (const std::string fence : {"```yaml\n", "```ini\n"}) {
        const std::string begin = fence + mark;
        for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
            const auto name_at = at + begin.size();
            const auto line_end = text.find('\n', name_at);
            const auto end = text.find("```", line_end);
            out[text.substr(name_at, line_end - name_at)] =
                text.substr(line_end + 1, end - line_end - 1);
        }
    }
    return out;
}

Files documented_workspace() {
    return documented_files("# file: ");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    INFO("looking for: " << from);
    REQUIRE(at != text.npos);
    REQUIRE(text.find(from, at + 1) == text.npos);
    return text.replace(at, from.size(), to);
}

Directory::Directory(const Files& files) {
    std::string pattern = (fs::temp_directory_path() / "drill-load-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    for (const auto& [name, text] : files) {
        const fs::path file = fs::path(path_) / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
}

Directory::~Directory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

load::Loaded load_files(const Files& files) {
    const Directory directory(files);
    auto loaded = load::load_workspace(directory.path());
    loaded.workspace.directory = "/workspace";  // the same bytes in every run
    return loaded;
}

std::string brief(const model::Complaints& complaints, bool notices) {
    std::string out;
    for (const auto& item : complaints)
        if (notices || item.severity != model::Severity::notice)
            out += fmt::format("{}:{}:{}: {}: {}\n", item.file, item.line, item.column,
                               boost::describe::enum_to_string(item.severity, "?"), item.what.en);
    return out;
}

}  // namespace firedrill::test
