// A snapshot only saves time: whatever becomes of it, the state is that of the records.
#include "orchestrator/journal/snapshots.hpp"

#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "orchestrator/journal/drills.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace firedrill;
using namespace firedrill::journal;
namespace fs = std::filesystem;

namespace {

constexpr const char* version = "1.2.3";

/// A drill of 60 records with a snapshot after every tenth.
class Written {
public:
    Written() {
        REQUIRE(create_drill(store, "d"));
        auto journal = Journal::open(store.journal("d")).value();
        SnapshotWriter writer({.store = store, .version = version, .every = 10}, *journal, 0);
        plan::Step step{.id = "switch", .host = "db1"};
        step.action = plan::Run{.argv = {"/bin/true"}};
        plan::Plan plan;
        plan.steps = {step};
        const AttemptKey key{.drill = "d", .step = "switch"};
        happen(*journal, drill::DrillStarted{.drill = "d", .plan_hash = "h", .plan = plan});
        happen(*journal, drill::AttemptIntended{key});
        for (int i = 0; i < 58; ++i) {
            writer.consider(drill);
            writer.wait();
            happen(*journal, drill::ProbeChanged{.probe = "client", .up = i % 2 == 0});
        }
    }

    DrillReached read() const { return read_state(store, "d", version).value(); }
    std::string state() const { return drill::state_hash(drill); }
    fs::path file(std::int64_t seq) const { return snapshot_file(store, "d", seq); }
    std::vector<fs::path> files() const {
        std::vector<fs::path> out;
        for (const auto& entry : fs::directory_iterator(store.snapshots("d")))
            out.push_back(entry.path());
        std::sort(out.begin(), out.end());
        return out;
    }
    void change(const std::string& sql) const {
        soci::session session(*soci::factory_sqlite3(),
                              "dbname=\"" + store.journal("d").string() + "\"");
        session << sql;
    }

private:
    TemporaryDirectory place_;

public:
    Store store = create_store(place_.path() / ".firedrill").value();
    drill::Drill drill;

private:
    void happen(Journal& journal, drill::Event event) {
        const drill::Record record{.seq = drill.last_seq + 1,
                                   .at = {.host = "o", .boot = "b", .mono = Nanos{drill.last_seq}},
                                   .event = std::move(event)};
        REQUIRE(journal.append_now(
            {.stream = stream_of("d"), .first_seq = record.seq, .bodies = {encode(record)}}));
        drill::apply(drill, record);
    }
};

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

TEST_CASE("a drill is taken up from its last snapshot, and the last two are kept") {
    const Written written;
    const auto reached = written.read();
    CHECK(reached.snapshot == 50);
    CHECK(drill::state_hash(reached.drill) == written.state());
    CHECK(reached.head == read_drill(written.store, "d").value().head);
    CHECK(written.files() == std::vector<fs::path>{written.file(40), written.file(50)});
    CHECK(read_notes(written.store, "d").size() == 5);
}

TEST_CASE("without its snapshots a drill is the same") {
    const Written written;
    SECTION("the files are gone") {
        fs::remove_all(written.store.snapshots("d"));
    }
    SECTION("the notes are gone") {
        written.change("DELETE FROM events WHERE stream LIKE 'snapshot/%'");
    }
    SECTION("the notes are not whole") {
        written.change("DELETE FROM events WHERE stream LIKE 'snapshot/%' AND seq = 2");
    }
    const auto reached = written.read();
    CHECK(reached.snapshot == 0);
    CHECK(drill::state_hash(reached.drill) == written.state());
    CHECK(drill::find_step(reached.drill, "switch") != nullptr);
}

TEST_CASE("a snapshot of another version is not used") {
    const Written written;
    const auto reached = read_state(written.store, "d", "1.2.4").value();
    CHECK(reached.snapshot == 0);
    CHECK(drill::state_hash(reached.drill) == written.state());
}

TEST_CASE("a snapshot with any byte changed is not used, but the one before it") {
    const Written written;
    const std::string good = bytes_of(written.file(50));
    for (std::size_t place = 0; place < good.size(); place += 7) {
        INFO("byte " << place);
        std::string bad = good;
        bad[place] = static_cast<char>(bad[place] ^ 1);
        write_bytes(written.file(50), bad);
        const auto reached = written.read();
        CHECK(reached.snapshot == 40);
        REQUIRE(drill::state_hash(reached.drill) == written.state());
    }
    for (const std::size_t kept : {std::size_t{0}, std::size_t{1}, good.size() - 1}) {
        write_bytes(written.file(50), good.substr(0, kept));
        CHECK(written.read().snapshot == 40);
    }
}

TEST_CASE("a forged snapshot that fits itself does not fit the journal") {
    const Written written;
    // given a state that never was, in a file that reads well
    std::string bytes = bytes_of(written.file(50));
    const auto at = bytes.find("\"attempt\":1");
    REQUIRE(at != std::string::npos);
    bytes.replace(at, 11, "\"attempt\":7");
    write_bytes(written.file(50), bytes);
    CHECK(written.read().snapshot == 40);
    // and a note that was bent to it, which breaks the chain of the notes
    written.change("UPDATE events SET body = replace(body, '" +
                   read_notes(written.store, "d").back().file + "', '" + sha256_hex(bytes) +
                   "') WHERE stream LIKE 'snapshot/%'");
    CHECK(written.read().snapshot == 0);
    CHECK(drill::state_hash(written.read().drill) == written.state());
}

TEST_CASE("a snapshot whose note says another state or another record is not used") {
    const Written written;
    auto journal = Journal::open(written.store.journal("d")).value();
    auto note = read_notes(written.store, "d").back();
    SECTION("another state") {
        note.state = std::string(32, '0');
    }
    SECTION("another record") {
        note.hash = std::string(64, '0');
    }
    REQUIRE(journal->append_now(
        {.stream = "snapshot/d", .first_seq = 6, .bodies = {canonical(to_json(note))}}));
    // then the note before it counts, which is about the same file
    CHECK(written.read().snapshot == 50);
    fs::remove(written.file(40));
    fs::remove(written.file(50));
    CHECK(written.read().snapshot == 0);
}

TEST_CASE("a crash between file and note leaves the snapshots before") {
    const Written written;
    // given the leavings of one that was cut off, under its own name and under the next
    write_bytes(written.file(60).string() + ".part", "{\"dri");
    write_bytes(written.file(60), bytes_of(written.file(50)));
    CHECK(written.read().snapshot == 50);
    CHECK(drill::state_hash(written.read().drill) == written.state());
}

TEST_CASE("the chain behind a snapshot is verified, and what is before it by reading the whole") {
    const Written written;
    SECTION("behind") {
        written.change(
            "UPDATE events SET body = body || ' ' WHERE stream = 'drill/d' AND seq = 55");
        const auto read = read_state(written.store, "d", version);
        REQUIRE(!read);
        CHECK(read.error().what.find("record 55") != std::string::npos);
    }
    SECTION("before") {
        written.change(
            "UPDATE events SET body = body || ' ' WHERE stream = 'drill/d' AND seq = 20");
        CHECK(written.read().snapshot == 50);
        CHECK(read_drill(written.store, "d").error().what.find("record 20") != std::string::npos);
    }
    SECTION("the record of the snapshot itself") {
        written.change(
            "UPDATE events SET body = body || ' ' WHERE stream = 'drill/d' AND seq = 50");
        const auto read = read_state(written.store, "d", version);
        CHECK(read.error().what.find("record 50") != std::string::npos);
    }
}

TEST_CASE("a disk that takes no snapshot keeps no drill from going on") {
    const Written written;
    fs::remove_all(written.store.snapshots("d"));
    write_bytes(written.store.snapshots("d"), "in the way");
    auto journal = Journal::open(written.store.journal("d")).value();
    drill::Drill drill = written.drill;
    SnapshotWriter writer({.store = written.store, .version = version, .every = 1}, *journal, 0);
    writer.consider(drill);
    writer.wait();
    CHECK(read_notes(written.store, "d").size() == 5);
    CHECK(journal->append_now({.stream = "drill/d", .first_seq = 61, .bodies = {"{}"}}));
    CHECK(bytes_of(written.store.log()).find("no snapshot: ") != std::string::npos);
}
