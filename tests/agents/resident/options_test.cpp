#include "agents/resident/options.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::resident;

TEST_CASE("serve takes what it needs") {
    const auto options =
        parse_options({"serve", "--host", "db1", "--state", "/s", "--socket", "/s/sock", "--lab",
                       "--idle", "500ms", "--power-off-command", "/usr/sbin/poweroff -f"});
    REQUIRE(options.has_value());
    CHECK(options->verb == Verb::serve);
    CHECK(options->host == "db1");
    CHECK(options->lab);
    CHECK(options->power_off == "/usr/sbin/poweroff -f");
    CHECK(options->idle == std::chrono::milliseconds(500));
}

TEST_CASE("serve takes the files of the host's administrator") {
    const auto options =
        parse_options({"serve", "--host", "db1", "--state", "/s", "--socket", "/s/sock", "--policy",
                       "/etc/policy.yaml", "--stop-file", "/run/STOP"});
    REQUIRE(options.has_value());
    CHECK(options->policy == "/etc/policy.yaml");
    CHECK(options->stop_file == "/run/STOP");
    CHECK_FALSE(options->lab);
}

TEST_CASE("a command line that makes no sense says what is wrong") {
    using Words = std::vector<std::string>;
    const auto [words, what] = GENERATE(table<Words, std::string>({
        {{}, "what shall it do?"},
        {{"server"}, "unknown command server"},
        {{"serve", "--host", "db1", "--state", "/s"}, "--socket is missing"},
        {{"serve", "--host", "db1", "--socket", "/s"}, "--state is missing"},
        {{"serve", "--state", "/s", "--socket", "/s"}, "--host is missing"},
        {{"attach"}, "--socket is missing"},
        {{"serve", "--socket"}, "--socket needs a value"},
        {{"serve", "--policy"}, "--policy needs a value"},
        {{"serve", "--socket", "/s", "--fast", "x"}, "unknown option --fast"},
    }));
    const auto options = parse_options(words);
    REQUIRE_FALSE(options.has_value());
    CHECK(options.error().code == Errc::usage);
    CHECK(options.error().what == what);
}

TEST_CASE("help names the program in its examples") {
    CHECK(help_text("firedrill-probe").find("ssh db1 firedrill-probe attach") != std::string::npos);
}
