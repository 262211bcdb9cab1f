// Scratch targets on a real file system: what is made, what is removed, and what is never touched.
#include "agents/agent/scratch.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using agent::Scratch;
namespace fs = std::filesystem;

namespace {

class Place {
public:
    Place() {
        std::string name = "/var/tmp/firedrill-scratch-test-XXXXXX";
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Place() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    std::string at(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

Scratch open(const std::string& directory) {
    auto scratch = Scratch::open(directory, Language::en);
    REQUIRE(scratch.has_value());
    return *scratch;
}

}  // namespace

TEST_CASE("a scratch target is made, found again and removed with everything in it") {
    const Place place;
    const Scratch scratch = open(place.at("a/b"));
    REQUIRE(scratch.make(1'000).has_value());
    CHECK(*scratch.state() == Scratch::State::ours);
    CHECK((fs::status(place.at("a/b")).permissions() & fs::perms::mask) == fs::perms::owner_all);
    std::ofstream(place.at("a/b/left")) << "by a killed test";
    // made again it is empty
    REQUIRE(scratch.make(1'000).has_value());
    CHECK_FALSE(fs::exists(place.at("a/b/left")));
    REQUIRE(scratch.remove().has_value());
    CHECK_FALSE(fs::exists(place.at("a/b")));
    // and what is gone may be removed again
    CHECK(scratch.remove().has_value());
}

TEST_CASE("an empty directory of somebody's is given back empty") {
    const Place place;
    fs::create_directory(place.at("ready"));
    const Scratch scratch = open(place.at("ready"));
    REQUIRE(scratch.make(1'000).has_value());
    std::ofstream(place.at("ready/data")) << "x";
    REQUIRE(scratch.remove().has_value());
    CHECK(fs::is_empty(place.at("ready")));
}

TEST_CASE("what a scratch target is not is refused and left as it is") {
    const Place place;
    fs::create_directory(place.at("live"));
    std::ofstream(place.at("live/PG_VERSION")) << "15";
    const Scratch live = open(place.at("live"));
    const auto made = live.make(1);
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == Errc::refused);
    CHECK(made.error().what.find("PG_VERSION") != std::string::npos);
    const auto removed = live.remove();
    REQUIRE_FALSE(removed.has_value());
    CHECK(removed.error().code == Errc::refused);
    CHECK(fs::exists(place.at("live/PG_VERSION")));
    // no room for it
    const auto no_room = open(place.at("large")).make(std::int64_t{1} << 60);
    REQUIRE_FALSE(no_room.has_value());
    CHECK(no_room.error().code == Errc::refused);
    CHECK_FALSE(fs::exists(place.at("large")));
    // names that lead elsewhere
    fs::create_directory_symlink(place.at("live"), place.at("link"));
    for (const std::string& name :
         {std::string("/srv"), std::string("/"), std::string("relative/x"), place.at("a/../live"),
          place.at("with blank"), place.at("link"), place.at("link/below"), place.at("end/")}) {
        INFO(name);
        CHECK_FALSE(Scratch::open(name, Language::en).has_value());
    }
}

TEST_CASE("links in a scratch target are removed, not followed") {
    const Place place;
    fs::create_directory(place.at("live"));
    std::ofstream(place.at("live/table")) << "x";
    const Scratch scratch = open(place.at("restore"));
    REQUIRE(scratch.make(1'000).has_value());
    fs::create_directory_symlink(place.at("live"), place.at("restore/tablespace"));
    REQUIRE(scratch.remove().has_value());
    CHECK(fs::exists(place.at("live/table")));
}

TEST_CASE("programs that work in a scratch target end with it, and no others") {
    const Place place;
    const Scratch scratch = open(place.at("restore"));
    REQUIRE(scratch.make(1'000).has_value());
    fs::create_directory(place.at("restore/data"));
    fs::create_directory(place.at("restore2"));
    const auto started_in = [&](const std::string& directory) {
        return start_program({"/bin/sh", "-c", "cd " + directory + " && exec sleep 300"});
    };
    const pid_t inside = started_in(place.at("restore/data")),
                beside = started_in(place.at("restore2"));
    const auto works_in = [](pid_t pid, const std::string& directory) {
        std::error_code gone;
        return fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", gone) == directory;
    };
    REQUIRE(eventually([&] {
        return works_in(inside, place.at("restore/data")) && works_in(beside, place.at("restore2"));
    }));
    REQUIRE(scratch.remove().has_value());
    int status = 0;
    REQUIRE(::waitpid(inside, &status, 0) == inside);
    CHECK(WTERMSIG(status) == SIGTERM);
    CHECK(::waitpid(beside, &status, WNOHANG) == 0);
    ::kill(beside, SIGKILL);
    ::waitpid(beside, &status, 0);
}
