// `firedrill-agent receipts verify`, as a person at the host types it.
#include "agents/resident/receipts.hpp"
#include "core/base/json.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace firedrill;
using namespace firedrill::test;

namespace {

/// A state directory with five receipts.
class State {
public:
    State() {
        std::string name = "/var/tmp/firedrill-verify-XXXXXX";
        directory_ = ::mkdtemp(name.data());
        auto opened = resident::Receipts::open(file());
        REQUIRE(opened.has_value());
        for (int i = 1; i <= 5; ++i)
            opened->receipts.append(
                agent::EpochRaised{.drill = "q-" + std::to_string(i), .epoch = i});
        REQUIRE(opened->receipts.sync().has_value());
    }
    ~State() { std::filesystem::remove_all(directory_); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    std::string file() const { return directory_ + "/receipts"; }
    std::string bytes() const {
        std::ifstream in(file(), std::ios::binary);
        std::stringstream out;
        out << in.rdbuf();
        return out.str();
    }
    void put(const std::string& bytes) const {
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
    }
    /// Digits of the record of this number.
    std::string head(std::int64_t number) const {
        return resident::read_chain(bytes(), number).seen_head;
    }
    Ended verify(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{
            "/usr/bin/env", "LC_ALL=C", std::string(DRILL_BINARY_DIR) + "/firedrill-agent",
            "receipts",     "verify",   "--state",
            directory_};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }

private:
    std::string directory_;
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a whole chain is counted, and a head that was seen before is found in it") {
    const State state;
    const Ended plain = state.verify();
    CHECK(plain.exit == 0);
    CHECK(holds(plain.output, "records: 5\nhead: " + state.head(5) + "\nthe chain is whole\n"));
    const Ended found = state.verify({"--head", state.head(3)});
    CHECK(found.exit == 0);
    CHECK(holds(found.output, "is that of record 3"));
    CHECK(state.verify({"--head", state.head(3).substr(0, 12)}).exit == 0);
    // a line that a crash cut off is no damage
    state.put(state.bytes() + "0123");
    CHECK(state.verify().exit == 0);
    CHECK(holds(state.verify().output, "4 bytes at the end"));
}

TEST_CASE("a changed receipt is named, and a chain without the head that was seen is not good") {
    const State state;
    const std::string bytes = state.bytes(), last = state.head(5);
    // when the end is cut off at a line
    state.put(bytes.substr(0, bytes.rfind('\n', bytes.size() - 2) + 1));
    CHECK(state.verify().exit == 0);
    const Ended cut = state.verify({"--head", last});
    CHECK(cut.exit == 1);
    CHECK(holds(cut.output, "NOT IN THIS CHAIN"));
    // when a byte of the third line changes
    std::string changed = bytes;
    changed[2 * (bytes.find('\n') + 1) + 80] ^= 1;
    state.put(changed);
    const Ended broken = state.verify();
    CHECK(broken.exit == 1);
    CHECK(holds(broken.output, "records: 2\n"));
    CHECK(holds(broken.output, "BROKEN: line 3 does not follow the one before"));
}

TEST_CASE("programs can read what receipts verify found") {
    const State state;
    const auto value = parse_json(state.verify({"--json", "--head", state.head(2)}).output);
    REQUIRE(value.has_value());
    CHECK(value->at("count").as_int64() == 5);
    CHECK(value->at("head").as_string() == state.head(5));
    CHECK(value->at("whole").as_bool());
    CHECK(value->at("head_at").as_int64() == 2);
    CHECK_FALSE(value->as_object().contains("broken"));
}

TEST_CASE("receipts verify says how it is used, and what it cannot read") {
    const State state;
    CHECK(state.verify({"--head", "xyz"}).exit == 64);
    CHECK(state.verify({"--what"}).exit == 64);
    CHECK(holds(state.verify({"--help"}).output, "Example:"));
    std::filesystem::remove(state.file());
    CHECK(state.verify().exit == 3);
}
