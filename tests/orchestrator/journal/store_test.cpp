#include "core/base/hash.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/journal.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::journal;

namespace {

drill::Record record(std::int64_t seq, drill::Event event) {
    return {.seq = seq,
            .at = {.host = "here", .boot = "b", .mono = Nanos{seq}, .wall = Nanos{seq}},
            .event = std::move(event)};
}

void write_drill(Journal& journal, const std::string& id, const std::string& scenario, bool ended) {
    drill::DrillStarted started{.drill = id};
    started.plan.scenario = scenario;
    std::vector<std::string> bodies{encode(record(1, std::move(started)))};
    if (ended)
        bodies.push_back(
            encode(record(2, drill::DrillEnded{.ending = drill::Ending::aborted, .why = "asked"})));
    REQUIRE(journal.append_now({.stream = stream_of(id), .first_seq = 1, .bodies = bodies}));
}

}  // namespace

TEST_CASE("a store has one owner, and the second one is told who it is") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / ".firedrill").value();
    auto first = StoreLock::take(store);
    REQUIRE(first.has_value());
    const pid_t child = ::fork();
    if (child == 0) {
        const auto second = StoreLock::take(store);
        const bool refused = !second && second.error().code == Errc::busy &&
                             second.error().what.find("process") != std::string::npos;
        ::_exit(refused ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    CHECK(StoreLock::owner(store).find(std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("the lock of a dead owner is free") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / ".firedrill").value();
    const pid_t child = ::fork();
    if (child == 0) {
        auto lock = StoreLock::take(store);
        ::_exit(lock ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(status == 0);
    CHECK(StoreLock::owner(store).empty());
    CHECK_FALSE(StoreLock::last_owner(store).empty());
    CHECK(StoreLock::take(store).has_value());
}

TEST_CASE("an artifact arrives in pieces and is kept under its hash") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path()).value();
    const Artifact wanted{.name = "samples", .sha256 = sha256_hex("abcdef"), .bytes = 6};
    {
        ArtifactWriter writer(store.artifacts(), wanted);
        REQUIRE(writer.add("abc"));
        REQUIRE(writer.add("def"));
        CHECK_FALSE(store.artifacts().has(wanted.sha256));
        REQUIRE(writer.finish());
    }
    CHECK(store.artifacts().read(wanted).value() == "abcdef");
}

TEST_CASE("an artifact with wrong bytes gets no name and leaves no rest") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path()).value();
    const Artifact wanted{.name = "samples", .sha256 = sha256_hex("abcdef"), .bytes = 6};
    {
        ArtifactWriter writer(store.artifacts(), wanted);
        REQUIRE(writer.add("abcdeX"));
        const auto finished = writer.finish();
        REQUIRE(!finished);
        CHECK(finished.error().code == Errc::corrupt);
    }
    CHECK(std::filesystem::is_empty(store.artifacts().directory()));
}

TEST_CASE("an artifact that changed on disk is not read") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path()).value();
    const Artifact kept = store.artifacts().put("x", "bytes").value();
    std::ofstream(store.artifacts().path(kept.sha256), std::ios::app) << "more";
    const auto read = store.artifacts().read(kept);
    REQUIRE(!read);
    CHECK(read.error().code == Errc::corrupt);
}

TEST_CASE("a drill's name is given out once, even if its start never came to the journal") {
    const TemporaryDirectory place;
    const auto store = create_store(place.path() / ".firedrill").value();
    CHECK(next_drill_id(store, "loss", "2027-01-09").value() == "loss-2027-01-09-1");
    CHECK(next_drill_id(store, "loss", "2027-01-09").value() == "loss-2027-01-09-2");
}

TEST_CASE("a store whose making was cut off holds no drill, and takes the first one") {
    const TemporaryDirectory place;
    const auto store = create_store(place.path() / ".firedrill").value();
    std::ofstream(store.journal()).close();
    CHECK(list_drills(store).value().empty());
    const auto none = read_drill(store, "loss-2027-01-09-1");
    CHECK(none.error().code == Errc::not_found);
    auto journal = Journal::open(store.journal()).value();
    write_drill(*journal, next_drill_id(store, "loss", "2027-01-09").value(), "loss", false);
    CHECK(list_drills(store).value().size() == 1);
}

TEST_CASE("drills are listed with their endings, and the next one gets a free number") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / ".firedrill").value();
    CHECK(list_drills(store).value().empty());
    CHECK(next_drill_id(store, "loss", "2027-01-09").value() == "loss-2027-01-09-1");
    {
        auto journal = Journal::open(store.journal()).value();
        write_drill(*journal, "loss-2027-01-09-1", "loss", true);
        write_drill(*journal, "other-2027-01-09-1", "other", false);
    }
    const auto drills = list_drills(store).value();
    REQUIRE(drills.size() == 2);
    CHECK(drills[0].ending == drill::Ending::aborted);
    CHECK_FALSE(drills[1].ending);
    CHECK(list_starts(store, "loss").value().size() == 1);
    CHECK(next_drill_id(store, "loss", "2027-01-09").value() == "loss-2027-01-09-2");
    CHECK(find_drill(store, "").value() == "other-2027-01-09-1");
    CHECK_FALSE(find_drill(store, "nobody").has_value());
    CHECK(read_drill(store, "loss-2027-01-09-1").value().records.size() == 2);
}
