// The library of playbooks: all of it loads, and docs/playbooks.md lists all of it and nothing
// else.
#include "core/plan/compile.hpp"
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

test::Files library_files() {
    test::Files files;
    for (const auto& name : library())
        files["playbooks/" + name + ".yaml"] =
            test::read_text((source / "playbooks" / (name + ".yaml")).string());
    return files;
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
    auto files = library_files();
    files["firedrill.yaml"] = "workspace: library\nenvironment: lab\n";
    files["inventory.yaml"] = "sites: [{id: main, kind: primary}]\nhosts: []\n";
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    CHECK(loaded.workspace.playbooks.size() == library().size());
}

TEST_CASE("the drill of playbooks.md compiles into a plan") {
    auto files = library_files();
    for (const auto& [name, text] : test::documented_workspace())
        if (!name.starts_with("scenarios/") && !name.starts_with("playbooks/")) files[name] = text;
    for (const auto& [name, text] : test::documented_files("# with playbooks: ", "playbooks.md"))
        files[name] = text;
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    const auto compiled = plan::compile(loaded.workspace, "orders-loss");
    INFO(test::brief(compiled.complaints, true));
    REQUIRE(compiled.plan.has_value());
    REQUIRE(plan::validate(*compiled.plan).has_value());
    const auto* promote = plan::find_step(*compiled.plan, "promote/promote");
    REQUIRE(promote != nullptr);
    CHECK(promote->point_of_no_return);
}
