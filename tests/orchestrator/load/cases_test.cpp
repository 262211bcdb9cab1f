// Broken files: tests/orchestrator/load/cases/NAME.yaml replaces one file of the documented
// workspace (its first line says which: "# replaces: scenarios/primary-loss.yaml") or changes it
// ("# in: FILE", "# change: FROM", "# to: TO"); what `check` then prints stands in NAME.txt.
// DRILL_UPDATE_GOLDEN=1 rewrites these; read the difference before you commit it.
#include "orchestrator/load/show.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace firedrill;

namespace {

namespace fs = std::filesystem;

const std::string folder = DRILL_SOURCE_DIR "/tests/orchestrator/load/cases/";

/// Applies a case to the workspace.
void put_case(const std::string& text, test::Files& files) {
    std::istringstream lines(text);
    std::string line, file, from;
    while (std::getline(lines, line)) {
        const auto value = [&](const char* key) -> std::optional<std::string> {
            if (!line.starts_with(key)) return {};
            return line.substr(std::string(key).size());
        };
        if (const auto replaces = value("# replaces: ")) {
            files[*replaces] = text;
            return;
        }
        if (const auto in = value("# in: ")) file = *in;
        if (const auto change = value("# change: ")) from = *change;
        if (const auto to = value("# to: ")) files[file] = test::replaced(files[file], from, *to);
    }
}

std::string shown(const std::string& name, Language language) {
    test::Files files = test::documented_workspace();
    put_case(test::read_text(folder + name + ".yaml"), files);
    return load::show_complaints(test::load_files(files), {.language = language, .notices = false});
}

}  // namespace

TEST_CASE("broken files are complained about as recorded") {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".yaml") names.insert(entry.path().stem().string());
    REQUIRE(names.size() > 10);
    for (const auto& name : names) {
        const std::string text = shown(name, Language::en) + "\n" + shown(name, Language::zh);
        const std::string golden = folder + name + ".txt";
        if (std::getenv("DRILL_UPDATE_GOLDEN") != nullptr)
            std::ofstream(golden, std::ios::binary) << text;
        INFO(name);
        CHECK(text == test::read_text(golden));
        CHECK(text.find("error") != text.npos);
    }
}

TEST_CASE("complaints are also JSON") {
    test::Files files = test::documented_workspace();
    files["people.yaml"] += "robots: []\n";
    const auto value = load::complaints_to_json(test::load_files(files)).as_object();
    CHECK(value.at("errors").as_int64() == 1);
    const auto& first = value.at("complaints").as_array().at(0).as_object();
    CHECK(first.at("file").as_string() == "people.yaml");
    CHECK(first.at("line").as_int64() == 10);
    CHECK(first.at("severity").as_string() == "error");
}
