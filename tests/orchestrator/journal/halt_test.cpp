#include "orchestrator/journal/halt.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::journal;

TEST_CASE("a stop of all drills holds until it is lifted, and says who set it") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / ".firedrill").value();
    CHECK(may_drill(store));

    REQUIRE(set_halt(store, {.by = "ops.lead", .at = Nanos{1}, .why = "market opens"}));
    REQUIRE(set_halt(store, {.by = "dba.a", .at = Nanos{2}, .why = "me too"}));  // the first counts

    const auto refused = may_drill(store);
    REQUIRE(!refused);
    CHECK(refused.error().code == Errc::refused);
    CHECK(refused.error().what.find("by ops.lead") != std::string::npos);
    CHECK(refused.error().what.find("market opens") != std::string::npos);

    REQUIRE(lift_halt(store));
    CHECK(may_drill(store));
    CHECK(lift_halt(store));  // twice does no harm
}

TEST_CASE("a stop whose text did not reach the disk still stops") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / ".firedrill").value();
    std::ofstream(store.directory / "stopped") << "{\"by\":\"ops";
    CHECK(!may_drill(store));
}
