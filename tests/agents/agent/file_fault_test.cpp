// file.remove and file.permissions on real files: what is gone, what comes back, and what is
// refused.
#include "tests/agents/agent/fencing.hpp"
#include "tests/support/postgres.hpp"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::string content_of(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

struct stat status_of(const std::string& path) {
    struct stat seen{};
    ::lstat(path.c_str(), &seen);
    return seen;
}

unsigned mode_of(const std::string& path) {
    return status_of(path).st_mode & 07777U;
}

/// A file with all that a copy would lose.
class Original {
public:
    explicit Original(const std::string& place)
        : directory_(place + "/data"), path_(directory_ + "/control") {
        fs::create_directory(directory_);
        std::ofstream(path_) << "the original\n";
        ::chmod(path_.c_str(), 0640);
        fs::create_hard_link(path_, directory_ + "/link");
        has_attribute_ = ::setxattr(path_.c_str(), "user.drill", "x", 1, 0) == 0;
        before_ = status_of(path_);
    }
    const std::string& path() const { return path_; }
    const std::string& directory() const { return directory_; }
    bool gone() const { return !fs::exists(path_); }
    bool as_before() const {
        const struct stat now = status_of(path_);
        char value = 0;
        const bool attribute =
            !has_attribute_ || ::getxattr(path_.c_str(), "user.drill", &value, 1) == 1;
        return now.st_ino == before_.st_ino && now.st_mode == before_.st_mode &&
               now.st_nlink == before_.st_nlink && now.st_mtim.tv_nsec == before_.st_mtim.tv_nsec &&
               attribute && content_of(path_) == "the original";
    }
    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
    }

private:
    std::string directory_, path_;
    struct stat before_{};
    bool has_attribute_ = false;
};

plan::Step remove_step(const std::string& path, Nanos lease = 60s) {
    return fault_step("file.remove", {{"path", path}}, lease);
}

plan::Step deny_step(const std::string& path, Nanos lease = 60s) {
    return fault_step("file.permissions", {{"path", path}}, lease);
}

}  // namespace

TEST_CASE("a removed file comes back with its links, mode, times and attributes") {
    ResidentAgent agent;
    const Original file(agent.place());
    Orchestrator drill(agent);
    drill.offer(plan_of({remove_step(file.path())}));
    REQUIRE(succeeded(drill.execute("break")));
    CHECK(file.gone());
    REQUIRE(succeeded(drill.execute(Orchestrator::key_of("break", Part::undo))));
    CHECK(file.as_before());
    CHECK(file.entries() == 2);
}

TEST_CASE("a removed file comes back when nobody renews, when the agent starts, and by hand") {
    ResidentAgent agent;
    const Original file(agent.place());
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({remove_step(file.path(), 1s)}));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK(file.gone());
        SECTION("nobody renews") {
            CHECK(drill.expect<wire::FaultReverted>().verified);
        }
        SECTION("the agent starts") {
            agent.kill();
            agent.start();
        }
        SECTION("a person at the host") {
            agent.kill();
            CHECK(revert_offline(agent).at("exit_code") == 0);
        }
    }
    CHECK(file.as_before());
}

TEST_CASE("what was put in the place of a removed file meanwhile is kept beside it") {
    ResidentAgent agent;
    const Original file(agent.place());
    Orchestrator drill(agent);
    drill.offer(plan_of({remove_step(file.path(), 1s)}));
    const AttemptReport report = drill.execute("break");
    REQUIRE(succeeded(report));
    std::ofstream(file.path()) << "made anew\n";
    const auto told = drill.expect<wire::FaultReverted>();
    CHECK(told.verified);
    CHECK(told.why.find("is kept as " + report.facts.at("beside")) != std::string::npos);
    CHECK(file.as_before());
    CHECK(content_of(report.facts.at("beside")) == "made anew");
}

TEST_CASE("a file that cannot be brought back stays outstanding, with the words to type") {
    ResidentAgent agent;
    const Original file(agent.place());
    const std::string elsewhere = agent.place() + "/elsewhere";
    std::string beside;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({remove_step(file.path(), 600s)}));
        const AttemptReport report = drill.execute("break");
        REQUIRE(succeeded(report));
        beside = report.facts.at("beside");
    }
    agent.kill();
    fs::rename(beside, elsewhere);
    const auto left = revert_offline(agent);
    CHECK(left.at("exit_code") == 4);
    fs::rename(elsewhere, beside);
    type_by_hand(left.at("outstanding"));
    CHECK(file.as_before());
    CHECK(revert_offline(agent).at("exit_code") == 0);
}

TEST_CASE("a file whose mode was taken away gets it back, on the end of the lease as well") {
    ResidentAgent agent;
    const Original file(agent.place());
    ::chmod(file.path().c_str(), 04751);
    Orchestrator drill(agent);
    SECTION("undone") {
        drill.offer(plan_of({deny_step(file.path())}));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK(mode_of(file.path()) == 0);
        REQUIRE(succeeded(drill.execute(Orchestrator::key_of("break", Part::undo))));
    }
    SECTION("the lease ends") {
        drill.offer(plan_of({deny_step(file.path(), 1s)}));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK(mode_of(file.path()) == 0);
        CHECK(drill.expect<wire::FaultReverted>().verified);
    }
    SECTION("by hand") {
        drill.offer(plan_of({deny_step(file.path(), 600s)}));
        REQUIRE(succeeded(drill.execute("break")));
        agent.kill();
        CHECK(revert_offline(agent).at("exit_code") == 0);
    }
    CHECK(mode_of(file.path()) == 04751);
}

TEST_CASE("an account that is not root cannot read a file without permissions") {
    if (server_account().empty()) {
        WARN("skipped: it needs root");
        return;
    }
    ResidentAgent agent;
    const Original file(agent.place());
    for (const std::string& path : {agent.place(), file.directory()}) ::chmod(path.c_str(), 0755);
    ::chmod(file.path().c_str(), 0644);
    const auto reads = [&] {
        return run_program({"/bin/cat", file.path()}, {.user = server_account()}).exit == 0;
    };
    Orchestrator drill(agent);
    drill.offer(plan_of({deny_step(file.path())}));
    REQUIRE(reads());
    REQUIRE(succeeded(drill.execute("break")));
    CHECK_FALSE(reads());
    REQUIRE(succeeded(drill.execute(Orchestrator::key_of("break", Part::undo))));
    CHECK(reads());
}

TEST_CASE("a mode is not given to a file that took the place of the original") {
    ResidentAgent agent;
    const Original file(agent.place());
    Orchestrator drill(agent);
    drill.offer(plan_of({deny_step(file.path(), 1s)}));
    REQUIRE(succeeded(drill.execute("break")));
    fs::rename(file.path(), file.directory() + "/moved");
    std::ofstream(file.path()) << "another\n";
    ::chmod(file.path().c_str(), 0600);
    const auto told = drill.expect<wire::FaultReverted>();
    CHECK_FALSE(told.verified);
    CHECK(told.why.find("is another file now") != std::string::npos);
    CHECK(mode_of(file.path()) == 0600);
}

TEST_CASE("links, directories and what the agent needs are refused") {
    ResidentAgent agent;
    const Original file(agent.place());
    fs::create_symlink(file.path(), agent.place() + "/to-file");
    fs::create_directory_symlink(file.directory(), agent.place() + "/to-directory");
    const std::string place = agent.place();
    using Row = std::pair<std::string, std::string>;
    const std::vector<Row> rows{
        {place + "/to-file", place + "/to-file is a symbolic link; name the file itself"},
        {place + "/to-directory/control", "a symbolic link leads to " + place + "/to-directory"},
        {file.directory(), file.directory() + " is a directory; add `directory: true`"},
        {place + "/state/receipts", place + "/state/receipts holds what this agent needs"},
        {place + "/nothing-here", place + "/nothing-here: there is no such file"}};
    std::vector<plan::Step> steps;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        steps.push_back(remove_step(rows[i].first));
        steps.back().id = steps.back().group = "s" + std::to_string(i);
    }
    Orchestrator drill(agent);
    drill.offer(plan_of(steps));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const AttemptReport report = drill.execute("s" + std::to_string(i));
        CHECK(report.refused);
        CHECK(report.reason.substr(0, rows[i].second.size()) == rows[i].second);
    }
    CHECK_FALSE(file.gone());
}

TEST_CASE("a vital file is refused before the drill starts, whatever the plan says") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    CHECK(refusal_of(drill, plan_of({remove_step("/etc/passwd")})).find("step break: ") == 0);
    CHECK(refusal_of(drill, plan_of({deny_step("/usr/bin/env")})).find("/usr/bin/env") !=
          std::string::npos);
}
