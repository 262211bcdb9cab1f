// The line to a drilled host goes dead without a word, as a router that was switched off.
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_site_lab.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

constexpr auto promised = 3'500ms;
constexpr auto slack = 2'000ms;  // for the machine that runs the tests

}  // namespace

TEST_CASE("a line that goes dead is noticed, and when it is back the drill goes on") {
    if (!TwoSiteLab::is_possible()) return;
    // given a step that runs on db1
    const TemporaryDirectory place;
    const fs::path from = DRILL_SOURCE_DIR "/scenarios/two-sites";
    for (const char* name : {"firedrill.yaml", "inventory.yaml"})
        fs::copy(from / name, place.path() / name);
    fs::create_directories(place.path() / "scenarios");
    const std::string go = (place.path() / "go").string();
    const std::string began = (place.path() / "began").string();
    std::ofstream(place.path() / "scenarios" / "wait.yaml")
        << "scenario: wait\ntitle: {en: Wait}\nform: isolated_test\nvariant: planned\n"
           "services: []\npurpose: {en: Try}\nscope: {en: One host}\n"
           "other_event: {reason: {en: none}}\nphases:\n  prepare:\n"
           "    - {id: waits, on: db1, timeout: 2m, run: [/bin/sh, -c, \"touch " +
               began + "; until [ -e " + go + " ]; do sleep 0.1; done\"]}\n";
    const TwoSiteLab lab;
    lab.up();
    const std::string said_file = (place.path() / "said").string();
    const pid_t drill =
        start_program(lab.at_orchestrator(place.path().string(),
                                          {"--lang", "en", "run", "wait", "--yes", "--plain"}),
                      {.input = "", .output = said_file, .user = ""});
    const auto said = [&](const std::string& words) {
        std::ifstream in(said_file);
        return std::string(std::istreambuf_iterator<char>(in), {}).find(words) != std::string::npos;
    };
    REQUIRE(eventually([&] { return fs::exists(began); }, 30s));
    // when
    lab.must({"link", "db1-main", "cut"});
    // then
    CHECK(eventually([&] { return said("contact to db1 LOST"); }, promised + slack));
    // when it is back
    lab.must({"link", "db1-main", "heal"});
    std::ofstream(go) << "now";
    int status = -1;
    ::waitpid(drill, &status, 0);
    // then
    CHECK(WEXITSTATUS(status) == 0);
}
