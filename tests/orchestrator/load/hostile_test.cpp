// Hostile files end in one plain complaint, quickly, and never in a crash.
#include "orchestrator/load/yaml_reader.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

std::string complaints_about(const std::string& bytes) {
    load::Report report;
    const int file = report.open("a.yaml");
    const bool usable = load::read_yaml(bytes, file, report).has_value();
    const auto complaints = report.take();
    CHECK(usable == complaints.empty());
    return test::brief(complaints);
}

std::string repeated(const std::string& part, int times) {
    std::string out;
    for (int n = 0; n < times; ++n) out += part;
    return out;
}

}  // namespace

TEST_CASE("an alias bomb is not expanded") {
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int n = 1; n < 20; ++n) {
        const std::string last = "*a" + std::to_string(n - 1);
        bomb += "a" + std::to_string(n) + ": &a" + std::to_string(n) + " [" + last + ", " + last +
                ", " + last + "]\n";
    }
    const auto text = complaints_about(bomb);
    CHECK(text.find("1:5: error: anchors (&name) are not read") != text.npos);
    CHECK(text.find("aliases (*name) are not read") != text.npos);
}

TEST_CASE("a value that contains itself") {
    CHECK(complaints_about("a: &a [*a]\n").find("aliases") != std::string::npos);
}

TEST_CASE("a hundred thousand brackets") {
    for (const auto& bytes : {std::string(100'000, '['), repeated("{a: ", 20'000)})
        CHECK(complaints_about(bytes).find("error: more than 64 levels") != std::string::npos);
    CHECK(complaints_about(repeated("- ", 50'000)).find("more than 64 levels") !=
          std::string::npos);
    CHECK_FALSE(complaints_about(repeated("? ", 50'000)).empty());
}

TEST_CASE("64 levels are read, 65 are not") {
    CHECK(complaints_about(std::string(64, '[') + std::string(64, ']')) == "");
    CHECK_FALSE(complaints_about(std::string(65, '[') + std::string(65, ']')).empty());
}

TEST_CASE("too many values") {
    const auto text = complaints_about("[" + repeated("a, ", 110'000) + "a]");
    CHECK(text.find("more than 100000 values in one file") != text.npos);
}

TEST_CASE("bytes that are no text") {
    CHECK(complaints_about(std::string("a: b\0c\n", 7)) == "a.yaml:1:5: error: a NUL byte\n");
    CHECK(complaints_about("\xEF\xBB\xBF"
                           "a: b\n") ==
          "a.yaml:1:1: error: the file begins with a byte-order mark\n");
    CHECK(complaints_about("a: 中\xFF\n") == "a.yaml:1:5: error: not valid UTF-8\n");
    CHECK(complaints_about("a: \xC0\xAF\n") == "a.yaml:1:4: error: not valid UTF-8\n");
    CHECK(complaints_about("a: \xED\xA0\x80\n") == "a.yaml:1:4: error: not valid UTF-8\n");
    CHECK(complaints_about("\xFF\xFE"
                           "a") == "a.yaml:1:1: error: not valid UTF-8\n");
    CHECK(complaints_about("a: \x1B[31m\n") == "a.yaml:1:4: error: a control character\n");
}

TEST_CASE("a file of two megabytes") {
    CHECK(complaints_about(std::string(2U << 20U, 'a')) ==
          "a.yaml:1:1: error: the file is larger than 1 MiB\n");
}

TEST_CASE("tabs, tags, merge keys, duplicates, several documents") {
    CHECK(complaints_about("a:\n\tb: 1\n") == "a.yaml:2:1: error: a tab in the indentation\n");
    CHECK(complaints_about("a: !!python/object:os.system x\n").find("tags (") != std::string::npos);
    CHECK(complaints_about("a: {<<: {b: 1}}\n") ==
          "a.yaml:1:5: error: merge keys (<<) are not read\n");
    CHECK(complaints_about("a: 1\nb: 2\na: 3\n") == "a.yaml:3:1: error: duplicate key \"a\"\n");
    CHECK(complaints_about("a: 1\n---\nb: 2\n").find("a second document") != std::string::npos);
    CHECK(complaints_about("[a, b]: 1\n").find("a key must be a plain text") != std::string::npos);
}

TEST_CASE("an empty file is read as nothing") {
    CHECK(complaints_about("") == "");
    CHECK(complaints_about("# only a comment\n") == "");
}
