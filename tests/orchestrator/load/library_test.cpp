// The library of playbooks: all of it loads, and docs/playbooks.md lists all of it and nothing
// else.
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <regex>
#include <set>

using namespace firedrill;

namespace {

namespace fs = std::filesystem;

const fs::path source = DRILL_SOURCE_DIR;

/// "mariadb/fence" and so on.
std::set<std::string> library() {
    std::set<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(source / "playbooks"))
        if (entry.path().extension() == ".yaml")
            out.insert(fs::relative(entry.path(), source / "playbooks")
                           .replace_extension()
                           .generic_string());
    return out;
}

std::set<std::string> listed() {
    static const std::regex name("`([a-z]+/[a-z-]+)`");
    const std::string page = test::read_text((source / "docs/playbooks.md").string());
    std::set<std::string> out;
    for (std::sregex_iterator found(page.begin(), page.end(), name), end; found != end; ++found)
        out.insert((*found)[1].str());
    return out;
}

}  // namespace

TEST_CASE("docs/playbooks.md lists every playbook of the library, and no other") {
    CHECK(library().size() > 40);
    CHECK(listed() == library());
}

TEST_CASE("every playbook of the library loads without a complaint") {
    test::Files files;
    for (const auto& name : library())
        files["playbooks/" + name + ".yaml"] =
            test::read_text((source / "playbooks" / (name + ".yaml")).string());
    files["firedrill.yaml"] = "workspace: library\nenvironment: lab\n";
    files["inventory.yaml"] = "sites: [{id: main, kind: primary}]\nhosts: []\n";
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    CHECK(loaded.workspace.playbooks.size() == library().size());
}
