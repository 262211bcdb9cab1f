// The room that a store keeps for its last words.
#include "orchestrator/journal/reserve.hpp"

#include "tests/crash/tiny_disk.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::journal;

namespace {

struct stat found(const Store& store) {
    struct stat out{};
    ::stat((store.directory / "reserve").c_str(), &out);
    return out;
}

}  // namespace

TEST_CASE("a reserve takes real blocks, is spent once, and is filled again") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / "store").value();
    CHECK_FALSE(spend_reserve(store));
    CHECK_FALSE(is_reserve_spent(store));
    REQUIRE(keep_reserve(store));
    CHECK(found(store).st_size == reserve_bytes);
    CHECK(found(store).st_blocks * 512 >= reserve_bytes);
    CHECK_FALSE(is_reserve_spent(store));
    // when
    CHECK(spend_reserve(store));
    CHECK(found(store).st_blocks == 0);
    CHECK(is_reserve_spent(store));
    CHECK_FALSE(spend_reserve(store));
    // and
    REQUIRE(keep_reserve(store));
    CHECK_FALSE(is_reserve_spent(store));
    CHECK(found(store).st_blocks * 512 >= reserve_bytes);
}

TEST_CASE("a disk without room for the reserve says so and keeps what it has") {
    const TemporaryDirectory place;
    const crash::TinyDisk disk(place.path() / "disk", 4096);
    if (!disk.works()) return;
    const Store store = create_store(place.path() / "disk" / "store").value();
    const auto kept = keep_reserve(store);
    REQUIRE_FALSE(kept);
    CHECK(kept.error().code == Errc::no_room);
    CHECK(kept.error().remedy.find("free space") != std::string::npos);
    CHECK(found(store).st_size == 0);
}

TEST_CASE("a reserve that takes the last room leaves none to begin with") {
    const TemporaryDirectory place;
    const crash::TinyDisk disk(place.path() / "disk", 16900);
    if (!disk.works()) return;
    const Store store = create_store(place.path() / "disk" / "store").value();
    CHECK(has_room_to_begin(store));
    // when
    REQUIRE(keep_reserve(store));
    // then
    const auto room = has_room_to_begin(store);
    REQUIRE_FALSE(room);
    CHECK(room.error().code == Errc::no_room);
    CHECK(room.error().what.find("beside its reserve") != std::string::npos);
}
