// Trees listed by the agent's own reader, and what a second attempt needs not do again.
#include "agents/agent/tree_reader.hpp"
#include "agents/resident/files.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::agent;
namespace fs = std::filesystem;
using Catch::Contains;

namespace {

class Place {
public:
    Place() {
        std::string name = "/var/tmp/firedrill-tree-XXXXXX";
        path_ = ::mkdtemp(name.data());
        fs::create_directory(root());
    }
    ~Place() { fs::remove_all(path_); }
    std::string root() const { return path_ + "/root"; }
    std::string cache() const { return path_ + "/cache"; }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories(fs::path(root() + "/" + name).parent_path());
        std::ofstream(root() + "/" + name) << text;
    }
    Result<std::vector<measure::TreeEntry>> read(std::vector<std::string> without = {}) const {
        DigestCache known(cache(), root());
        return TreeReader(root(), std::move(without), Language::en).read(known);
    }

private:
    std::string path_;
};

const measure::TreeEntry* find(const std::vector<measure::TreeEntry>& all,
                               const std::string& path) {
    for (const auto& entry : all)
        if (entry.path == path) return &entry;
    return nullptr;
}

}  // namespace

TEST_CASE("a tree is listed with contents, modes, links and everything below") {
    const Place place;
    place.write("a.txt", "one");
    place.write("sub/b.txt", "two");
    place.write("empty", "");
    place.write("large", std::string(3 * 1024 * 1024 + 7, 'x'));
    ::symlink("a.txt", (place.root() + "/link").c_str());
    ::mkfifo((place.root() + "/pipe").c_str(), 0600);
    ::chmod((place.root() + "/a.txt").c_str(), 04711);
    // when
    const auto listed = place.read();
    // then
    REQUIRE(listed.has_value());
    CHECK(listed->size() == 7);
    const auto* a = find(*listed, "a.txt");
    REQUIRE(a != nullptr);
    CHECK(a->mode == 04711);
    CHECK(a->digest.size() == 32);
    CHECK(find(*listed, "link")->digest == "a.txt");
    CHECK(find(*listed, "pipe")->kind == 'p');
    CHECK(find(*listed, "sub")->kind == 'd');
    CHECK(find(*listed, "large")->size == 3 * 1024 * 1024 + 7);
    // and one byte in the last piece gives another digest
    const std::string before = find(*listed, "large")->digest;
    place.write("large", std::string(3 * 1024 * 1024 + 6, 'x') + "y");
    CHECK(find(*place.read(), "large")->digest != before);
}

TEST_CASE("what is left out is neither listed nor entered") {
    const Place place;
    place.write("keep/a", "1");
    place.write("cache/b", "2");
    place.write("keep/x.tmp", "3");
    const auto listed = place.read({"cache", "*.tmp"});
    REQUIRE(listed.has_value());
    CHECK(listed->size() == 2);
    CHECK(place.read({"keep/*"})->size() == 3);
}

TEST_CASE("a second attempt takes the digests of the first, but not of a file that changed") {
    const Place place;
    place.write("a", "one");
    place.write("b", "two");
    const auto first = place.read();
    REQUIRE(first.has_value());
    // given a cache that says something else of both
    std::string text = resident::read_file(place.cache(), 1U << 20U).value();
    REQUIRE_THAT(text, Contains(find(*first, "a")->digest));
    for (const char* name : {"a", "b"}) {
        const std::string digest = find(*first, name)->digest;
        text.replace(text.find(digest), 32, std::string(32, 'c'));
    }
    std::ofstream(place.cache()) << text;
    // when one file has changed since
    place.write("b", "new");
    const auto second = place.read();
    // then
    REQUIRE(second.has_value());
    CHECK(find(*second, "a")->digest == std::string(32, 'c'));
    CHECK(find(*second, "b")->digest != std::string(32, 'c'));
    CHECK(find(*second, "b")->digest != find(*first, "b")->digest);
}

TEST_CASE("a directory that is not there is refused with its name") {
    DigestCache known("/nowhere/cache", "/nowhere");
    const auto listed = TreeReader("/nowhere", {}, Language::en).read(known);
    REQUIRE_FALSE(listed.has_value());
    CHECK_THAT(listed.error().what, Contains("/nowhere") && Contains("no such directory"));
}
