#include "tests/support/source_files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string_view>

namespace firedrill::test {

namespace {

namespace fs = std::filesystem;

const fs::path source = DRILL_SOURCE_DIR;

SourceFile read(const fs::path& path) {
    SourceFile file{.path = fs::relative(path, source).generic_string(), .lines = {}};
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) file.lines.push_back(line);
    return file;
}

std::vector<SourceFile> read_all() {
    std::vector<SourceFile> found;
    for (const auto& entry : fs::directory_iterator(source))
        if (entry.is_regular_file()) found.push_back(read(entry.path()));
    for (const char* folder : {"core", "orchestrator", "agents", "reports", "scenarios",
                               "playbooks", "tests", "docs", "cmake", ".ci"})
        for (fs::recursive_directory_iterator walk(source / folder), none; walk != none; ++walk) {
            if (walk->path().filename() == ".firedrill") walk.disable_recursion_pending();
            if (walk->is_regular_file()) found.push_back(read(walk->path()));
        }
    std::ranges::sort(found, {}, &SourceFile::path);
    return found;
}

/// Where the comment or literal that begins at `at` ends; `at` itself if none begins there.
std::size_t end_of_blank(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    const auto after = [&](std::string_view end, std::size_t from) {
        const std::size_t found = rest.find(end, from);
        return at + (found == std::string_view::npos ? rest.size() : found + end.size());
    };
    if (rest.starts_with("//")) return std::min(after("\n", 0) - 1, text.size());
    if (rest.starts_with("/*")) return after("*/", 2);
    if (rest.starts_with("R\"")) {
        const std::size_t open = rest.find('(');
        return after(")" + std::string(rest.substr(2, open - 2)) + "\"", open);
    }
    const bool digit_separator = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1]));
    if (rest[0] != '"' && (rest[0] != '\'' || digit_separator)) return at;
    std::size_t i = 1;
    while (i < rest.size() && rest[i] != rest[0]) i += rest[i] == '\\' ? 2 : 1;
    return std::min(at + i + 1, text.size());
}

/// Whether `{` after `head` opens a function's body: something with parameters that is no type,
/// no namespace and no initializer.
bool opens_function(const std::string& head) {
    static const std::regex other(R"(\b(namespace|class|struct|enum|union)\b[^()]*$|=\s*$|^\s*$)");
    return head.find('(') != std::string::npos && !std::regex_search(head, other);
}

}  // namespace

std::string SourceFile::text() const {
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    return all;
}

const std::vector<SourceFile>& source_files() {
    static const std::vector<SourceFile> all = read_all();
    return all;
}

std::string bare_code(const std::string& text) {
    std::string bare = text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t end = end_of_blank(text, i);
        if (end == i) continue;
        for (std::size_t k = i; k < end; ++k)
            if (bare[k] != '\n') bare[k] = ' ';
        i = end - 1;
    }
    return bare;
}

std::vector<SourceFunction> functions_of(const std::string& bare) {
    std::vector<SourceFunction> found;
    std::string head;
    std::size_t line = 1, head_line = 1, depth_inside = 0;
    SourceFunction now{};
    for (const char c : bare) {
        line += c == '\n' ? 1 : 0;
        if (depth_inside > 0) {
            depth_inside += c == '{' ? 1 : 0;
            depth_inside -= c == '}' ? 1 : 0;
            if (depth_inside > 0) continue;
            now.lines = line - now.line + 1;
            found.push_back(now);
            head.clear();
        } else if (c == '{' && opens_function(head)) {
            now = {.line = head_line, .lines = 0, .head = head.substr(0, 60)};
            depth_inside = 1;
        } else if (c == '{' || c == '}' || c == ';') {
            head.clear();
        } else if (!head.empty() || std::isspace(static_cast<unsigned char>(c)) == 0) {
            if (head.empty()) head_line = line;
            head += c == '\n' ? ' ' : c;
        }
    }
    return found;
}

std::size_t columns_of(const std::string& line) {
    std::size_t columns = 0;
    for (const char c : line) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) != 0x80U) columns += byte >= 0xE3U ? 2 : 1;  // from U+3000 on
    }
    return columns;
}

}  // namespace firedrill::test
