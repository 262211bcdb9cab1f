#include "agents/resident/log.hpp"

#include "agents/resident/files.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <array>
#include <filesystem>

using namespace firedrill;
using namespace firedrill::resident;

namespace {

class Place {
public:
    std::string file() const { return (directory_.path() / "log").string(); }
    std::string older() const { return file() + ".1"; }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(directory_.path()), {}));
    }

private:
    TemporaryDirectory directory_;
};

Fd opened(const std::string& file) {
    auto out = open_file(file, O_WRONLY | O_CREAT | O_APPEND);
    REQUIRE(out.has_value());
    return std::move(*out);
}

std::string content(const std::string& file) {
    return read_file(file, std::size_t{1} << 24U).value();
}

}  // namespace

TEST_CASE("a flood of lines fills two files, and the last ones are there") {
    const Place place;
    const Fd log = opened(place.file());
    constexpr std::size_t most = 4'096;
    // when far more is said than there is room for
    for (int i = 1; i <= 20'000; ++i) log_to(log.get(), "line " + std::to_string(i), most);
    // then the newest lines are in the file, those before in the older one, and nothing else is
    // left
    CHECK(place.files() == 2);
    CHECK(std::filesystem::file_size(place.file()) <= most);
    CHECK(std::filesystem::file_size(place.older()) <= most);
    CHECK(content(place.file()).ends_with("line 20000\n"));
    const std::string both = content(place.older()) + content(place.file());
    int expected = 20'000;
    for (std::size_t end = both.size() - 1; end != std::string::npos && end > 0;) {
        const std::size_t begin = both.rfind('\n', end - 1);
        const std::string line = both.substr(begin + 1, end - begin - 1);
        CHECK(line == "line " + std::to_string(expected--));
        end = begin;
    }
}

TEST_CASE("a line without end is cut, and a full file without a name is emptied") {
    const Place place;
    const Fd log = opened(place.file());
    log_to(log.get(), std::string(1'000'000, 'x'), 16'384);
    CHECK(std::filesystem::file_size(place.file()) == log_line_bytes_max + 1);
    // when somebody removed the file, nothing but the descriptor is left
    std::filesystem::remove(place.file());
    for (int i = 0; i < 1'000; ++i) log_to(log.get(), std::string(1'000, 'y'), 16'384);
    struct stat found{};
    REQUIRE(::fstat(log.get(), &found) == 0);
    CHECK(found.st_size <= 16'384);
    CHECK(place.files() == 0);
}

TEST_CASE("what is no file is written to as it is") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const Fd read_end(ends[0]), write_end(ends[1]);
    for (int i = 0; i < 3; ++i) log_to(write_end.get(), "a line", 8);
    std::array<char, 64> buffer{};
    CHECK(::read(read_end.get(), buffer.data(), buffer.size()) == 21);
}
