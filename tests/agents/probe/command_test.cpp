// Probes of kind command: a check of the user's own.
#include "agents/probe/command_session.hpp"
#include "tests/agents/probe/outages.hpp"
#include "tests/support/program.hpp"

#include <sys/stat.h>

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;
using measure::Answered;

namespace {

plan::Connection command(std::vector<std::string> words) {
    plan::Connection out;
    out.kind = "command";
    out.run = std::move(words);
    return out;
}

/// A program that ends with the exit code that stands in a file.
class Check {
public:
    explicit Check(const std::string& text = "exit $(cat $1)") {
        std::ofstream(path()) << "#!/bin/sh\n" << text << "\n";
        ::chmod(path().c_str(), 0755);
        ::chmod(place_.path().c_str(), 0755);
        says(0);
    }
    void says(int code) const {
        std::ofstream(place_.path() + "/next") << code;
        std::filesystem::rename(place_.path() + "/next", code_path());
    }
    std::string path() const { return place_.path() + "/check"; }
    std::string code_path() const { return place_.path() + "/code"; }
    const std::string& directory() const { return place_.path(); }

private:
    TempDirectory place_;
};

std::string why_not(const std::string& program, const std::string& directory) {
    const auto made = probe::command_service(command({program}),
                                             {.directory = directory, .any = false}, Language::en);
    return made ? "" : made.error().what;
}

}  // namespace

TEST_CASE("a check of the user's own says up and down by its exit code") {
    const Check check;
    const auto file = check_outage(
        command({check.path(), check.code_path()}), [&] { check.says(2); }, [&] { check.says(0); });
    CHECK(count(file, Answered::wrong) > 0);
    CHECK(count(file, Answered::refused) == 0);
}

TEST_CASE("the first line of a check that fails is told") {
    const Check check("echo CRITICAL: 3 of 9 gateways; echo more; exit 2");
    CHECK_THAT(refusal(command({check.path()})),
               Contains("wrong: exit code 2: CRITICAL: 3 of 9 gateways") && !Contains("more"));
}

TEST_CASE("checks that hang are ended, and do not pile up") {
    const Check check("trap '' TERM; exec sleep 1000");
    Harness harness(plan_for(command({check.path()})));
    const auto starting = harness.run(plan::StartProbe{"client"}, 3s);
    CHECK(starting.outcome == Outcome::failed);
    CHECK_THAT(starting.reason, Contains("(last: none"));
    // at most those of one deadline and its grace were there, and now none is
    CHECK(eventually([&] { return children_of(::getpid()).empty(); }));
}

TEST_CASE("a probe runs only programs that the host's administrator has put into one directory") {
    const Check check;
    const std::string directory = check.directory();
    CHECK(why_not(check.path(), directory).empty());
    CHECK_THAT(why_not(check.path(), ""), Contains("no programs"));
    CHECK_THAT(why_not("/bin/sh", directory), Contains("does not lie in"));
    CHECK_THAT(why_not(directory + "/../../../bin/sh", directory), Contains("does not lie in"));
    CHECK_THAT(why_not("check", directory), Contains("no absolute path"));
    CHECK_THAT(why_not(directory + "/..", directory), Contains("does not lie in"));
    CHECK_THAT(why_not(directory + "/nothing", directory), Contains("can be changed"));
    // when others could put another program there
    ::chmod(check.path().c_str(), 0777);
    CHECK_THAT(why_not(check.path(), directory), Contains("can be changed by others"));
    ::chmod(check.path().c_str(), 0755);
    ::chmod(directory.c_str(), 0777);
    CHECK_THAT(why_not(check.path(), directory), Contains("can be changed by others"));
}
