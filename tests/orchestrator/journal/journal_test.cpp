#include "orchestrator/journal/journal.hpp"
#include "orchestrator/journal/database.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <soci/sqlite3/soci-sqlite3.h>
#include <catch2/catch.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>

using namespace firedrill;
using namespace firedrill::journal;

namespace {

std::filesystem::path journal_with_ten(const TemporaryDirectory& place) {
    const auto file = place.path() / "journal.sqlite";
    auto journal = Journal::open(file).value();
    for (int i = 1; i <= 10; ++i)
        REQUIRE(
            journal->append_now({.stream = "drill/a", .first_seq = i, .bodies = {"{\"n\":1}"}}));
    return file;
}

void tamper(const std::filesystem::path& file, const std::string& statement) {
    soci::session sql(*soci::factory_sqlite3(), "dbname=\"" + file.string() + "\"");
    sql << statement;
}

}  // namespace

TEST_CASE("what was appended is read back in order and chained") {
    const TemporaryDirectory place;
    const auto file = place.path() / "journal with spaces.sqlite";
    auto journal = Journal::open(file).value();
    REQUIRE(journal->append_now({.stream = "drill/a", .first_seq = 1, .bodies = {"one", "二"}}));
    REQUIRE(journal->append_now({.stream = "drill/b", .first_seq = 1, .bodies = {"other"}}));
    REQUIRE(journal->append_now({.stream = "drill/a", .first_seq = 3, .bodies = {"three"}}));

    const auto entries = read_stream(file, "drill/a").value();
    REQUIRE(entries.size() == 3);
    CHECK(entries[1].body == "二");
    CHECK(entries[0].prev == chain_start);
    CHECK(entries[2].prev == entries[1].hash);
    CHECK(list_streams(file).value() == std::vector<std::string>{"drill/a", "drill/b"});
    CHECK(read_stream(file, "drill/none").value().empty());
}

TEST_CASE("the hash of a record is the one that the format page shows") {
    CHECK(chain_hash(chain_start, "drill/a", 1, "{}") ==
          "79eb639165712eea137d9e43aae4fbaf792a26d52449b25976d6ef4f8eb0ea9e");
}

TEST_CASE("a journal that is opened again goes on where it stopped") {
    const TemporaryDirectory place;
    const auto file = journal_with_ten(place);
    auto journal = Journal::open(file).value();
    REQUIRE(journal->append_now({.stream = "drill/a", .first_seq = 11, .bodies = {"eleven"}}));
    CHECK(read_stream(file, "drill/a").value().size() == 11);
}

TEST_CASE("a writer that is behind the stream is refused and writes nothing") {
    const TemporaryDirectory place;
    const auto file = journal_with_ten(place);
    auto journal = Journal::open(file).value();
    const auto result =
        journal->append_now({.stream = "drill/a", .first_seq = 10, .bodies = {"again"}});
    REQUIRE(!result);
    CHECK(result.error().code == Errc::busy);
    CHECK(read_stream(file, "drill/a").value().size() == 10);
}

TEST_CASE("tampering with the stored records is found and its place is named") {
    const TemporaryDirectory place;
    const auto file = journal_with_ten(place);
    std::string statement, named;
    SECTION("a changed body") {
        statement = "UPDATE events SET body = '{\"n\":2}' WHERE seq = 4";
        named = "record 4";
    }
    SECTION("a missing record") {
        statement = "DELETE FROM events WHERE seq = 7";
        named = "record 7";
    }
    SECTION("two records swapped") {
        statement = "UPDATE events SET seq = CASE seq WHEN 2 THEN -3 WHEN 3 THEN 2 ELSE seq END";
        named = "record 1";
    }
    SECTION("a changed hash") {
        statement = "UPDATE events SET hash = replace(hash, 'a', 'b') WHERE seq = 10";
        named = "record 10";
    }
    SECTION("a record moved to another stream") {
        statement = "UPDATE events SET stream = 'drill/b' WHERE seq = 1";
        named = "record 1";
    }
    tamper(file, statement);
    const auto read = read_stream(file, "drill/a");
    REQUIRE(!read);
    CHECK(read.error().code == Errc::corrupt);
    CHECK(read.error().what.find(named) != std::string::npos);
}

TEST_CASE("a cut file is corrupt, not empty") {
    const TemporaryDirectory place;
    const auto file = journal_with_ten(place);
    tamper(file, "PRAGMA wal_checkpoint(TRUNCATE)");
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    const auto read = read_stream(file, "drill/a");
    REQUIRE(!read);
    CHECK(read.error().code == Errc::corrupt);
}

TEST_CASE("batches that wait together share commits") {
    // given a journal and 200 batches handed over without waiting
    const TemporaryDirectory place;
    const auto file = place.path() / "journal.sqlite";
    std::atomic<int> done = 0;
    {
        auto journal = Journal::open(file).value();
        for (int i = 1; i <= 200; ++i)
            journal->append({.stream = "drill/a", .first_seq = i, .bodies = {"x"}},
                            [&](const Result<void>& result) { done += result ? 1 : 0; });
    }  // when the journal is closed
    // then all are there
    CHECK(done == 200);
    CHECK(read_stream(file, "drill/a").value().size() == 200);
}

TEST_CASE("a reader can write nothing") {
    const TemporaryDirectory place;
    const auto file = journal_with_ten(place);
    auto sql = open_for_reading(file).value();
    CHECK_FALSE(guarded("test", [&] { *sql << "DELETE FROM events"; }));
    CHECK(read_stream(file, "drill/a").value().size() == 10);
}

TEST_CASE("no journal is told apart from an empty one") {
    const TemporaryDirectory place;
    const auto read = read_stream(place.path() / "none.sqlite", "drill/a");
    REQUIRE(!read);
    CHECK(read.error().code == Errc::not_found);
}

TEST_CASE("journal child", "[.child]") {
    const char* file = std::getenv("DRILL_JOURNAL");
    REQUIRE(file != nullptr);
    auto journal = Journal::open(file).value();
    for (int i = 1; i <= 5; ++i) {
        const auto first =
            journal->append_now({.stream = "drill/a", .first_seq = i, .bodies = {"x"}});
        if (first) continue;
        // After a failed sync nothing more may be accepted, not even a retry of the same record.
        const auto again =
            journal->append_now({.stream = "drill/a", .first_seq = i, .bodies = {"x"}});
        std::_Exit(again ? 3 : 10 + i);
    }
    std::_Exit(0);
}

TEST_CASE("after a failed sync the journal takes nothing more and stays readable") {
    const char* strace = "/usr/bin/strace";
    if (!std::filesystem::exists(strace)) {
        WARN("strace is not installed: the case was not exercised");
        return;
    }
    int failures = 0;
    for (int when = 1; when <= 8; ++when) {
        const TemporaryDirectory place;
        const auto file = place.path() / "journal.sqlite";
        const std::string command =
            "DRILL_JOURNAL=" + file.string() + " " + strace +
            " -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:error=EIO:when=" +
            std::to_string(when) + " /proc/" + std::to_string(::getpid()) +
            "/exe 'journal child' >/dev/null 2>&1";
        const int status = std::system(command.c_str());
        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) != 3);
        if (WEXITSTATUS(status) <= 10) continue;
        ++failures;
        const auto acknowledged = static_cast<std::size_t>(WEXITSTATUS(status) - 11);
        // Everything acknowledged is there; the failed one may be there or not, nothing else.
        const auto entries = read_stream(file, "drill/a").value();
        CHECK(entries.size() >= acknowledged);
        CHECK(entries.size() <= acknowledged + 1);
    }
    CHECK(failures >= 3);
}
