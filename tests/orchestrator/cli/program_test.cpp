// The program as a user meets it: exit codes, messages, init.
#include "core/base/json.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>

using namespace firedrill;

namespace {

struct Ended {
    int code = -1;
    std::string output;
};

Ended firedrill_with(const std::string& arguments) {
    const std::string command = "FIREDRILL_PLAYBOOKS=" DRILL_SOURCE_DIR
                                "/playbooks " DRILL_BINARY_DIR "/firedrill " +
                                arguments + " 2>&1 </dev/null";
    Ended ended;
    FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
        ended.output.append(buffer.data(), count);
    const int status = ::pclose(pipe);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

bool says(const Ended& ended, const std::string& text) {
    return ended.output.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("help shows examples, and a wrong command line is 64") {
    CHECK(firedrill_with("--help").code == 0);
    CHECK(says(firedrill_with("--help"), "firedrill run primary-loss --yes"));
    CHECK(says(firedrill_with("run --help"), "Example:"));
    CHECK(firedrill_with("frobnicate").code == 64);
    CHECK(firedrill_with("run").code == 64);
}

TEST_CASE("a new workspace has nothing wrong and its scenario can be planned") {
    const TemporaryDirectory place;
    const std::string live = place.path() / "live", measure = place.path() / "measure";
    REQUIRE(firedrill_with("init " + live).code == 0);
    REQUIRE(firedrill_with("init " + measure + " --measure-only").code == 0);
    const auto checked = firedrill_with("-C " + live + " --lang en check");
    INFO(checked.output);
    CHECK(checked.code == 0);
    const auto checked_too = firedrill_with("-C " + measure + " --lang en check");
    INFO(checked_too.output);
    CHECK(checked_too.code == 0);
    CHECK(says(firedrill_with("-C " + live + " --lang en plan primary-loss"), "Hash"));
    CHECK(firedrill_with("-C " + measure + " plan measure-only").code == 0);
    CHECK(firedrill_with("init " + live).code == 6);
}

TEST_CASE("errors say what, where and what to do") {
    const TemporaryDirectory place;
    const auto nowhere = firedrill_with("-C " + place.path().string() + " check");
    CHECK(nowhere.code == 65);
    CHECK(says(nowhere, "firedrill init"));
    const std::string workspace = place.path() / "w";
    REQUIRE(firedrill_with("init " + workspace).code == 0);
    const auto unasked = firedrill_with("-C " + workspace + " --lang en run primary-loss");
    CHECK(unasked.code == 6);
    CHECK(says(unasked, "--yes"));
    CHECK(firedrill_with("-C " + workspace + " plan nothing-like-it").code == 65);
    CHECK(firedrill_with("-C " + workspace + " approve some-drill go").code == 6);
    CHECK(says(firedrill_with("-C " + workspace + " status"), "firedrill run"));
    const auto json = firedrill_with("-C " + workspace + " --json status");
    const auto value = parse_json(json.output.substr(0, json.output.find('\n')));
    REQUIRE(value);
    CHECK(value->at("exit_code").as_int64() == 65);
}
