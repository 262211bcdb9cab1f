#include "agents/agent/words.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace firedrill;
using namespace firedrill::agent;

TEST_CASE("a value of an earlier step fills its place inside one argument") {
    const Values values{{"steps.lsn.output", " 0/3000060\n"}};
    CHECK(fill_in("at=${{ steps.lsn.output }};", values, Language::en).value() == "at=0/3000060;");
    CHECK(fill_in("${{steps.lsn.output}}${{ steps.lsn.output }}", values, Language::en).value() ==
          "0/30000600/3000060");
    CHECK(fill_in("no place, ${HOME} stays", values, Language::en).value() ==
          "no place, ${HOME} stays");
}

TEST_CASE("what a value holds is never looked at again") {
    const Values values{{"steps.a.output", "${{ steps.b.output }} $(reboot)"}};
    CHECK(fill_in("${{ steps.a.output }}", values, Language::en).value() ==
          "${{ steps.b.output }} $(reboot)");
}

TEST_CASE("a value that is missing, too long or has a NUL is refused") {
    const Values values{{"steps.long.output", std::string(value_bytes_max + 1, 'x')},
                        {"steps.nul.output", std::string("a\0b", 3)}};
    CHECK(fill_in("${{ steps.x.output }}", values, Language::en).error().what ==
          "the value of ${{ steps.x.output }} is missing");
    CHECK_FALSE(fill_in("${{ steps.long.output }}", values, Language::en).has_value());
    CHECK(fill_in("${{ steps.nul.output }}", values, Language::zh).error().what ==
          "${{ steps.nul.output }} 的取值含有 NUL 字节");
}

TEST_CASE("a program is found in the standard places, the step's own PATH first") {
    CHECK(find_program("sh", "/usr/bin:/bin", Language::en).value() == "/usr/bin/sh");
    CHECK(find_program("/bin/sh", "", Language::en).value() == "/bin/sh");
    CHECK(find_program("pg_nothing", ".:/usr/bin:/bin", Language::en).error().what ==
          "pg_nothing: not found in /usr/bin, /bin");
    CHECK(find_program("/etc/passwd", "", Language::en).error().what ==
          "/etc/passwd: is not an executable file");

    const auto found = command_of(
        plan::Run{.argv = {"initdb"}, .environment = {{"PATH", "/usr/lib/postgresql/15/bin"}}}, {},
        Language::en);
    REQUIRE(found.has_value());
    CHECK(found->program == "/usr/lib/postgresql/15/bin/initdb");
}

TEST_CASE("the environment is clean and holds what the step adds") {
    ::setenv("SECRET", "of the agent", 1);
    const auto environment = clean_environment({{"PGPORT", "5433"}, {"LANG", "C"}});
    CHECK(environment.size() == 4);
    CHECK(std::count(environment.begin(), environment.end(), "PGPORT=5433") == 1);
    CHECK(std::count(environment.begin(), environment.end(), "LANG=C") == 1);
    CHECK(std::count(environment.begin(), environment.end(), "PATH=/usr/local/bin:/usr/bin:/bin") ==
          1);
}
