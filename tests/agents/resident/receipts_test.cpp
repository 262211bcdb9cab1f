#include "agents/resident/receipts.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace firedrill;
using namespace firedrill::resident;

namespace {

class Place {
public:
    std::string file() const { return (directory_.path() / "receipts").string(); }

private:
    TemporaryDirectory directory_;
};

std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

void put(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

agent::Record record(int number) {
    return agent::EpochRaised{.drill = "q-" + std::to_string(number), .epoch = number};
}

/// Three records in a file.
std::string three_records() {
    const Place place;
    {
        auto opened = Receipts::open(place.file());
        REQUIRE(opened.has_value());
        for (int i = 1; i <= 3; ++i) opened->receipts.append(record(i));
        REQUIRE(opened->receipts.sync().has_value());
    }
    return content(place.file());
}

}  // namespace

TEST_CASE("receipts come back in their order and go on where they ended") {
    // given receipts written in two runs of the program
    const Place place;
    {
        auto opened = Receipts::open(place.file());
        REQUIRE(opened.has_value());
        opened->receipts.append(record(1));
        REQUIRE(opened->receipts.sync().has_value());
    }
    {
        auto opened = Receipts::open(place.file());
        REQUIRE(opened.has_value());
        opened->receipts.append(record(2));
        REQUIRE(opened->receipts.sync().has_value());
    }
    // when they are read
    auto opened = Receipts::open(place.file());
    // then both are there
    REQUIRE(opened.has_value());
    REQUIRE(opened->records.size() == 2);
    CHECK(std::get<agent::EpochRaised>(opened->records[1]).drill == "q-2");
    CHECK(opened->bytes_cut == 0);
}

TEST_CASE("what was appended and not synced is not in the file") {
    const Place place;
    auto opened = Receipts::open(place.file());
    REQUIRE(opened.has_value());
    opened->receipts.append(record(1));
    CHECK(opened->receipts.dirty());
    CHECK(content(place.file()).empty());
}

TEST_CASE("a last line that a crash cut anywhere is removed, the others stay") {
    // given three records, of which the last was cut off after any number of its bytes
    const std::string whole = three_records();
    const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    for (std::size_t length = last + 1; length < whole.size(); ++length) {
        const Place place;
        put(place.file(), whole.substr(0, length));
        // when the program starts again
        auto opened = Receipts::open(place.file());
        // then two records are left, in memory and on disk
        REQUIRE(opened.has_value());
        REQUIRE(opened->records.size() == 2);
        REQUIRE(opened->bytes_cut == length - last);
        REQUIRE(content(place.file()) == whole.substr(0, last));
    }
}

TEST_CASE("a last line whose page never reached the disk is removed") {
    const std::string whole = three_records();
    const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    const auto readback = read_receipts(whole.substr(0, last) + std::string(4096, '\0') + "\n");
    REQUIRE(readback.has_value());
    CHECK(readback->records.size() == 2);
    CHECK(readback->good == last);
}

TEST_CASE("receipts that were changed in the middle are refused") {
    std::string whole = three_records();
    const std::size_t second = whole.find('\n') + 1;

    SECTION("one letter of a record") {
        whole[whole.find("q-2")] = 'p';
        const auto readback = read_receipts(whole);
        REQUIRE_FALSE(readback.has_value());
        CHECK(readback.error().code == Errc::corrupt);
        CHECK(readback.error().what == "receipts: line 2 does not follow the one before");
    }
    SECTION("a line is missing") {
        const std::size_t third = whole.find('\n', second) + 1;
        const auto readback = read_receipts(whole.substr(0, second) + whole.substr(third));
        REQUIRE_FALSE(readback.has_value());
        CHECK(readback.error().code == Errc::corrupt);
    }
    SECTION("a line is no record") {
        whole.insert(second, "rubbish\n");
        const auto readback = read_receipts(whole);
        REQUIRE_FALSE(readback.has_value());
        CHECK(readback.error().what == "receipts: line 2 is damaged");
    }
}

TEST_CASE("a second process that wants the same receipts is turned away") {
    const Place place;
    const auto first = Receipts::open(place.file());
    REQUIRE(first.has_value());
    const auto second = Receipts::open(place.file());
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code == Errc::busy);
}

TEST_CASE("the chain alone says how far it is whole, and which head stood where") {
    const std::string bytes = three_records();
    // given a whole file
    const Chain whole = read_chain(bytes, 2);
    CHECK(whole.count == 3);
    CHECK(whole.broken.empty());
    CHECK(whole.bytes == bytes.size());
    const std::size_t second = bytes.find('\n') + 1;
    CHECK(whole.seen_head == bytes.substr(second, 64));
    CHECK(whole.head == read_receipts(bytes)->head);
    CHECK(read_chain(bytes, 4).seen_head.empty());
    // when a byte of the second line changes, or its end is missing
    std::string changed = bytes;
    changed[second + 70] ^= 1;
    CHECK(read_chain(changed).count == 1);
    CHECK(read_chain(changed).broken == "line 2 does not follow the one before");
    CHECK(read_chain(bytes.substr(0, bytes.size() - 1)).broken == "line 3 is damaged");
    CHECK(read_chain({}).broken.empty());
}

TEST_CASE("receipts that somebody changes, exchanges or removes while they are open are seen") {
    const Place place;
    auto opened = Receipts::open(place.file());
    REQUIRE(opened.has_value());
    Receipts& receipts = opened->receipts;
    for (int i = 1; i <= 3; ++i) receipts.append(record(i));
    REQUIRE(receipts.sync().has_value());
    // given more that waits for the disk: a crash may take it away, so it is not told
    receipts.append(record(4));
    CHECK(receipts.chain().broken.empty());
    CHECK(receipts.chain().count == 3);
    // when its last line is cut off
    const std::string bytes = content(place.file());
    std::filesystem::resize_file(place.file(), bytes.rfind('\n', bytes.size() - 2) + 1);
    CHECK(!receipts.chain().broken.empty());
    // when a copy lies in its place, or nothing
    std::filesystem::rename(place.file(), place.file() + ".2");
    put(place.file(), bytes);
    CHECK(receipts.chain().broken.find("replaced") != std::string::npos);
    std::filesystem::remove(place.file());
    CHECK(receipts.chain().broken.find("removed") != std::string::npos);
}
