// `check` of 200 scenarios stays under a second (the promise); here with slack for slow machines
// and sanitizers, so that only a change of order of growth fails.
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace firedrill;

TEST_CASE("two hundred scenarios are checked quickly") {
    test::Files files = test::documented_workspace();
    const std::string scenario = files["scenarios/primary-loss.yaml"];
    for (int n = 0; n < 200; ++n) {
        const std::string name = "s" + std::to_string(n);
        files["scenarios/" + name + ".yaml"] =
            test::replaced(scenario, "scenario: primary-loss", "scenario: " + name);
    }
    const test::Directory directory(files);
    const auto begin = std::chrono::steady_clock::now();
    const auto loaded = load::load_workspace(directory.path());
    const auto took = std::chrono::steady_clock::now() - begin;
    CHECK(loaded.workspace.scenarios.size() == 202);
    CHECK(test::brief(loaded.complaints) == "");
    WARN("check of 201 scenarios: "
         << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << " ms");
    CHECK(took < std::chrono::seconds{20});
}
