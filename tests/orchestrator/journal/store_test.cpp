#include "core/base/hash.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/journal.hpp"
#include "tests/orchestrator/journal/short_drill.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::journal;

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

TEST_CASE("a start that was cut off is no drill, and its name is not given out again") {
    const TemporaryDirectory place;
    const auto store = create_store(place.path() / ".firedrill").value();
    CHECK(create_drill(store, "loss-2027-01-09-1").value());
    std::ofstream(store.journal("loss-2027-01-09-1")).close();
    CHECK(list_drills(store).value().empty());
    const auto none = read_drill(store, "loss-2027-01-09-1");
    CHECK(none.error().code == Errc::not_found);
    CHECK_FALSE(create_drill(store, "loss-2027-01-09-1").value());
}

TEST_CASE("what cannot be a drill's name makes no file") {
    const TemporaryDirectory place;
    const auto store = create_store(place.path() / ".firedrill").value();
    for (const char* name : {"", ".", "..", "../x", "a/b", "a b"}) {
        CAPTURE(name);
        const auto made = create_drill(store, name);
        REQUIRE(!made);
        CHECK(made.error().code == Errc::invalid_input);
    }
    CHECK(std::filesystem::is_empty(store.drills()));
}

TEST_CASE("drills are listed in the order of their starts, with their endings") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / ".firedrill").value();
    CHECK(list_drills(store).value().empty());
    write_drill(store, "loss-2027-01-09-1", "loss", {.at = Nanos{1}, .ended = true});
    write_drill(store, "a-2027-01-09-1", "a", {.at = Nanos{2}});
    const auto drills = list_drills(store).value();
    REQUIRE(drills.size() == 2);
    CHECK(drills[0].ending == drill::Ending::aborted);
    CHECK_FALSE(drills[1].ending);
    CHECK(list_starts(store, "loss").value().size() == 1);
    CHECK(find_drill(store, "").value() == "a-2027-01-09-1");
    CHECK_FALSE(find_drill(store, "nobody").has_value());
    CHECK(read_drill(store, "loss-2027-01-09-1").value().records.size() == 2);
}

TEST_CASE("a damaged journal spoils its own drill, and no other one that is named") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / ".firedrill").value();
    write_drill(store, "loss-2027-01-09-1", "loss", {.at = Nanos{1}, .ended = true});
    write_drill(store, "loss-2027-01-09-2", "loss", {.at = Nanos{2}});
    std::ofstream(store.journal("loss-2027-01-09-1"), std::ios::in | std::ios::out).seekp(20)
        << std::string(4000, 'x');
    CHECK(find_drill(store, "loss-2027-01-09-2").value() == "loss-2027-01-09-2");
    CHECK(read_drill(store, "loss-2027-01-09-2").has_value());
    const auto spoilt = read_drill(store, find_drill(store, "loss-2027-01-09-1").value());
    REQUIRE_FALSE(spoilt.has_value());
    CHECK(spoilt.error().code == Errc::corrupt);
    const auto listed = list_drills(store);
    REQUIRE_FALSE(listed.has_value());
    CHECK(listed.error().code == Errc::corrupt);
    CHECK_THAT(listed.error().what, Catch::StartsWith("drill loss-2027-01-09-1: "));
}
