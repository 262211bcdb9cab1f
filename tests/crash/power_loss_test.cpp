// The journal is damaged, or a power loss cut it: resume says where, or goes on and does nothing
// twice.
#include "tests/crash/dead_drill.hpp"
#include "tests/crash/tracing.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t header_bytes = 32, frame_bytes = 24 + 4096;

const fs::path journal_in_store = fs::path("drills") / drill_id / "journal.sqlite";
const fs::path wal_in_store = journal_in_store.string() + "-wal";

void change(const fs::path& file, const std::string& sql) {
    soci::session session(*soci::factory_sqlite3(), "dbname=\"" + file.string() + "\"");
    session << sql;
}

/// What is behind the last page that reached the disk.
void spoil(const fs::path& wal, std::uintmax_t kept, std::uintmax_t all, int how) {
    if (how == 0) fs::resize_file(wal, kept);                        // nothing
    if (how == 1) fs::resize_file(wal, std::min(all, kept + 1500));  // half a page
    if (how == 2 && kept + frame_bytes <= all) {                     // later pages only
        std::fstream file(wal, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(kept));
        file << std::string(frame_bytes, '\0');
    }
}

std::string refusal_of(Stage& stage) {
    const auto ran = stage.resume(drill_id);
    CHECK_FALSE(ran.result);
    return ran.result ? "" : describe(ran.result.error());
}

}  // namespace

TEST_CASE("a power loss that cut the journal after any page: resume does nothing twice") {
    Stage stage;
    const Dead dead(stage, "promote");
    const auto frames =
        static_cast<int>((dead.bytes_kept(wal_in_store) - header_bytes) / frame_bytes);
    REQUIRE(frames > 20);
    const auto wanted = points(frames, 4);
    int resumed = 0, behind = 0;
    for (const int frame : wanted) {
        INFO("cut after page " << frame);
        dead.put_back();
        const auto kept = header_bytes + static_cast<std::uintmax_t>(frame) * frame_bytes;
        spoil(stage.store() / wal_in_store, kept, dead.bytes_kept(wal_in_store), frame % 3);
        dead.let_hosts_start();
        // what the disk kept is a true beginning of the drill, or nothing
        if (read_records(stage, drill_id).empty()) continue;
        ++resumed;
        auto ran = stage.resume(drill_id);
        if (!ran.result && ran.result.error().code == Errc::refused) {
            // acknowledged pages are gone: the agents know more, and complete the record
            ++behind;
            ran = Rig(stage.store()).recover(drill_id, {}, true);
        }
        check_same_end(stage, drill_id, ran);
    }
    tell("pages of the journal at which power was lost", wanted.size(), frames, resumed);
    CHECK(resumed > 0);
    CHECK(behind > 0);
}

TEST_CASE("a journal that was changed or cut is not resumed, and the place is said") {
    Stage stage;
    const Dead dead(stage, "flaky");
    const auto file = stage.store() / journal_in_store;
    const auto effects = stage.effects(drill_id);
    SECTION("a changed record") {
        dead.put_back();
        change(file, "UPDATE events SET body = replace(body, 'ready-1', 'ready-9') WHERE seq = 9");
        change(file, "UPDATE events SET body = body || ' ' WHERE seq = 9");
        CHECK_THAT(refusal_of(stage), Catch::Contains("drill/cut, record 9"));
    }
    SECTION("a record that is gone") {
        dead.put_back();
        change(file, "DELETE FROM events WHERE seq = 7");
        CHECK_THAT(refusal_of(stage), Catch::Contains("drill/cut, record 7"));
    }
    SECTION("half of the file") {
        dead.put_back();
        change(file, "PRAGMA wal_checkpoint(TRUNCATE)");
        fs::resize_file(file, fs::file_size(file) / 2);
        CHECK_THAT(refusal_of(stage), Catch::Contains("journal"));
    }
    CHECK(stage.effects(drill_id) == effects);
}

TEST_CASE("a journal that this version would not have written stops with both shown") {
    Stage stage;
    const Dead dead(stage, "flaky");
    dead.put_back();
    // given an intent that nobody wanted, properly chained
    const auto records = read_records(stage, drill_id);
    drill::Record false_intent = records.back();
    false_intent.seq = records.back().seq + 1;
    false_intent.event = drill::AttemptIntended{
        .key = {.drill = drill_id, .step = "last-2", .attempt = 1}, .epoch = 1};
    REQUIRE(journal::Journal::open(stage.opened().journal(drill_id))
                .value()
                ->append_now({.stream = journal::stream_of(drill_id),
                              .first_seq = false_intent.seq,
                              .bodies = {journal::encode(false_intent)}}));
    // then resume stops before it does anything, and shows what is there and what was wanted
    const std::string why = refusal_of(stage);
    CHECK_THAT(why, Catch::Contains("execute cut/last-2/1"));
    CHECK_THAT(why, Catch::Contains("but what was wanted then is"));
}

namespace {

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a power loss that cut the receipts anywhere in their unsynced end: the agent is true") {
    Stage stage;
    const Dead dead = Dead::before_told_of(stage, "promote");
    // what was not told may not have been synced
    const std::string bytes = bytes_of(stage.h2.receipts());
    const std::size_t last = bytes.rfind('\n', bytes.size() - 2) + 1;
    const auto total = static_cast<int>(bytes.size() - last);
    const auto wanted = points(total, 61);
    for (const int n : wanted) {
        INFO("the last record is cut after byte " << n);
        dead.put_back();
        fs::resize_file(stage.h2.receipts(), last + static_cast<std::size_t>(n));
        dead.let_hosts_start();
        check_same_end(stage, drill_id, stage.resume(drill_id));
    }
    tell("bytes of the last receipt at which power was lost", wanted.size(), total,
         static_cast<int>(wanted.size()));
}
