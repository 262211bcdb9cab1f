// The house rules as a test: what a room may include, what core may not touch, sizes, texts in
// two languages, decisions that are listed, examples that are checked. Every breach is reported
// with its file and line. An exception stands in a table here, by name and with its reason.
#include "tests/support/source_files.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace firedrill::test;
using Names = std::set<std::string>;

const fs::path source = DRILL_SOURCE_DIR;

// design: rooms. A room may always include itself. "core" stands for every room in core/.
const std::map<std::string, Names> rooms{
    {"core/base", {}},
    {"core/measure", {"core/base"}},
    {"core/wire", {"core/base"}},
    {"core/model", {"core/base"}},
    {"core/plan", {"core/model", "core/base"}},
    {"core/drill", {"core/plan", "core/model", "core/measure", "core/base"}},
    {"core/agent", {"core/plan", "core/wire", "core/base"}},
    {"core/programme", {"core/drill", "core/model", "core/measure", "core/base"}},
    {"reports", {"core"}},
    {"orchestrator/load", {"core"}},
    {"orchestrator/calendar", {"core"}},
    {"orchestrator/journal", {"core"}},
    {"orchestrator/links", {"core"}},
    {"orchestrator/engine",
     {"core", "orchestrator/journal", "orchestrator/links", "orchestrator/calendar"}},
    {"orchestrator/calibration",
     {"core", "orchestrator/engine", "orchestrator/journal", "orchestrator/links"}},
    {"orchestrator/control", {"core", "orchestrator/engine", "orchestrator/links"}},
    {"orchestrator/evidence", {"core", "orchestrator/journal", "reports"}},
    {"orchestrator/http", {"core", "orchestrator/engine", "reports"}},
    {"orchestrator/cli", {"core", "orchestrator", "reports"}},
    {"agents/resident", {"core"}},
    {"agents/agent", {"core", "agents/resident"}},
    {"agents/probe", {"core", "agents/resident"}},
};

// Libraries that are not everybody's: header prefix -> rooms.
const std::map<std::string, Names> libraries{
    {"boost/asio",
     {"orchestrator/links", "orchestrator/engine", "orchestrator/control", "orchestrator/http",
      "orchestrator/calibration", "orchestrator/cli", "agents"}},
    {"boost/beast", {"orchestrator/http", "agents/probe"}},
    {"boost/process", {"agents/resident"}},
    {"openssl/", {"core/base", "orchestrator/links", "agents"}},
    {"xxhash", {"core/base"}},
    {"yaml-cpp/", {"orchestrator/load", "agents/agent"}},
    {"soci", {"orchestrator/journal"}},
    {"sqlite3", {"orchestrator/journal"}},
    {"CLI/", {"orchestrator/cli"}},
    {"mustache", {"reports"}},
    {"libpq", {"agents/probe"}},
    {"mysql.h", {"agents/probe"}},
    {"hiredis/", {"agents/probe"}},
    {"resolv.h", {"agents/probe"}},
    {"libssh", {"orchestrator/links"}},
    {"curl/", {"orchestrator/links"}},
    {"archive", {"orchestrator/evidence"}},
};

// core decides and touches nothing.
const std::vector<std::string> core_bans{
    R"(#include <(thread|mutex|condition_variable|future|stop_token|fstream|iostream|filesystem)>)",
    R"(#include <(random|coroutine|ctime|unistd\.h|fcntl\.h|sys/.*|netinet/.*|arpa/.*|netdb\.h)>)",
    R"(\bco_(await|return|yield)\b)",
    R"(_clock::now\b|\bclock_gettime\b|\btime\(nullptr\)|\bstd::time\()",
    R"(\bgetenv\b|\bstd::rand\b|\bsrand\b|\bsetlocale\b|\bstd::locale\b)",
    R"(\bstd::(cout|cerr|clog)\b|\bf?printf\()",
    R"(\b(double|float)\b)",
};

// "path: what" -> why it may stand there.
const std::map<std::string, std::string> core_exceptions{
    {"core/base/assert.cpp: fprintf(", "the last words of a program that found its own bug"},
    {"core/base/result.hpp: co_return", "a macro for those who have coroutines"},
};

// Path -> why it may pause.
const std::map<std::string, std::string> nap_exceptions{
    {"tests/support/postgres.cpp", "between two looks at a condition with a deadline"},
    {"tests/support/rig.cpp", "the same"},
};

// Path -> why a text may be empty in one language.
const std::map<std::string, std::string> one_language{
    {"orchestrator/cli/verdict_texts.hpp", "headings and suffixes that only one language needs"},
};

// Sizes. Path -> why it may be larger.
const std::map<std::string, std::string> long_files{};
// "path: first words of the function" -> why it may be longer.
const std::map<std::string, std::string> long_functions{
    {"orchestrator/cli/plain_lines.cpp: Line line() const", "one branch for each kind of event"},
    {"tests/simulation/mutants_test.cpp: std::vector<Mutant>", "one entry for each mutant"},
};
constexpr std::size_t lines_of_a_file = 400;
constexpr std::size_t lines_of_a_function = 40;
constexpr std::size_t lines_of_a_test = 70;  // a story may be longer than a function
constexpr std::size_t columns_of_a_line = 100;

/// Breaches found; empty is what every test wants.
class Breaches {
public:
    void add(const SourceFile& file, std::size_t line, const std::string& what) {
        list_ += "\n" + file.path + ":" + std::to_string(line) + ": " + what;
    }
    ~Breaches() {
        INFO("breaches:" << list_);
        CHECK(list_.empty());
    }

private:
    std::string list_;
};

std::string room_of(const std::string& path) {
    std::string best;
    for (const auto& [room, allowed] : rooms)
        if (path.starts_with(room + "/") && room.size() > best.size()) best = room;
    return best;
}

bool covers(const Names& names, const std::string& path) {
    return std::ranges::any_of(names, [&](const std::string& name) {
        return path == name || path.starts_with(name + "/");
    });
}

void each_match(const SourceFile& file, const std::regex& pattern, auto&& use) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        std::smatch found;
        if (std::regex_search(file.lines[i], found, pattern)) use(i + 1, found);
    }
}

/// Numbers of the arguments that a pattern of fmt uses; `{}` takes the next one.
std::multiset<int> placeholders(std::string pattern) {
    pattern = std::regex_replace(pattern, std::regex(R"(\{\{|\}\})"), " ");
    static const std::regex place(R"(\{(\d*)(:[^}]*)?\})");
    std::multiset<int> found;
    int next = 0;
    for (std::sregex_iterator it(pattern.begin(), pattern.end(), place), none; it != none; ++it)
        found.insert((*it)[1].length() == 0 ? next++ : std::stoi((*it)[1]));
    return found;
}

/// fmt throws where a pattern counts some of its values and names others.
bool counts_and_names(std::string pattern) {
    pattern = std::regex_replace(pattern, std::regex(R"(\{\{|\}\})"), " ");
    static const std::regex counted(R"(\{(:[^}]*)?\})"), named(R"(\{\d+(:[^}]*)?\})");
    return std::regex_search(pattern, counted) && std::regex_search(pattern, named);
}

/// The literals of `"a" "b"` as one.
std::string joined(const std::string& literals) {
    static const std::regex literal(R"re("((?:\\.|[^"\\])*)")re");
    std::string text;
    for (std::sregex_iterator it(literals.begin(), literals.end(), literal), none; it != none; ++it)
        text += (*it)[1].str();
    return text;
}

SourceFile bare_file(const SourceFile& file) {
    SourceFile bare{.path = file.path, .lines = {}};
    std::istringstream text(bare_code(file.text()));
    for (std::string line; std::getline(text, line);) bare.lines.push_back(line);
    return bare;
}

/// Literals may stand beyond the last column: clang-format cannot break Chinese, or raw text.
bool holds_literal(const SourceFile& file, std::size_t index) {
    const std::string& line = file.lines[index];
    const bool comment = line.find("//") == line.find_first_not_of(' ');
    return !comment && (line.find('"') != std::string::npos ||
                        bare_file(file).lines[index].find_first_not_of(' ') == std::string::npos);
}

bool is_excepted(const std::map<std::string, std::string>& exceptions, const SourceFile& file,
                 const SourceFunction& function) {
    return std::ranges::any_of(exceptions, [&](const auto& entry) {
        return entry.first.starts_with(file.path + ": ") &&
               function.head.starts_with(entry.first.substr(file.path.size() + 2));
    });
}

const std::string forbidden_word = "\xe6\xbc\x94\xe4\xb9\xa0";  // what 演练 must never be called

}  // namespace

TEST_CASE("a room includes only what its row allows") {
    static const std::regex ours(R"re(^\s*#\s*include "([^"]+)")re");
    static const std::regex theirs(R"(^\s*#\s*include <([^>]+)>)");
    Breaches breaches;
    for (const SourceFile& file : source_files()) {
        const std::string room = room_of(file.path);
        if (!file.is_code() || file.path.starts_with("tests/")) continue;
        // A lab that we hand out may bring a program of its own; it knows nothing of the rooms.
        if (room.empty() && !file.path.starts_with("cmake/") &&
            !file.path.starts_with("scenarios/"))
            breaches.add(file, 1, "stands in no room of the table in tests/tidy_test.cpp");
        if (room.empty()) continue;
        each_match(file, ours, [&](std::size_t line, const std::smatch& found) {
            const std::string path = found[1];
            if (!fs::exists(source / path))
                breaches.add(file, line, "\"" + path + "\": includes start at the repository");
            else if (!path.starts_with(room + "/") && !covers(rooms.at(room), path))
                breaches.add(file, line, room + " may not include " + path);
        });
        each_match(file, theirs, [&](std::size_t line, const std::smatch& found) {
            for (const auto& [prefix, allowed] : libraries)
                if (found[1].str().starts_with(prefix) && !covers(allowed, room + "/"))
                    breaches.add(file, line, room + " may not use <" + found[1].str() + ">");
        });
    }
}

TEST_CASE("a room links only what its row allows") {
    static const std::regex call(R"(drill_room\((\S+)(?: LINKS ([^)]*?))?(?: LIBRARIES [^)]*)?\))");
    Breaches breaches;
    std::size_t seen = 0;
    for (const SourceFile& file : source_files()) {
        if (!file.path.ends_with("CMakeLists.txt") || file.path.starts_with("tests/")) continue;
        each_match(file, call, [&](std::size_t line, const std::smatch& found) {
            ++seen;
            const auto row = rooms.find(found[1]);
            if (row == rooms.end()) return breaches.add(file, line, "no row for " + found[1].str());
            std::istringstream links(found[2]);
            for (std::string other; links >> other;)
                if (!covers(row->second, other))
                    breaches.add(file, line, row->first + " may not link " + other);
        });
    }
    CHECK(seen > 10);
}

TEST_CASE("core touches nothing") {
    Breaches breaches;
    for (const SourceFile& file : source_files()) {
        if (!file.path.starts_with("core/") || !file.is_code()) continue;
        const SourceFile bare = bare_file(file);
        for (const std::string& ban : core_bans)
            each_match(bare, std::regex(ban), [&](std::size_t line, const std::smatch& found) {
                if (!core_exceptions.contains(file.path + ": " + found.str()))
                    breaches.add(file, line, "core may not: " + found.str());
            });
    }
}

TEST_CASE("files, functions and lines stay small") {
    Breaches breaches;
    for (const SourceFile& file : source_files()) {
        if (!file.is_code()) continue;
        if (file.lines.size() > lines_of_a_file && !long_files.contains(file.path))
            breaches.add(file, 1, std::to_string(file.lines.size()) + " lines in one file");
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            if (columns_of(file.lines[i]) > columns_of_a_line && !holds_literal(file, i))
                breaches.add(file, i + 1, "wider than 100 columns");
        const bool test = file.path.starts_with("tests/");
        const std::size_t longest = test ? lines_of_a_test : lines_of_a_function;
        for (const SourceFunction& function : functions_of(bare_code(file.text())))
            if (function.lines > longest && !is_excepted(long_functions, file, function))
                breaches.add(file, function.line,
                             std::to_string(function.lines) + " lines: " + function.head);
    }
}

TEST_CASE("a header says what it is") {
    Breaches breaches;
    for (const SourceFile& file : source_files()) {
        if (!file.path.ends_with(".hpp")) continue;
        if (file.lines.empty() || !file.lines.front().starts_with("//"))
            breaches.add(file, 1, "a header opens with a comment: what this is, what it promises");
        if (std::ranges::find(file.lines, "#pragma once") == file.lines.end())
            breaches.add(file, 1, "no #pragma once");
    }
}

TEST_CASE("every message stands in both languages with the same placeholders") {
    // Two runs of literals in one pair of braces: a Message, named or in a table.
    static const std::regex pair(R"re((Message\s*\w*\s*)?\{\s*((?:"(?:\\.|[^"\\])*"\s*)+),)re"
                                 R"re(\s*((?:"(?:\\.|[^"\\])*"\s*)+),?\s*\})re");
    static const std::regex chinese("[\xe4-\xe9][\x80-\xbf][\x80-\xbf]");
    Breaches breaches;
    std::size_t seen = 0;
    for (const SourceFile& file : source_files()) {
        if (!file.is_code() || file.path.starts_with("tests/")) continue;
        const std::string text = file.text();
        const bool texts = file.path.find("texts") != std::string::npos;
        for (std::sregex_iterator it(text.begin(), text.end(), pair), none; it != none; ++it) {
            if (!texts && !(*it)[1].matched) continue;
            ++seen;
            const auto line = static_cast<std::size_t>(
                std::count(text.begin(), text.begin() + it->position(), '\n') + 1);
            const std::string en = joined((*it)[2]), zh = joined((*it)[3]);
            if (en.empty() != zh.empty() && !one_language.contains(file.path))
                breaches.add(file, line, "a language is missing: " + en + zh);
            if (std::regex_search(en, chinese))
                breaches.add(file, line, "Chinese comes second: " + en);
            if (placeholders(en) != placeholders(zh))
                breaches.add(file, line, "placeholders differ: " + en + " | " + zh);
            for (const std::string& pattern : {en, zh})
                if (counts_and_names(pattern))
                    breaches.add(file, line, "{} and {0} in one pattern: " + pattern);
        }
    }
    CHECK(seen > 100);
}

TEST_CASE("a drill is never called by the word for a military exercise") {
    Breaches breaches;
    for (const SourceFile& file : source_files()) {
        if (file.path == "docs/glossary.md") continue;  // it says which word not to use
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            if (file.lines[i].find(forbidden_word) != std::string::npos)
                breaches.add(file, i + 1, "write \u6f14\u7ec3");
    }
}

TEST_CASE("tests wait for conditions, never for time to pass") {
    static const std::regex nap(R"(sleep_(for|until)|\b(u|nano)sleep\(|[^_\w]sleep\(\d)");
    Breaches breaches;
    for (const SourceFile& file : source_files())
        if (file.path.starts_with("tests/") && !nap_exceptions.contains(file.path) &&
            file.path != "tests/tidy_test.cpp")
            each_match(file, nap, [&](std::size_t line, const std::smatch& found) {
                breaches.add(file, line, found.str() + ": wait for a condition with a deadline");
            });
}

TEST_CASE("ctest can name every test") {
    static const std::regex split(R"(TEST_CASE\("[^"]*;)");
    Breaches breaches;
    for (const SourceFile& file : source_files())
        if (file.path.starts_with("tests/") && file.path != "tests/tidy_test.cpp")
            each_match(file, split, [&](std::size_t line, const std::smatch&) {
                breaches.add(file, line, "a semicolon makes two names of it, and neither runs");
            });
}

TEST_CASE("every decision note is listed, in order, without a gap") {
    std::string list;
    for (const SourceFile& file : source_files())
        if (file.path == "ARCHITECTURE.md") list = file.text();
    Breaches breaches;
    int number = 0;
    for (const SourceFile& file : source_files()) {
        if (!file.path.starts_with("docs/adr/")) continue;
        const std::string name = file.path.substr(std::string("docs/adr/").size());
        if (list.find(file.path) == std::string::npos)
            breaches.add(file, 1, "not listed in ARCHITECTURE.md");
        if (name.substr(0, 4) != std::to_string(10'000 + ++number).substr(1))
            breaches.add(file, 1, "the next number would be " + std::to_string(number));
    }
    CHECK(number > 0);
}

// Workspaces themselves are checked by the program: tests/CMakeLists.txt, `firedrill check`.
TEST_CASE("every playbook is used by a scenario, a playbook or a test") {
    std::string users;
    for (const SourceFile& file : source_files())
        if (file.path.ends_with(".yaml") || file.path.starts_with("tests/")) users += file.text();
    Breaches breaches;
    for (const SourceFile& file : source_files()) {
        const auto folder = file.path.find("playbooks/");
        if (folder == std::string::npos || !file.path.ends_with(".yaml")) continue;
        std::string name = file.path.substr(folder + 10);
        name.resize(name.size() - 5);
        if (!std::regex_search(users, std::regex("(use|recipe): " + name + "\\b")))
            breaches.add(file, 1, "nothing uses " + name);
    }
}
