// A journal that bits, pages or whole files changed in: it is refused and the place is said, or
// what it says is what was written.
#include "tests/crash/dead_drill.hpp"
#include "tests/crash/tracing.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

using namespace firedrill;
using namespace firedrill::crash;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t page = 4096;

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A store with this journal and nothing else.
class Copy {
public:
    Copy() { REQUIRE(journal::create_drill(store, drill_id)); }
    void put(const std::string& journal) const {
        fs::remove(store.journal(drill_id).string() + "-wal");
        fs::remove(store.journal(drill_id).string() + "-shm");
        std::ofstream(store.journal(drill_id), std::ios::binary) << journal;
    }
    void put_wal(const std::string& wal) const {
        std::ofstream(store.journal(drill_id).string() + "-wal", std::ios::binary) << wal;
    }

private:
    TemporaryDirectory place_;

public:
    journal::Store store = journal::create_store(place_.path() / "store").value();
};

enum class Found { refused, same, cut };

/// FAILs where the journal is believed and says something else.
Found found_in(const Copy& copy, const journal::DrillLog& truth) {
    const auto log = journal::read_drill(copy.store, drill_id);
    if (!log) {
        const Error& error = log.error();
        INFO(describe(error));
        CHECK((error.code == Errc::corrupt || error.code == Errc::not_found));
        CHECK_THAT(error.what, Catch::Contains("journal") || Catch::Contains(drill_id));
        return Found::refused;
    }
    REQUIRE(log->records.size() <= truth.records.size());
    for (std::size_t i = 0; i < log->records.size(); ++i)
        REQUIRE(journal::encode(log->records[i]) == journal::encode(truth.records[i]));
    return log->head == truth.head ? Found::same : Found::cut;
}

struct Tally {
    int refused = 0, same = 0, cut = 0;

    void count(Found found) {
        refused += found == Found::refused;
        same += found == Found::same;
        cut += found == Found::cut;
    }
    void tell(const std::string& what) const {
        std::cout << "crash: " << what << ": " << refused << " refused, " << same
                  << " in bytes that say nothing, " << cut << " cut the end\n";
    }
};

/// A drill that died, and its journal in one file.
struct Damaged {
    Stage stage;
    Dead dead{stage, "flaky"};
    journal::DrillLog truth = journal::read_drill(stage.opened(), drill_id).value();
    std::string good = journal_in_one_file(stage);
    Copy copy;
};

}  // namespace

TEST_CASE("a bit that changed in the journal is found, or means nothing") {
    Damaged it;
    REQUIRE(it.good.size() > 10 * page);
    Tally tally;
    std::mt19937_64 random(1);
    const auto wanted = points(4'000, 10).size();
    for (std::size_t n = 0; n < wanted; ++n) {
        const std::size_t bit = random() % (8 * it.good.size());
        INFO("bit " << bit);
        std::string bad = it.good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ static_cast<char>(1U << (bit % 8)));
        it.copy.put(bad);
        tally.count(found_in(it.copy, it.truth));
    }
    tally.tell(std::to_string(wanted) + " changed bits");
    CHECK(tally.refused > static_cast<int>(wanted) / 2);
    // A page that hides its last rows reads as if they had never been written: only a head that
    // was remembered elsewhere shows it.
    CHECK(tally.cut <= static_cast<int>(wanted) / 100);
}

TEST_CASE("a page of the journal that was overwritten with zeros is found") {
    Damaged it;
    Tally tally;
    for (std::size_t at = 0; at < it.good.size(); at += page) {
        INFO("page " << at / page + 1);
        std::string bad = it.good;
        bad.replace(at, page, std::string(page, '\0'));
        it.copy.put(bad);
        tally.count(found_in(it.copy, it.truth));
    }
    tally.tell("every page in turn");
    CHECK(tally.cut == 0);
    CHECK(tally.refused > 0);
}

TEST_CASE("a journal file that was cut is found") {
    Damaged it;
    Tally tally;
    for (std::size_t kept = 0; kept < it.good.size(); kept += page / 2) {
        INFO("cut to " << kept << " bytes");
        it.copy.put(it.good.substr(0, kept));
        tally.count(found_in(it.copy, it.truth));
    }
    tally.tell("cut to every half page");
    CHECK(tally.cut == 0);
}

TEST_CASE("the write-ahead log of another store does not pass for this one") {
    Damaged it;
    // given the log of another drill's journal, and one of nonsense
    const TemporaryDirectory place;
    const auto other = journal::Journal::open(place.path() / "other.sqlite").value();
    REQUIRE(other->append_now({.stream = journal::stream_of("other"),
                               .bodies = std::vector<std::string>(200, std::string(100, 'y'))}));
    const std::string foreign = bytes_of(place.path() / "other.sqlite-wal");
    REQUIRE(foreign.size() > page);
    for (const std::string& wal : {foreign, std::string(3 * page, 'x'), foreign.substr(0, 1'000)}) {
        it.copy.put(it.good);
        it.copy.put_wal(wal);
        CHECK(found_in(it.copy, it.truth) != Found::cut);
    }
}

TEST_CASE("a damaged journal is not resumed, and the words to mend by hand are given") {
    Damaged it;
    const auto effects = it.stage.effects(drill_id);
    it.dead.put_back();
    it.dead.let_hosts_start();
    std::string bad = it.good;
    const auto at = bad.rfind("attempt_intended");
    REQUIRE(at != std::string::npos);
    bad[at] = 'A';
    fs::remove(it.stage.opened().journal(drill_id).string() + "-wal");
    std::ofstream(it.stage.opened().journal(drill_id), std::ios::binary) << bad;
    const auto ran = it.stage.resume(drill_id);
    REQUIRE_FALSE(ran.result);
    CHECK_THAT(describe(ran.result.error()), Catch::Contains("drill/cut, record"));
    CHECK_THAT(describe(ran.result.error()),
               Catch::Contains("firedrill-agent revert --all --offline"));
    CHECK(it.stage.effects(drill_id) == effects);
    // and the agent still holds what is to be mended
    it.stage.h1.kill();
    const auto mended = test::run_program({DRILL_BINARY_DIR "/firedrill-agent", "revert", "--all",
                                           "--offline", "--yes", "--state", it.stage.h1.state()});
    INFO(mended.output);
    CHECK_THAT(mended.output, Catch::Contains("service.stop"));  // the pause went with its restart
    CHECK_FALSE(it.stage.service_is_paused());
}
